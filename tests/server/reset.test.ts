// `reset` (issue "The relay"; E2): with the relay stopped one document begins anew, with what it shows or with what a backup
// shows, and no copy from before is merged into it. What people see of it is tests/renderer/collab/reset.test.ts; kills have a
// file of their own.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { CommentsClient } from '../support/comments-client.ts'
import { command, damage, fsck, look, seqsOf, withDatabase } from '../support/data-folder.ts'
import { foldedTwice } from '../support/folded.ts'
import { FrameClient } from '../support/frame-client.ts'
import { structAt, unintegrable } from '../support/hostile-bytes.ts'
import { png, sha256Of } from '../support/images.ts'
import { TestRelay } from '../support/relay.ts'
import { everythingIn, writtenAndErased } from '../support/reset-stage.ts'
import { RestClient } from '../support/rest-client.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

let folder: string
let relay: TestRelay
let rest: RestClient
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ligature-reset-'))
  relay = await TestRelay.start({ data: join(folder, 'data') })
  rest = new RestClient(relay)
})
afterEach(async () => {
  await relay.dispose()
  rmSync(folder, { recursive: true })
})

const written = (path: string, letters?: number): Promise<FrameClient> => writtenAndErased(relay, path, letters)
const reset = (document: string, ...more: string[]): ReturnType<typeof command> =>
  command(relay.data, 'reset', '--document', document, ...more)
const epochOf = (document: string, part = 'text'): string =>
  look<{ epoch: string }>(relay.data, 'SELECT epoch FROM heads WHERE document = ? AND part = ?', document, part)[0]!
    .epoch
const everything = (): unknown => everythingIn(relay.data)
const backUp = (name: string): string => {
  const path = join(folder, name)
  cpSync(relay.data, path, { recursive: true })
  return path
}

test('E2: the document shows what it showed, without its past; title and everything else stay; people write on', async () => {
  await rest.create('large', 'Minutes of Monday')
  const ada = await written('large')
  const remarks = await written('large/comments', 20)
  const reader = new CommentsClient(relay)
  const thread = await reader.opened('large', 'Which ones?')
  await reader.reply('large', thread, 'All of them')
  await reader.opened('large', 'Looks good')
  const threads = await reader.threads('large')
  const ben = await written('other')
  await relay.stop()
  const [before, other] = [epochOf('large'), epochOf('other')]
  const { code, stdout, lines } = await reset('large')
  expect({ code, lines }, stdout).toEqual({ code: 0, lines: [] })
  const said = stdout.split('\n')
  expect(said[0]).toBe('large, “Minutes of Monday”, is to begin anew with what it shows now.')
  expect(said.slice(1, 3)).toEqual([
    `large (text) shows ${ada.text.length} characters`,
    'large (comments) shows 2 threads with 3 entries',
  ])
  expect(said[3]).toMatch(/^large \(text\): 301 -> 0 rows, \d+ -> \d+ bytes$/)
  expect(said[4]).toMatch(/^large \(comments\): 24 -> 0 rows, \d+ -> \d+ bytes$/)
  expect(epochOf('large')).toMatch(/^2\./)
  expect(stdout).toContain(`?epoch=${epochOf('large')}`)
  expect([epochOf('large', 'comments'), epochOf('other')]).toEqual([epochOf('large'), other])
  expect(epochOf('large')).not.toBe(before)
  expect([seqsOf(relay.data, 'log', 'large').rows, seqsOf(relay.data, 'snapshots', 'large').rows]).toEqual([0, 1])
  const [size] = look<{ bytes: number }>(
    relay.data,
    `SELECT max(length(bytes)) AS bytes FROM snapshots
     WHERE number = (SELECT number FROM heads WHERE document = 'large' AND part = 'text')`,
  )
  expect(size!.bytes).toBeLessThan(ada.text.length + 50)
  expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [], notes: [] })

  await relay.start()
  const carol = await FrameClient.join(relay, 'large')
  expect([carol.text, carol.frames('hello')[0]!.hello.epoch]).toEqual([ada.text, epochOf('large')])
  expect(Y.createDeleteSetFromStructStore(carol.doc.store).clients.size).toBe(0)
  carol.type('and on')
  await carol.allSaved()
  const dan = await FrameClient.join(relay, 'large')
  expect(dan.text).toBe(`${ada.text}and on`)
  expect((await FrameClient.join(relay, 'large/comments')).text).toBe(remarks.text)
  expect(await reader.threads('large')).toEqual(threads)
  expect((await FrameClient.join(relay, 'other')).text).toBe(ben.text)
  expect((await rest.ask('GET', rest.document('large'))).body).toMatchObject({
    title: 'Minutes of Monday',
    trashedAt: null,
  })
})

