// R4, R7, R11: an update of some 100 KB that takes Yjs minutes. It costs the one who sent it the fold, and others some
// seconds at most.
import { afterEach, expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { parseDocumentId } from '../../contracts/ids.ts'
import { machineClock } from '../../server/clock.ts'
import { check } from '../../server/jobs/check.ts'
import type { Finding } from '../../server/jobs/findings.ts'
import { FoldLine } from '../../server/jobs/fold-line.ts'
import { foldThread } from '../../server/jobs/fold-thread.ts'
import { createLog } from '../../server/log.ts'
import { SqliteInspection } from '../../server/store/sqlite/inspection.ts'
import { FoldStand, Inmate } from '../support/fold-stand.ts'
import { FrameClient } from '../support/frame-client.ts'
import { slowToFold, updateOf } from '../support/hostile-bytes.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

/** More than a long tail has, so that the relay folds it by itself; 8 minutes on a quick machine. */
const SLOW = slowToFold(40_000)
/** Of work. The worker gives way to everybody: beside a busy suite each second of it takes up to ten. */
const CUT_OFF_MS = 1_000

let relay: TestRelay | undefined
afterEach(async () => {
  await relay?.dispose()
})

test('R7: a fold that takes too long is cut off; that document is not folded for a while, others are', async () => {
  const stand = await FoldStand.open({ threadCutOffMs: CUT_OFF_MS })
  onTestFinished(async () => await stand.close())
  const slow = await stand.room()
  new Inmate(slow).send(SLOW)
  await until('it to be saved', () => slow.head === 1)
  const other = await stand.room({ document: parseDocumentId('other')!, part: 'text' })
  new Inmate(other).type(2)
  await until('it to be saved', () => other.head === 2)

  const [first, behind] = await Promise.allSettled([
    stand.folder.snapshot(slow),
    stand.folder.diff(other, new Uint8Array([0])),
  ])
  expect(first).toMatchObject({ status: 'rejected', reason: { message: 'a fold that takes more than 1 s is cut off' } })
  expect(behind).toMatchObject({ status: 'fulfilled', value: { seq: 2 } })
  await expect(stand.folder.diff(slow, new Uint8Array([0]))).rejects.toThrow('its last fold took too long')
  expect((await stand.folder.snapshot(other)).rows).toBe(2)
})

test('R7: a check of what is stored tells of a document that takes too long to make, and goes on', async () => {
  const stand = await FoldStand.open()
  onTestFinished(async () => await stand.close())
  const line = new FoldLine({
    start: foldThread(new URL('../../server/jobs/fold-worker.ts', import.meta.url), createLog('silent')),
    clock: machineClock,
    longestMs: CUT_OFF_MS,
  })
  onTestFinished(() => line.close())
  const inmates = [SLOW, updateOf('quick')].map(async (update, at) => {
    const inmate = new Inmate(await stand.room({ document: parseDocumentId(`checked-${at}`)!, part: 'text' }))
    inmate.send(update)
    await until('it to be saved', () => inmate.allSaved)
  })
  await Promise.all(inmates)
  const inspection = new SqliteInspection(stand.database)
  onTestFinished(() => inspection.close())
  const found: Finding[] = []
  const summary = await check({
    inspection,
    line,
    files: (async function* () {})(),
    found: (finding) => found.push(finding),
    progress: () => undefined,
  })
  expect(found).toMatchObject([{ kind: 'fold-slow', grade: 'problem', document: 'checked-0' }])
  expect(summary).toMatchObject({ parts: 2, rows: 2, problems: 1 })
})

test(
  'R4: while a slow log is folded, who joins another document with an old copy waits 10 s at most, then hears everything',
  { timeout: 60_000 },
  async () => {
    relay = await TestRelay.start()
    const ada = await FrameClient.join(relay, 'elsewhere')
    ada.type('all of it')
    await ada.allSaved()
    const mallory = await FrameClient.join(relay, 'slow')
    mallory.sendUpdate(SLOW)
    await mallory.allSaved()
    const doc = new Y.Doc()
    doc.getText('other').insert(0, 'my own')
    const ben = new FrameClient(relay, 'elsewhere', { doc })
    const asked = performance.now()
    await until('ben to hear all', () => ben.frames('update').some(({ step2 }) => step2), 20_000)
    const waited = performance.now() - asked
    console.info(`ben waited ${Math.round(waited)} ms`)
    expect(ben.text).toBe('all of it')
    expect(relay.log).toContainEqual(expect.objectContaining({ document: 'elsewhere', problem: 'no diff within 10 s' }))
    for (const one of [ada, ben, mallory]) one.leave()
  },
)

test('R11: a shutdown does not wait for a fold', async () => {
  relay = await TestRelay.start()
  const mallory = await FrameClient.join(relay, 'slow')
  mallory.sendUpdate(SLOW)
  await mallory.allSaved()
  expect(await relay.stop()).toBe(0)
  expect(relay.log.filter(({ level }) => level === 'error')).toEqual([])
})
