// Bugs that only several relays on one document can have: a part of planted-bugs.ts.
import type { Hint, PresenceNews } from '../../../server/bus/bus.ts'
import { AfterText } from '../../../server/presence/after-text.ts'
import { Presence } from '../../../server/presence/presence.ts'
import { Room } from '../../../server/room/room.ts'
import { Rooms } from '../../../server/room/rooms.ts'
import { type PlantedBug, replace } from './planting.ts'

const doesNothing = (): PropertyDescriptor => ({ value: async () => undefined })

const both =
  (one: PlantedBug['plant'], other: PlantedBug['plant']): PlantedBug['plant'] =>
  () => {
    const takeOut = [other(), one()]
    return () => {
      for (const out of takeOut) out()
    }
  }

export const BUGS_OF_SEVERAL_RELAYS: readonly PlantedBug[] = [
  {
    name: 'relays believe that every hint comes: they never compare heads, and take none from presence',
    seed: 44,
    shows: /has not converged|lost/,
    plant: both(
      () => replace(Rooms.prototype, 'compare', doesNothing),
      () =>
        replace(AfterText.prototype, 'take', ({ value }) => ({
          value: function (this: AfterText, news: PresenceNews) {
            ;(value as AfterText['take']).call(this, { ...news, head: 0 })
          },
        })),
    ),
  },
  {
    name: 'whoever joins is answered without a look at what other relays have committed',
    seed: 62,
    shows: /R4: .* is told it is synced/,
    plant: () => replace(Rooms.prototype, 'upToDate', doesNothing),
  },
  {
    name: 'a hint is taken in as the next, though one before it is missing',
    seed: 34,
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
    seed: 111,
    shows: /R11: the relay ends/,
    plant: () => replace(Room.prototype, 'unsettled', () => ({ get: () => false })),
  },
  {
    name: 'relays do not hear who is present on others',
    shows: /R13: .* sees .* where there are/,
    plant: () => replace(Presence.prototype, 'hear', doesNothing),
  },
  {
    name: 'whoever was on a relay that was killed stays for ever',
    seed: 17,
    shows: /R13: .* sees .* where there are/,
    plant: both(
      () => replace(Presence.prototype, 'lost', doesNothing),
      () => replace(Presence.prototype, 'sweep', doesNothing),
    ),
  },
]
