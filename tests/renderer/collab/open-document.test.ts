// openDocument against a real relay process: two windows meet, the relay is killed, and the words about where the text
// is stay true throughout. IndexedDB is fake-indexeddb; sockets and relay are real.
import 'fake-indexeddb/auto'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId } from '../../../contracts/ids.ts'
import { Dialer } from '../../../renderer/collab/dialer.ts'
import { deleteLocalCopy, listLocalCopies } from '../../../renderer/collab/local-database.ts'
import { openDocument, type OpenDocument, type OpenDocumentOptions } from '../../../renderer/collab/open-document.ts'
import { SHOW_WAITING_AFTER_MS } from '../../../renderer/collab/status.ts'
import { TestRelay } from '../../support/relay.ts'
import { until } from '../../support/until.ts'

const ADA = { name: 'Ada', color: '#aa0000' }
const BEN = { name: 'Ben', color: '#0000aa' }
const MINUTES = 'minutes' as DocumentId

let relay: TestRelay
let opened: { close(): void | Promise<void> }[] = []

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  relay = await TestRelay.start()
})
afterEach(async () => {
  for (const one of opened) await one.close()
  opened = []
  await relay.dispose()
})

function open(options: Partial<OpenDocumentOptions> = {}): OpenDocument {
  const dialer = new Dialer(relay.url, { timing: { longestBackoffMs: 300 } })
  const document = openDocument({ relay: relay.url, document: MINUTES, dialer, user: ADA, ...options })
  opened.push(document, dialer)
  return document
}

const text = (document: OpenDocument): string => document.doc.getText('t').toJSON()
const type = (document: OpenDocument, words: string): void =>
  document.doc.getText('t').insert(text(document).length, words)
const shows = (document: OpenDocument, kind: string): Promise<unknown> =>
  until(`the words "${kind}", not ${JSON.stringify(document.status.get())}`, () => document.status.get().kind === kind)
const waiting = (document: OpenDocument): number => document.connection.get().waiting
const here = (document: OpenDocument): Promise<unknown> => until('the text', () => document.contents.get() === 'here')

test('two people open a document: each sees what the other types, and who it is', async () => {
  const ada = open({ createdHere: true })
  const ben = open({ user: BEN })
  expect(ben.contents.get()).toBe('opening')
  await here(ben)
  type(ada, 'Hello ')
  await until('ben to read', () => text(ben) === 'Hello ')
  type(ben, 'world')
  await until('ada to read', () => text(ada) === 'Hello world')
  await until('the faces', () => ada.people.get()[0]?.user.name === 'Ben' && ben.people.get()[0]?.user.name === 'Ada')
  await until('all acknowledged', () => waiting(ada) === 0 && waiting(ben) === 0)
  await shows(ada, 'saved')
  expect(ada.connection.get()).toMatchObject({ transport: 'WebSocket', waiting: 0 })
  expect(ada.connection.get().lastAcknowledgedAt).not.toBeNull()

  await ben.close()
  await until('ben to be gone at once', () => ada.people.get().length === 0, 2_000)
})

test('the relay is killed: changes wait, are counted, survive a restart of the app, and are saved in the end', async () => {
  const ada = open({ createdHere: true })
  type(ada, 'before;')
  await until('it to be acknowledged', () => waiting(ada) === 0 && ada.status.get().kind === 'saved')
  await relay.kill()
  for (const letter of 'while away') type(ada, letter)
  expect(waiting(ada)).toBe(10)
  const isOffline = (): boolean => ada.status.get().kind === 'offline'
  await until('the word that comes after 10 s', isOffline, SHOW_WAITING_AFTER_MS + 5_000)
  expect(ada.status.get()).toEqual({ kind: 'offline', changes: 10 })
  await ada.close()

  const again = open()
  await here(again)
  expect(text(again)).toBe('before;while away')
  expect(waiting(again)).toBe(10)
  type(again, '!')
  expect(waiting(again)).toBe(11)
  await relay.start()
  await until('all acknowledged', () => waiting(again) === 0)
  await shows(again, 'saved')

  const ben = open({ user: BEN })
  await until('ben to have it all', () => text(ben) === 'before;while away!')
}, 60_000)

test('a document that is nowhere on this computer says so while the relay is away, and comes when it is back', async () => {
  const ada = open({ createdHere: true })
  type(ada, 'words')
  await until('it to be acknowledged', () => waiting(ada) === 0 && ada.status.get().kind === 'saved')
  await ada.close()
  await deleteLocalCopy(relay.url, MINUTES)
  await relay.kill()
  const ben = open()
  await until('the word', () => ben.contents.get() === 'not-here')
  await relay.start()
  ben.retryNow()
  await here(ben)
  expect(text(ben)).toBe('words')
})

