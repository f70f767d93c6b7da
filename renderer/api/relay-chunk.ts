// What load-relay-client.ts loads with the first request: the relay's REST interface and what reads its lists.
export { Listing } from './listing.ts'
export { relayClient } from './relay-client.ts'
