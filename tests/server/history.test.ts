// The history of a document as whoever asks for it meets it (N): over HTTP, of a real relay, and whatever has become of the log.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PAUSE_MS } from '../../server/jobs/stretches.ts'
import { ContentClient } from '../support/content-client.ts'
import { command, damage, fsck, look, seqsOf } from '../support/data-folder.ts'
import { foldedTwice } from '../support/folded.ts'
import { FrameClient } from '../support/frame-client.ts'
import { history, historyLines, historyUrl, lineOf } from '../support/history-client.ts'
import { makeToken } from '../support/tokens.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { Writer } from '../support/search-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start()
  rest = new RestClient(relay)
})
afterAll(async () => {
  await relay.dispose()
})

/** So that not everything is one stretch: what was written before was written earlier. */
const pause = (document: string): void =>
  damage(
    relay.data,
    'UPDATE log SET at = at - ? WHERE number = (SELECT number FROM heads WHERE document = ?)',
    2 * PAUSE_MS,
    document,
  )

const GUEST = { id: 'guest', name: null }

test('N1: two who write at once have a stretch each, with what they put in and took out, and when', async () => {
  const from = Date.now()
  await rest.create('minutes', 'Minutes')
  const ada = await Writer.join(relay, 'minutes')
  await ada.write('Hello')
  const nightly = new ContentClient(relay, await makeToken(relay.data, 'nightly', 'content:read,content:write'))
  await nightly.write('minutes', 'append', 'Build 7 is *green*.')
  await ada.write('again')
  ada.client.doc.getXmlFragment('default').delete(0, 1)
  await ada.client.allSaved()
  const rows = await history(relay, 'minutes')
  const [{ epoch }] = look<{ epoch: string }>(relay.data, `SELECT epoch FROM heads WHERE document = 'minutes'`) as [
    { epoch: string },
  ]
  expect(rows).toEqual([
    {
      kind: 'stretch',
      epoch,
      fromSeq: 1,
      toSeq: 4,
      author: GUEST,
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
      edits: 3,
      added: 10,
      // Five letters, and the paragraph with its text.
      removed: 7,
    },
    expect.objectContaining({
      author: { id: expect.stringMatching(/^token:/), name: 'nightly' },
      fromSeq: 2,
      toSeq: 2,
      edits: 1,
      added: 'Build 7 is green.'.length,
      removed: 0,
    }),
  ])
  const [{ startedAt, endedAt }] = rows as unknown as [{ startedAt: number; endedAt: number }]
  expect(from <= startedAt && startedAt < endedAt && endedAt <= Date.now()).toBe(true)
  ada.leave()
})

test('N1: unknown is 404, deleted for ever 410, in the trash as before; one that nobody opened has no rows', async () => {
  const answered = async (target: URL): Promise<unknown> => {
    const { status, body } = await rest.ask('GET', `${target.pathname}${target.search}`)
    return [status, body?.['code']]
  }
  expect(await answered(historyUrl(relay, 'nobodys'))).toEqual([404, 'document-not-found'])
  expect(await answered(historyUrl(relay, 'no%20id'))).toEqual([400, 'bad-document-id'])
  for (const limit of [0, 10_001, 1.5, Number.NaN])
    expect(await answered(historyUrl(relay, 'fate', limit)), `${limit}`).toEqual([400, 'bad-request'])
  await rest.create('fate', 'Quince')
  expect(await history(relay, 'fate')).toEqual([])
  const ada = await Writer.join(relay, 'fate')
  await ada.write('marmalade')
  ada.leave()
  const rows = await history(relay, 'fate')
  expect(rows).toMatchObject([{ edits: 1, added: 9 }])
  await rest.trash('fate')
  expect(await history(relay, 'fate')).toEqual(rows)
  await rest.deleteForEver('fate')
  expect(await answered(historyUrl(relay, 'fate'))).toEqual([410, 'document-gone'])
  expect(look(relay.data, 'SELECT 1 FROM log l WHERE number NOT IN (SELECT number FROM heads)')).toEqual([])
})

