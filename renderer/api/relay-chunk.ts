// What load-relay-client.ts loads with the first request: the relay's REST interface, what reads its lists, and what tells it of deeds.
export { FoldersDoor } from './folders-door.ts'
export { Listing } from './listing.ts'
export { relayClient } from './relay-client.ts'
export { Replay } from './replay.ts'
