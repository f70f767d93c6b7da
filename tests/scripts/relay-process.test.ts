// The relay that `npm start` runs: bounded in how long it may take to start, and in nothing else.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { RelayDidNotStart, startRelay } from '../../scripts/relay-process.ts'
import { until } from '../support/until.ts'

const START_WITHIN_MS = 4_000

test('a relay that listens lives on after the time it had to start in', { timeout: 30_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ligature-start-'))
  process.env['LIGATURE_PORT'] = '0'
  const started = performance.now()
  const relay = await startRelay(folder, START_WITHIN_MS)
  let ended: number | undefined
  void relay.ended.then((code) => (ended = code))
  await until('that time to be over', () => performance.now() > started + START_WITHIN_MS + 1_000)
  expect(ended).toBeUndefined()
  expect((await fetch(`${relay.url}healthz`)).status).toBe(200)
  relay.stop()
  expect(await relay.ended).toBe(0)
  rmSync(folder, { recursive: true, force: true })
})

test('a relay that does not listen in time is ended, and the sentence says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ligature-start-'))
  process.env['LIGATURE_PORT'] = '0'
  await expect(startRelay(folder, 1)).rejects.toThrow(RelayDidNotStart)
  await expect(startRelay(folder, 1)).rejects.toThrow(/did not answer within/)
  rmSync(folder, { recursive: true, force: true })
})
