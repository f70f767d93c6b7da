// Bugs that only several relays on one document can have: a part of planted-bugs.ts.
import type { Hint } from '../../../server/bus/bus.ts'
import { Room } from '../../../server/room/room.ts'
import { Rooms } from '../../../server/room/rooms.ts'
import { type PlantedBug, replace } from './planting.ts'

const doesNothing = (): PropertyDescriptor => ({ value: async () => undefined })

export const BUGS_OF_SEVERAL_RELAYS: readonly PlantedBug[] = [
  {
    name: 'relays believe that every hint comes, and never compare heads',
    shows: /has not converged|lost/,
    plant: () => replace(Rooms.prototype, 'compare', doesNothing),
  },
  {
    name: 'whoever joins is answered without a look at what other relays have committed',
    shows: /R4: .* is told it is synced/,
    plant: () => replace(Rooms.prototype, 'upToDate', doesNothing),
  },
  {
    name: 'a hint is taken in as the next, though one before it is missing',
    shows: /F6|R4|has not converged/,
    plant: () =>
      replace(Room.prototype, 'hear', ({ value }) => ({
        value: function (this: Room, hint: Hint) {
          const { updates } = hint
          const next =
            updates === undefined ? hint : { ...hint, fromSeq: this.head + 1, toSeq: this.head + updates.length }
          ;(value as Room['hear']).call(this, next)
        },
      })),
  },
  {
    name: 'a relay that shuts down does not wait for a room that reads what others have committed',
    shows: /R11: the relay ends/,
    plant: () => replace(Room.prototype, 'unsettled', () => ({ get: () => false })),
  },
]
