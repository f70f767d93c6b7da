// §10: whatever is on the way, two people go on writing, and no word is lost or doubled. What turns them over to HTTP is what the
// way does, and nothing else: there is no option for it. `node tests/faults/hostile-paths.ts 5000` is the long form.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedOfThisRun } from '../support/random.ts'
import { HostilePath, MOODS, type HostileMood } from './hostile-paths.ts'

/** Of each of them in each of four phases. */
const WORDS = 20

let path: HostilePath
beforeAll(async () => {
  path = await HostilePath.start()
})
afterAll(async () => {
  await path.close()
})

test.each(Object.keys(MOODS) as HostileMood[])(
  'T8: a way that %s: they go over HTTP if that helps, and back when it is over',
  { timeout: 120_000 },
  async (mood) => {
    const { words, meanwhile, seen, broken, missing, doubled } = await path.coEdit(mood, WORDS, seedOfThisRun(mood))
    expect({ missing, doubled, meanwhile }).toEqual({ missing: [], doubled: [], meanwhile: [MOODS[mood], MOODS[mood]] })
    expect(broken).toBe(0)
    expect(words).toBe(WORDS * 8)
    // A relay that is down, or only slow, is nothing that HTTP would mend.
    if (MOODS[mood] !== 'HTTP') expect(seen).not.toContain('HTTP')
  },
)

test(
  'R1: the relay is killed while somebody writes over HTTP: what was called saved is there',
  { timeout: 60_000 },
  async () => {
    const { acknowledged, missing } = await path.kill(3_000, seedOfThisRun('killed over HTTP'))
    console.info(`${acknowledged} of 3,000 words were acknowledged when it was killed`)
    expect(acknowledged).toBeGreaterThan(0)
    expect(missing).toEqual([])
  },
)
