// R10 in short: Redis is stopped under load. The figure of the long form, `node tests/faults/without-redis.ts 30`, is printed.
import { expect, test } from 'vitest'
import { sentence, withoutRedis } from './without-redis.ts'

const SECONDS = 5

test(
  'R10: while Redis is stopped words arrive on all relays, nobody is closed, and nothing is missed, without another key',
  { timeout: 120_000 },
  async () => {
    const outcome = await withoutRedis(SECONDS, 'stopped')
    console.info(sentence(SECONDS, 'stopped', outcome))
    expect(outcome.shownMeanwhile).toBe(outcome.readers)
    expect([outcome.closed, outcome.missed]).toEqual([[], 0])
  },
)