test('E2: --from takes what one document shows in a backup, and brings its images; nothing else is touched', async () => {
  const [here, lost, nowhere] = [1, 2, 3].map((n) => png(n, 1, [n, 0, 0]))
  for (const bytes of [here!, lost!])
    await fetch(relay.url + attachmentPath(sha256Of(bytes)), { method: 'PUT', body: bytes as Uint8Array<ArrayBuffer> })
  const ada = await FrameClient.join(relay, 'minutes')
  ada.type('as it was. ')
  for (const [at, bytes] of [here!, lost!, nowhere!].entries())
    ada.doc.getMap('images').set(`${at}`, attachmentPath(sha256Of(bytes)))
  await ada.allSaved()
  ada.leave()
  const then = ada.text
  await written('other')
  await relay.stop()
  const backup = backUp('backup')
  await relay.start()
  const mallory = await FrameClient.join(relay, 'minutes')
  mallory.doc.getText('text').delete(0, mallory.text.length)
  mallory.type('all gone')
  await mallory.allSaved()
  const ben = await FrameClient.join(relay, 'other')
  ben.type('written since the backup')
  await ben.allSaved()
  await written('minutes/comments', 5)
  await rest.ask('PATCH', rest.document('minutes'), { body: { title: 'Renamed since' } })
  await rest.ask('POST', `${rest.document('minutes')}/trash`)
  await relay.stop()
  const image = join(relay.data, 'attachments', sha256Of(lost!).slice(0, 2), sha256Of(lost!))
  rmSync(image)
  const backupBefore = filesIn(backup)
  const { code, stdout, lines } = await reset('minutes', '--from', backup)
  expect({ code, lines }, stdout).toEqual({ code: 0, lines: [] })
  const said = stdout.split('\n')
  expect(said[0]).toBe(`minutes, “Renamed since”, is to begin anew with what it shows in ${backup}.`)
  expect(said.slice(1, 5)).toEqual([
    'minutes (text) shows 11 characters',
    'minutes (comments) is not there, and is to begin empty',
    '1 image that it shows, not here before, brought along',
    '1 image that it shows, neither here nor there',
  ])
  expect(said[6]).toMatch(/^minutes \(comments\): 6 -> 0 rows, \d+ -> 0 bytes$/)
  expect(readFileSync(image)).toEqual(lost)
  expect(filesIn(backup)).toEqual(backupBefore)

  await relay.start()
  expect((await FrameClient.join(relay, 'minutes')).text).toBe(then)
  expect((await FrameClient.join(relay, 'minutes/comments')).text).toBe('')
  expect((await FrameClient.join(relay, 'other')).text).toBe(ben.text)
  expect((await rest.ask('GET', rest.document('minutes'))).body).toMatchObject({
    title: 'Renamed since',
    trashedAt: expect.any(String),
  })
})

/** But for SQLite's own index of the write-ahead log, which whoever reads makes. */
const filesIn = (path: string): unknown =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/-(shm|wal)$/.test(entry.name))
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name))])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))

test('E2: --dry-run says what the document would begin with, and changes nothing', async () => {
  const ada = await written('large', 20)
  await relay.stop()
  const before = everything()
  const { code, stdout } = await reset('large', '--dry-run')
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `large is to begin anew with what it shows now.\nlarge (text) shows ${ada.text.length} characters\nNothing is changed. Now its epoch is ${epochOf('large')}, and a reset gives it a new one.\n`,
  })
  expect(everything()).toEqual(before)
})

test('E3: a stock client that brings its copy from before is stopped, and one that names the epoch comes in', async () => {
  const old = await StockClient.join(relay, 'shared')
  old.type('written before')
  await until('it to be saved', async () => (await FrameClient.join(relay, 'shared')).text === old.text)
  old.goAway()
  old.type(', and unsent')
  await relay.stop()
  expect((await reset('shared')).code).toBe(0)
  await relay.start()
  const codes: (number | undefined)[] = []
  old.provider.on('connection-close', (event) => codes.push(event?.code))
  old.comeBack()
  await until('it to be turned away', () => codes.length > 0)
  expect([codes, old.provider.shouldConnect]).toEqual([[4409], false])
  expect(old.text).toBe('written before, and unsent')
  const doc = new Y.Doc()
  const named = new WebsocketProvider(relay.syncUrl, 'shared', doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    params: { epoch: epochOf('shared') },
  })
  await until('the other to be synced', () => named.synced)
  doc.getText('text').insert(0, 'Goes on: ')
  const ours = await FrameClient.join(relay, 'shared')
  await until('everybody to read on', () => ours.text === 'Goes on: written before')
  const wrong = await FrameClient.join(relay, 'shared?epoch=2.somethingelse')
  expect(wrong.closeCode).toBe(4409)
  named.destroy()
  old.leave()
})

