// A fold is killed between the snapshot and the trim (N3, R1): what was done is told once, and all of it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { command, fsck, look, seqsOf, withDatabase } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { history } from '../support/history-client.ts'
import { BUILT_RELAY } from '../support/built-relay.ts'
import { commandEnv } from '../support/refused-start.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const LETTERS = 40

let relay: TestRelay
beforeEach(async () => {
  relay = await TestRelay.start()
})
afterEach(async () => {
  await relay.dispose()
})

/** The trim takes longer than anybody waits. */
const trimSlowly = (): void =>
  withDatabase(relay.data, (database) =>
    database.exec(`CREATE TABLE slow (n);
      WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000) INSERT INTO slow SELECT n FROM n;
      CREATE TRIGGER slow_trim BEFORE DELETE ON log BEGIN SELECT count(*) FROM slow a, slow b, slow c, slow d; END`),
  )
const trimQuickly = (): void =>
  withDatabase(relay.data, (database) => database.exec('DROP TRIGGER slow_trim; DROP TABLE slow'))

const isTrimming = (): boolean =>
  withDatabase(relay.data, (database) => {
    // Both folds of the command have come to their snapshot, and somebody writes.
    const folds = database.prepare('SELECT 1 FROM heads WHERE snapshot_seq = head').all().length
    database.exec('PRAGMA busy_timeout = 0')
    try {
      database.exec('BEGIN IMMEDIATE; ROLLBACK')
      return false
    } catch (error) {
      return folds === 1 && /locked/.test(String(error))
    }
  })

test('N3, R1: killed between the snapshot and the trim', { timeout: 60_000 }, async () => {
  const ada = await FrameClient.join(relay, 'killed')
  for (let n = 0; n < LETTERS; n++) ada.type('a')
  await ada.allSaved()
  ada.leave()
  const before = await history(relay, 'killed')
  expect(before).toMatchObject([{ fromSeq: 1, toSeq: LETTERS, edits: LETTERS, added: LETTERS, removed: 0 }])
  await relay.stop()

  trimSlowly()
  const compacting = spawn(process.execPath, [BUILT_RELAY, 'compact'], {
    stdio: 'inherit',
    env: commandEnv({ LIGATURE_DATA: relay.data }),
  })
  const ended = once(compacting, 'close')
  await until('the trim to be under way', isTrimming, 30_000).finally(() => compacting.kill('SIGKILL'))
  await ended
  trimQuickly()
  expect(seqsOf(relay.data, 'log', 'killed').rows).toBe(LETTERS)
  expect(look(relay.data, 'SELECT sum(edits) AS edits FROM history')).toEqual([{ edits: LETTERS }])
  await relay.start()
  expect(await history(relay, 'killed')).toEqual(before)
  await relay.stop()

  // And once more, to the end.
  expect((await command(relay.data, 'compact')).code).toBe(0)
  expect(seqsOf(relay.data, 'log', 'killed').rows).toBe(0)
  expect(await fsck(relay.data)).toMatchObject({ problems: [] })
  await relay.start()
  expect(await history(relay, 'killed')).toEqual(before)
})
