// R10 in short: Redis is stopped under load. `node tests/faults/without-redis.ts 30` is the long form.
import { expect, test } from 'vitest'
import { COMPLETE_WITHIN_MS, LONGEST_P99_MS, sentence, withoutRedis } from './without-redis.ts'

const SECONDS = 4

test(
  'R10: while Redis is stopped words arrive on all relays in time, nobody is closed, and nothing is missed, without another key',
  { timeout: 120_000 },
  async () => {
    const outcome = await withoutRedis(SECONDS, 'stopped')
    console.info(sentence(SECONDS, 'stopped', outcome))
    expect(outcome.shownMeanwhile).toBe(outcome.readers)
    expect([outcome.closed, outcome.missed]).toEqual([[], 0])
    const { oneTypes, allType, completeMs, lateMs } = outcome
    expect(Math.max(oneTypes.p99, allType.p99)).toBeLessThanOrEqual(LONGEST_P99_MS + lateMs)
    expect(completeMs).toBeLessThanOrEqual(COMPLETE_WITHIN_MS + lateMs)
  },
)
