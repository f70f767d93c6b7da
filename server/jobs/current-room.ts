// The room of a part of a document, with all that any relay has committed before the call (R4). Used by content.ts and comments.ts.
import type { Address } from '../../contracts/ids.ts'
import { Refused, Unavailable } from '../errors.ts'
import type { Room } from '../room/room.ts'
import type { Rooms } from '../room/rooms.ts'

/** Rejects with Refused for a document that was deleted for ever, and with Unavailable while it cannot be read. */
export async function currentRoom(rooms: Pick<Rooms, 'get' | 'upToDate'>, address: Address): Promise<Room> {
  const room = await rooms.get(address)
  if (room === 'gone') throw new Refused('document-gone', `the document ${address.document} was deleted for ever`)
  await rooms.upToDate(room)
  if (room.broken) throw new Unavailable(`the document ${address.document} is read anew`)
  return room
}
