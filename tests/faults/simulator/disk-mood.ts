// How the disk of a simulation is today: set by the world, looked at by the store with each call.
import type { VirtualClock } from './virtual-clock.ts'

/** How the disk is today. Probabilities of one call. */
export interface DiskMood {
  readonly slowestMs: number
  /** The whole batch ends without an outcome, half of the time committed all the same. */
  readonly unknown: number
  /** The same, and it is committed later on, when the relay may have begun anew. */
  readonly late: number
  /** COMMIT fails; each group is tried alone, and some of them fail. */
  readonly torn: number
  readonly readFails: number
}

export const CALM: DiskMood = { slowestMs: 3, unknown: 0, late: 0, torn: 0, readFails: 0 }

export function badMood(clock: VirtualClock): DiskMood {
  const bad = (): number => (clock.chance(0.5) ? clock.between(0, 0.3) : 0)
  return {
    slowestMs: clock.between(1, clock.chance(0.4) ? 2_000 : 60),
    unknown: bad(),
    late: bad(),
    torn: bad(),
    readFails: bad() / 3,
  }
}
