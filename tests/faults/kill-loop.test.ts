// R1 and R2 under fire: 50 kills at random moments, each with more than 100 edits in flight.
import { expect, test } from 'vitest'
import { seedOfThisRun } from '../support/random.ts'
import { killLoop, summary } from './kill-loop.ts'

test(
  'R1, R2: 50 kills under load lose nothing acknowledged and nothing another has seen',
  { timeout: 240_000 },
  async () => {
    const report = await killLoop(50, seedOfThisRun('50 kills'))
    console.info(summary(report))
    expect(Math.min(...report.inFlightAtKills)).toBeGreaterThan(100)
    expect(report.acknowledged).toBeGreaterThan(1_000)
    expect(report.acknowledgedMissing).toEqual([])
    expect(report.seenMissing).toEqual([])
    expect(report.converged).toBe(true)
  },
)
