// Bugs that several relays can have, put into real ones by plant.ts. Each must be found: runs that find nothing prove nothing.
// Patched in from outside, so that the product carries no seam for them.
import { Follower } from '../../../server/room/follower.ts'
import { Room } from '../../../server/room/room.ts'
import { BUGS_OF_SEVERAL_RELAYS } from '../simulator/bugs-of-several-relays.ts'
import { PLANTED_BUGS as SIMULATED } from '../simulator/planted-bugs.ts'
import { type PlantedBug, replace } from '../simulator/planting.ts'

const LACKS = /R1, R2|has not converged|R4|beside what was typed/

/** One of the simulator's, which shows here in other words. */
const asSimulated = (start: string): PlantedBug => {
  const bug = [...SIMULATED, ...BUGS_OF_SEVERAL_RELAYS].find(({ name }) => name.startsWith(start))
  if (bug === undefined) throw new Error(`the simulator has no bug "${start}"`)
  return { ...bug, shows: LACKS }
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  asSimulated('an edit is shown to others before it is committed'),
  {
    name: 'an edit is acknowledged as soon as it is queued',
    shows: LACKS,
    plant: () =>
      replace(Room.prototype, 'submit', ({ value }) => ({
        value: function (this: Room, ...asked: Parameters<Room['submit']>) {
          const came = (value as Room['submit']).apply(this, asked)
          if (came.startsWith('queued')) queueMicrotask(() => asked[0].durable(1))
          return came
        },
      })),
  },
  asSimulated('relays believe that every hint comes'),
  asSimulated('whoever joins is answered without a look'),
  asSimulated('a hint is taken in as the next'),
  {
    name: 'a room takes its own commit for the next, though others have committed before',
    shows: LACKS,
    plant: () => replace(Follower.prototype, 'upTo', () => ({ value: async () => undefined })),
  },
  {
    name: 'a room whose commit has failed stays, and waits for it',
    shows: LACKS,
    plant: () =>
      replace(Room.prototype, 'settle', ({ value }) => ({
        value: function (this: Room, outcome: Parameters<Room['settle']>[0]) {
          if (outcome.kind !== 'failed') (value as Room['settle']).call(this, outcome)
        },
      })),
  },
]