test('E2, R5: what waits for ever, what was set aside and what cannot be used is left out and counted', async () => {
  await written('poisoned', 20)
  const mallory = await FrameClient.join(relay, 'poisoned')
  mallory.sendUpdate(structAt(99_001, 7, 'hangs in the air'))
  await mallory.allSaved()
  mallory.leave()
  await relay.stop()
  const { before, poison } = unintegrable(7)
  for (const bytes of [before, poison, new Uint8Array([9, 9, 9])]) {
    damage(relay.data, `INSERT INTO log SELECT number, head + 1, epoch, 'nobody', 0, ? FROM heads`, bytes)
    damage(relay.data, 'UPDATE heads SET head = head + 1')
  }
  // Her erasing: nothing hangs on it.
  damage(relay.data, `INSERT INTO quarantine SELECT number, seq, 'a test', 0, bytes FROM log WHERE seq = 21`)
  damage(relay.data, `UPDATE log SET bytes = x'0000' WHERE seq = 21`)
  const { code, stdout, lines } = await reset('poisoned')
  expect({ code, lines }, stdout).toEqual({ code: 0, lines: [] })
  expect(stdout).toMatch(
    /^poisoned \(text\) shows 50 characters; left out: 3 updates that nobody can use, 1 piece behind something that never came$/m,
  )
  expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [], notes: [] })
  await relay.start()
  const after = await FrameClient.join(relay, 'poisoned')
  expect(after.text).toBe(Array.from({ length: 20 }, (_, n) => `${n} `).join(''))
  after.leave()
})

test('E2: what cannot be read whole is not reset and stays as it is; from a backup it can be', async () => {
  const ada = await written('broken', 50)
  await relay.stop()
  const backup = backUp('backup')
  damage(relay.data, 'DELETE FROM log WHERE seq = 9')
  const before = everything()
  const { code, stdout, lines } = await reset('broken')
  expect({ code, lines }).toEqual({ code: 1, lines: [] })
  expect(stdout).toMatch(
    /^broken: not reset, and nothing of it is lost: its text cannot be copied, for the log has no row 9 of 51$/m,
  )
  expect(everything()).toEqual(before)
  expect((await reset('broken', '--from', backup)).code).toBe(0)
  await relay.start()
  expect((await FrameClient.join(relay, 'broken')).text).toBe(ada.text)
})

test('E2: a store that does not take it leaves everything as it was, and the command says so', async () => {
  await written('refused', 20)
  await relay.stop()
  withDatabase(relay.data, (database) =>
    database.exec(`CREATE TRIGGER full BEFORE INSERT ON snapshots BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`),
  )
  const before = everything()
  const { code, stdout, lines } = await reset('refused')
  expect({ code, lines }).toEqual({ code: 1, lines: [] })
  expect(stdout).toMatch(/^refused: reset as a whole, or not at all and nothing of it is lost: .*the disk is full/m)
  expect(everything()).toEqual(before)
})

test('E2: a snapshot that is not whole is passed over for the one before and the log', async () => {
  const ada = await foldedTwice(relay, 'long')
  await relay.stop()
  const { last } = seqsOf(relay.data, 'snapshots', 'long')
  damage(relay.data, 'UPDATE snapshots SET bytes = zeroblob(100) WHERE seq = ?', last)
  const { code, stdout } = await reset('long')
  expect(code, stdout).toBe(0)
  expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [] })
  await relay.start()
  expect((await FrameClient.join(relay, 'long')).text).toBe(ada.text)
})

test('E2: what there is nothing to be done about is said in one sentence, and nothing is changed', async () => {
  await written('one', 5)
  await rest.create('unopened', 'Nobody has written in it')
  await rest.create('gone', '')
  await rest.ask('POST', `${rest.document('gone')}/trash`)
  await rest.ask('DELETE', rest.document('gone'))
  const busy = await reset('one')
  expect(busy).toEqual({
    code: 2,
    stdout: '',
    lines: [
      expect.stringMatching(new RegExp(`is already open in another relay \\(process ${relay.pid} at ${relay.url}, `)),
    ],
  })
  const backup = backUp('empty')
  await relay.stop()
  withDatabase(backup, (database) => database.exec('DELETE FROM heads; DELETE FROM log'))
  const before = everything()
  const nowhere = join(folder, 'nowhere')
  for (const [args, said] of [
    [[], 'reset: --document ID is missing: one document is reset at a time; see reset --help.'],
    [['--document', '../one'], '"../one" is no document id: those have 1 to 64 letters, digits, "-" or "_".'],
    [['--document', 'two'], 'There is no document "two" here.'],
    [
      ['--document', 'gone'],
      'The document "gone" was deleted for ever; that stays so, and its id is never used again.',
    ],
    [['--document', 'unopened'], `There is no text of the document "unopened" in ${relay.data}; it stays as it is.`],
    [
      ['--document', 'one', '--from', backup],
      `There is no text of the document "one" in ${backup}; it stays as it is.`,
    ],
    [
      ['--document', 'one', '--from', nowhere],
      `There is no database ${join(nowhere, 'ligature.db')}. Name the data folder of a relay, or a copy of one.`,
    ],
  ] as const)
    expect(await command(relay.data, 'reset', ...args)).toEqual({ code: 2, stdout: '', lines: [said] })
  expect(everything()).toEqual(before)
  expect(statSync(nowhere, { throwIfNoEntry: false })).toBeUndefined()
  const { code, stdout } = await command(relay.data, 'reset', '--help')
  expect([code, stdout]).toEqual([0, expect.stringContaining('usage: node out/server/main.js reset --document ID')])
})