test('N2: lines come one by one, no more than were asked for, and who hangs up ends it', async () => {
  await rest.create('long', 'Long')
  const ada = await FrameClient.join(relay, 'long')
  ada.type('x')
  await ada.allSaved()
  ada.leave()
  await relay.stop()
  // Years of somebody who looks in now and then.
  damage(
    relay.data,
    `WITH RECURSIVE n(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n WHERE n < 4000)
     INSERT INTO log SELECT number, n.n, epoch, author, at + n.n * ?, bytes FROM log, n
     WHERE seq = 1 AND number = (SELECT number FROM heads WHERE document = 'long')`,
    PAUSE_MS,
  )
  damage(relay.data, `UPDATE heads SET head = 4000 WHERE document = 'long'`)
  await relay.start()
  const limited = await historyLines(relay, 'long', 3)
  expect(limited).toMatchObject([
    { toSeq: 4000 },
    { toSeq: 3999 },
    { toSeq: 3998 },
    { kind: 'end', rows: 3, more: true },
  ])
  expect(await historyLines(relay, 'long', 4000)).toHaveLength(4001)
  expect((await historyLines(relay, 'long', 4000)).at(-1)).toEqual({ kind: 'end', rows: 4000, more: false })
  const left = new AbortController()
  const { body } = await fetch(historyUrl(relay, 'long', 4000), { signal: left.signal })
  const { value } = await body!.getReader().read()
  expect(lineOf(new TextDecoder().decode(value).split('\n')[0]!)).toMatchObject({ toSeq: 4000 })
  left.abort()
  expect(await historyLines(relay, 'long')).toHaveLength(201)
  expect(relay.log.filter(({ level }) => level === 'error')).toEqual([])
})

test(
  'N3: folded by the relay, with a damaged snapshot, and by `compact`: the history stays as it was',
  { timeout: 60_000 },
  async () => {
    await rest.create('folded', 'Folded')
    const early = await FrameClient.join(relay, 'folded')
    early.type('early')
    await early.allSaved()
    early.leave()
    pause('folded')
    const ada = await foldedTwice(relay, 'folded')
    await until('the log to be trimmed', () => seqsOf(relay.data, 'log', 'folded').first > 2)
    const rows = await history(relay, 'folded')
    expect(rows).toMatchObject([
      { fromSeq: 2, toSeq: 2401, edits: 2400, added: ada.text.length - 'early'.length, removed: 0 },
      { fromSeq: 1, toSeq: 1, edits: 1, added: 5 },
    ])
    ada.leave()
    await relay.stop()
    const [{ seq }] = look<{ seq: number }>(relay.data, 'SELECT max(seq) AS seq FROM snapshots') as [{ seq: number }]
    damage(relay.data, 'UPDATE snapshots SET bytes = zeroblob(length(bytes)) WHERE seq = ?', seq)
    await relay.start()
    expect(await history(relay, 'folded')).toEqual(rows)
    await relay.stop()
    expect((await command(relay.data, 'compact', '--document', 'folded')).code).toBe(0)
    expect(seqsOf(relay.data, 'log', 'folded').rows).toBe(0)
    expect(await fsck(relay.data)).toMatchObject({ problems: [] })
    await relay.start()
    expect(await history(relay, 'folded')).toEqual(rows)
  },
)

test('N4: after a reset it says so, and begins anew; and fsck knows of rows that are nobody’s', async () => {
  const ada = await FrameClient.join(relay, 'begun')
  ada.type('forget me')
  await ada.allSaved()
  ada.leave()
  await relay.stop()
  expect((await command(relay.data, 'reset', '--document', 'begun')).code).toBe(0)
  damage(relay.data, 'INSERT INTO history VALUES (9999, 2, 1, ?, 0, 0, 2, 0, 0)', 'nobody')
  expect((await fsck(relay.data)).problems).toMatchObject([
    { kind: 'rows-astray', what: expect.stringContaining('1 in history') },
  ])
  damage(relay.data, 'DELETE FROM history WHERE number = 9999')
  await relay.start()
  expect(await history(relay, 'begun')).toEqual([{ kind: 'reset' }])
  const [{ epoch }] = look<{ epoch: string }>(relay.data, `SELECT epoch FROM heads WHERE document = 'begun'`) as [
    { epoch: string },
  ]
  const ben = await FrameClient.join(relay, `begun?epoch=${epoch}`)
  ben.type('anew ')
  await ben.allSaved()
  ben.leave()
  expect(await history(relay, 'begun')).toMatchObject([{ epoch, fromSeq: 2, toSeq: 2, added: 5 }, { kind: 'reset' }])
})