test('an empty document that was fetched once is known to be empty without the relay', async () => {
  const first = open()
  await here(first)
  await first.close()
  await relay.kill()
  await here(open())
})

test('after the relay was away people see each other again at once, not after their next heartbeat (R13)', async () => {
  const ada = open({ createdHere: true })
  const ben = open({ user: BEN })
  await until('both faces', () => ada.people.get().length === 1 && ben.people.get().length === 1)
  await relay.kill()
  await until('both alone', () => ada.people.get().length === 0 && ben.people.get().length === 0)
  await relay.start()
  await until('both faces again', () => ada.people.get().length === 1 && ben.people.get().length === 1, 5_000)
})

test('one person drops out and returns: both see each other at once, for clocks of the past are forgotten (R13)', async () => {
  const sockets: WebSocket[] = []
  class CutWebSocket extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args)
      sockets.push(this)
    }
  }
  const dialer = new Dialer(relay.url, { WebSocket: CutWebSocket })
  const ada = open({ createdHere: true, dialer })
  const ben = open({ user: BEN })
  await until('both faces', () => ada.people.get().length === 1 && ben.people.get().length === 1)
  const clock = (): number => ada.awareness.meta.get(ada.doc.clientID)!.clock
  const before = clock()
  sockets[0]!.close()
  await until('ada to be alone', () => ada.people.get().length === 0)
  await until('ben to be back before his next heartbeat', () => ada.people.get().length === 1, 5_000)
  await until('ada to be there for ben', () => ben.people.get().length === 1, 5_000)
  expect(clock()).toBeGreaterThan(before)
})

test('a person without a name leaves no trace, and one with a broken colour gets another', async () => {
  const ada = open({ createdHere: true })
  const nobody = open({ user: null })
  const odd = open({ user: { name: 'Odd', color: 'url(evil)' } })
  await here(nobody)
  await until('odd to be seen', () => ada.people.get().length === 1)
  await until('odd to be seen by nobody', () => nobody.people.get().some(({ user }) => user.name === 'Odd'))
  expect(ada.people.get()[0]?.user).toEqual({ name: 'Odd', color: '#6b6b6b' })
  expect(ada.people.get()).toHaveLength(1)
  odd.setUser(BEN)
  await until('the new name', () => ada.people.get()[0]?.user.name === 'Ben')
})

test('copies of another epoch are not merged: the text stays here and the person is told', async () => {
  const ada = open({ createdHere: true })
  type(ada, 'of the past')
  await until('it to be acknowledged', () => waiting(ada) === 0 && ada.status.get().kind === 'saved')
  await relay.kill()
  rmSync(relay.data, { recursive: true })
  mkdirSync(relay.data)
  await relay.start()
  const stranger = open({ user: BEN, document: MINUTES, createdHere: true })
  await shows(ada, 'action-needed')
  expect(ada.status.get()).toMatchObject({ problem: { kind: 'other-database' } })
  expect(text(ada)).toBe('of the past')
  // A window that opens afterwards reads the same copy, and is told the same.
  await shows(stranger, 'action-needed')
  expect(text(stranger)).toBe('of the past')
  await Promise.all([ada.close(), stranger.close()])
  await deleteLocalCopy(relay.url, MINUTES)
  const fresh = open()
  await here(fresh)
  expect(text(fresh)).toBe('')
})

test('local copies are listed by relay and deleted with all their parts', async () => {
  const ada = open({ createdHere: true })
  type(ada, 'x')
  await ada.close()
  expect(await listLocalCopies(relay.url)).toEqual([MINUTES])
  expect(await listLocalCopies('http://elsewhere.example')).toEqual([])
  await deleteLocalCopy(relay.url, MINUTES)
  expect(await listLocalCopies(relay.url)).toEqual([])
})

/** More than the frame of 2,048 bytes that pasteTooMuch()'s relay takes. */
const LONG = Array.from({ length: 4_000 }, (_, n) => String.fromCharCode(97 + ((n * n) % 26))).join('')

