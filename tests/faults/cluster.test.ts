// §8, R1, R2, R4, R10 on real processes: a few seeds of `node tests/faults/cluster.ts 300`, in which relays, PostgreSQL, Redis and
// the network between all of them fail under people's hands; and the proof that such a run would show a loss.
import { expect, test } from 'vitest'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { told } from './cluster.ts'
import { run } from './cluster/run.ts'
import { Servers } from './cluster/servers.ts'
import { RELAYS, type Trouble } from './cluster/trouble.ts'

const SEEDS = 3

async function on<Result>(servers: Servers, story: () => Promise<Result>): Promise<Result> {
  try {
    return await story()
  } finally {
    await servers.close()
  }
}

test(
  `§8, R1, R2, R4, R10: after each of ${SEEDS} runs full of trouble all have all, and nothing acknowledged is missing`,
  { timeout: 240_000 },
  async () => {
    const first = seedOfThisRun('several relays')
    const servers = await Servers.start(seeded(first))
    await on(servers, async () => {
      for (let n = 0; n < SEEDS; n++) {
        const outcome = await run(servers, first + n)
        if (outcome.violations.length > 0) throw new Error(told(outcome))
        console.info(`seed ${first + n}: ${outcome.acknowledged} of ${outcome.edits} edits acknowledged`)
      }
    })
  },
)

test('R1: a run finds relays that call saved what is only queued', { timeout: 120_000 }, async () => {
  const servers = await Servers.start(seeded(1), 'an edit is acknowledged as soon as it is queued')
  const withoutStore = Array.from({ length: RELAYS }, (_, relay): Trouble => ({
    does: 'disturb',
    relay,
    side: 'PostgreSQL',
    passing: { kind: 'not at all' },
    direction: 'both',
    share: 1,
    atMs: 500,
    forMs: 2_000,
  }))
  const { violations } = await on(servers, () => run(servers, 1, withoutStore))
  expect(violations.join('\n')).toMatch(/R1, R2: .* was told or shown client/)
})
