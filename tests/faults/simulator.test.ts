// R1 to R6, R11 to R13, F1, F4 to F6 and L4 in simulation: some hundreds of worlds in which relay, disk, network and people
// misbehave, and after which everything must be in order; and the proof that such a world would show it if it were not.
import { expect, test } from 'vitest'
import { seedOfThisRun } from '../support/random.ts'
import { PLANTED_BUGS } from './simulator/planted-bugs.ts'
import { told } from './simulate.ts'
import { type Outcome, simulate } from './simulator/world.ts'

const SEEDS = 200
const FOUND_WITHIN = 300

/** The first of so many worlds in which something goes wrong. */
async function firstViolation(from: number, seeds: number): Promise<Outcome | undefined> {
  for (let n = 0; n < seeds; n++) {
    const outcome = await simulate(from + n)
    if (outcome.violations.length > 0) return outcome
  }
  return undefined
}

test(
  `R1-R6, R11-R13, F4-F6, L4: in ${SEEDS} simulated worlds nothing is lost, shown early, doubled or left over`,
  { timeout: 300_000 },
  async () => {
    const found = await firstViolation(seedOfThisRun('simulated worlds'), SEEDS)
    if (found !== undefined) throw new Error(told(found))
  },
)

test('a world is repeated by its seed, to the last operation', async () => {
  const [first, again] = [await simulate(4_711), await simulate(4_711)]
  expect(again).toEqual(first)
  expect(first.edits).toBeGreaterThan(0)
})

test.each(PLANTED_BUGS)('the simulator finds: $name', { timeout: 120_000 }, async ({ seed = 1, plant, shows }) => {
  const takeOut = plant()
  try {
    const found = (await firstViolation(seed, 1)) ?? (await firstViolation(1, FOUND_WITHIN))
    expect(found?.violations.join('\n')).toMatch(shows)
    console.info(`found with seed ${found?.seed}: ${found?.violations[0]}`)
  } finally {
    takeOut()
  }
})