async function pasteTooMuch(): Promise<{ ada: OpenDocument; undo: Y.UndoManager }> {
  await relay.dispose()
  relay = await TestRelay.start({ env: { LIGATURE_MAX_FRAME_BYTES: '2048' } })
  const ada = open({ createdHere: true })
  await shows(ada, 'saved')
  type(ada, 'hello ')
  await until('it to be acknowledged', () => waiting(ada) === 0)
  const undo = new Y.UndoManager(ada.doc.getText('t'), { captureTimeout: 0 })
  type(ada, LONG)
  await shows(ada, 'action-needed')
  expect(ada.status.get()).toMatchObject({ problem: { kind: 'refused', reason: 'too-large', limitBytes: 2_048 } })
  return { ada, undo }
}

test('a paste too large for the relay is undone: that and what is typed after it is sent (wire: too-large)', async () => {
  const { ada, undo } = await pasteTooMuch()
  undo.undo()
  await shows(ada, 'saved')
  undo.redo() // What was undone was not forgotten here.
  await shows(ada, 'action-needed')
  undo.undo()
  await shows(ada, 'saved')
  type(ada, 'a small piece')
  const ben = open({ user: BEN })
  await until('ben to read it', () => text(ben) === 'hello a small piece')
  await until('all acknowledged', () => waiting(ada) === 0)
})

test('a paste too large is made shorter by hand: Retry now sends the rest', async () => {
  const { ada } = await pasteTooMuch()
  ada.doc.getText('t').delete('hello '.length, LONG.length - 100)
  ada.retryNow()
  await shows(ada, 'saved')
  const ben = open({ user: BEN })
  await until('ben to read it', () => text(ben) === text(ada) && text(ben).length > 100)
})

test('a relay set back to an older backup lacks more than it takes in one frame: that is not called saved (wire: too-large)', async () => {
  await relay.dispose()
  relay = await TestRelay.start({ env: { LIGATURE_MAX_FRAME_BYTES: '2048' } })
  const first = open({ createdHere: true })
  await shows(first, 'saved')
  await relay.stop()
  const backup = `${relay.data}-backup`
  cpSync(relay.data, backup, { recursive: true })
  await relay.start()
  for (const piece of [LONG.slice(0, 1_500), LONG.slice(1_500, 3_000)]) {
    type(first, piece)
    await until('it to be acknowledged', () => waiting(first) === 0)
  }
  await first.close()
  await relay.kill()
  const { data } = relay
  relay.loseEverything()
  cpSync(backup, data, { recursive: true })
  rmSync(backup, { recursive: true })
  await relay.start()

  // Nothing was typed in this window, and nothing of it waits.
  const ada = open()
  await until('a session', () => ada.connection.get().synced)
  await shows(ada, 'action-needed')
  expect(ada.status.get()).toMatchObject({ problem: { kind: 'refused', reason: 'too-large', limitBytes: 2_048 } })

  await relay.kill()
  const env = { LIGATURE_PORT: new URL(relay.url).port, LIGATURE_MAX_FRAME_BYTES: '65536' }
  relay = await TestRelay.start({ data, env })
  await shows(ada, 'saved')
  const ben = open({ user: BEN })
  await until('ben to read it', () => text(ben) === LONG.slice(0, 3_000))
  await relay.kill()
  rmSync(data, { recursive: true })
}, 60_000)

/** As a full disk does. What was opened before stays open; nothing more is written. */
function fillDisk(): { mockRestore(): void } {
  return vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError')
  })
}

test('closed while neither disk nor relay take it, the text is kept until the relay does', async () => {
  const ada = open({ createdHere: true })
  await shows(ada, 'saved')
  await relay.kill()
  const full = fillDisk()
  type(ada, 'the last sentence')
  await expect(ada.close()).rejects.toThrow('in memory only')
  opened = opened.filter((one) => one !== ada)
  let destroyed = false
  ada.doc.on('destroy', () => (destroyed = true))
  await relay.start()
  const ben = open({ user: BEN })
  await until('the sentence to arrive', () => text(ben) === 'the last sentence')
  await until('the end of it', () => destroyed)
  full.mockRestore()
})

test('closed while neither disk nor relay take it, the text is kept until the disk has room', async () => {
  const ada = open({ createdHere: true })
  await shows(ada, 'saved')
  await relay.kill()
  const full = fillDisk()
  type(ada, 'the last sentence')
  await expect(ada.close()).rejects.toThrow('in memory only')
  opened = opened.filter((one) => one !== ada)
  let destroyed = false
  ada.doc.on('destroy', () => (destroyed = true))
  full.mockRestore()
  await until('the end of it', () => destroyed)
  const again = open()
  await here(again)
  expect([text(again), waiting(again)]).toEqual(['the last sentence', 1])
})

test('close may be called twice, and before anything has happened', async () => {
  const ada = open()
  await Promise.all([ada.close(), ada.close()])
})
