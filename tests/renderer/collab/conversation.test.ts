// One document's sessions with a relay that refuses, diverges, closes the door: what the person is told, and that the
// text stays (wire: refused, role, hello). The relay is scripted, the rest is real.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { EMPTY_UPDATE } from '../../../contracts/empty-update.ts'
import { write, type Frame, type Refusal } from '../../../contracts/wire.ts'
import { Dialer } from '../../../renderer/collab/dialer.ts'
import { openDocument, type OpenDocument } from '../../../renderer/collab/open-document.ts'
import { aboveItsOwnHole } from '../../support/above-its-own-hole.ts'
import { until } from '../../support/until.ts'
import { DOCUMENT, ScriptedRelay, hello, type Visitor } from './scripted-relay.ts'

let relay: ScriptedRelay
let ada: OpenDocument
let dialer: Dialer
/** What the relay says to each update frame. */
let verdict: Refusal | 'saved' | 'nothing'

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  verdict = 'saved'
  relay = await ScriptedRelay.listen(({ socket }) => socket.send(hello()))
  relay.answer = answer
})
afterEach(async () => {
  vi.restoreAllMocks()
  await ada.close()
  dialer.close()
  await relay.close()
})

function answer(frame: Frame, { socket, frames }: Visitor): void {
  if (frame.kind === 'step1') {
    socket.send(write.step2(EMPTY_UPDATE))
    socket.send(write.step1(Y.encodeStateVector(new Y.Doc())))
  }
  if (frame.kind !== 'update' || verdict === 'nothing') return
  const nth = frames.filter(({ kind }) => kind === 'update').length
  if (verdict !== 'saved') socket.send(write.refused(nth, verdict))
  socket.send(write.saved(nth))
}

function open(): void {
  dialer = new Dialer(relay.url, { timing: { firstBackoffMs: 10, longestBackoffMs: 20 } })
  ada = openDocument({ relay: relay.url, document: DOCUMENT, dialer, createdHere: true, user: null })
}

const type = (words: string): void => ada.doc.getText('t').insert(0, words)
const waiting = (): number => ada.connection.get().waiting
const problem = (): unknown => {
  const status = ada.status.get()
  return status.kind === 'action-needed' ? status.problem : undefined
}
const session = (): Promise<unknown> => until('a session', () => ada.connection.get().transport === 'WebSocket')

test.each(['read-only', 'malformed', 'too-large'] as const)(
  'refused as %s: the person is told, the change waits here, and trying again clears it',
  async (reason) => {
    open()
    await session()
    verdict = reason
    type('x')
    await until('the trouble', () => problem() !== undefined)
    expect(problem()).toEqual({ kind: 'refused', reason })
    expect(waiting()).toBe(1)
    verdict = 'saved'
    type('y')
    // This update is saved, and says nothing of the refused one it hangs on.
    await until(
      'the frame to arrive',
      () => relay.visitors[0]!.frames.filter(({ kind }) => kind === 'update').length >= 2,
    )
    expect(problem()).toEqual({ kind: 'refused', reason })
    ada.retryNow()
    await until('all to be saved', () => ada.status.get().kind === 'saved')
    expect(waiting()).toBe(0)
  },
)

test('a full document is tried again by itself, and says that it is full until all is saved', async () => {
  open()
  await session()
  verdict = 'quota'
  type('x')
  await until('it to be tried again, and refused again', () => relay.visitors.length >= 3)
  await until('the trouble', () => problem() !== undefined)
  expect(problem()).toEqual({ kind: 'refused', reason: 'quota' })
  expect(waiting()).toBe(1)
  verdict = 'saved'
  await until('all to be saved', () => ada.status.get().kind === 'saved')
  expect(waiting()).toBe(0)
})

test('the acknowledgement of an earlier change does not hide the refusal of a later one', async () => {
  open()
  await session()
  await until('the join', () => relay.visitors[0]!.frames.some((frame) => frame.kind === 'update' && frame.step2))
  verdict = 'nothing'
  type('a')
  await until('it to arrive', () => relay.visitors[0]!.frames.some((frame) => frame.kind === 'update' && !frame.step2))
  expect(waiting()).toBe(1)
  verdict = 'quota'
  type('b')
  await until('the first to be acknowledged', () => waiting() === 1 && ada.connection.get().lastAcknowledgedAt !== null)
  expect(problem()).toEqual({ kind: 'refused', reason: 'quota' })
})

test('the relay is not met before the local copy has been read', async () => {
  const read = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
    throw new DOMException('not now', 'UnknownError')
  })
  open()
  // The second attempt comes half a second later: time enough to meet a relay on this computer.
  await until('a second attempt to read', () => read.mock.calls.length === 2)
  expect(problem()).toEqual({ kind: 'local-copy-failed', message: 'not now' })
  expect(relay.visitors).toEqual([])
  read.mockRestore()
  await session()
  await until('no trouble', () => ada.status.get().kind === 'saved')
})

test('diverged alone is mended without a word: a new session sends everything again', async () => {
  open()
  await session()
  verdict = 'diverged'
  relay.greet = ({ socket }) => {
    verdict = 'saved'
    socket.send(hello())
  }
  const seen: unknown[] = []
  ada.status.subscribe(() => seen.push(problem()))
  type('x')
  await until('the second session to save it', () => relay.visitors.length === 2 && waiting() === 0)
  expect(seen.filter((problem) => problem !== undefined)).toEqual([])
})

test('a relay that is there and cannot write is not called away: it has failed, until it has saved something', async () => {
  open()
  await session()
  const bare = relay.answer
  relay.answer = (frame, visitor) => {
    if (frame.kind === 'update') visitor.socket.close(4500, 'the disk is full')
    else bare(frame, visitor)
  }
  type('x')
  await until('the trouble', () => problem() !== undefined)
  expect(problem()).toEqual({ kind: 'closed', code: 4500, reason: 'the disk is full' })
  expect(relay.visitors.length).toBeGreaterThanOrEqual(3)
  relay.answer = bare
  await until('all to be saved', () => ada.status.get().kind === 'saved')
  expect(waiting()).toBe(0)
})

test('who has nothing to be saved is not told that the relay fails others', async () => {
  open()
  for (const nth of [0, 1, 2, 3]) {
    await until('a session', () => relay.visitors.length > nth && ada.connection.get().synced)
    relay.visitors[nth]!.socket.close(4500, 'the disk is full')
    await until('its end', () => !ada.connection.get().synced)
  }
  await until('a session', () => ada.connection.get().synced)
  expect(ada.status.get().kind).toBe('saved')
})

test('L5: turned away because of too many connections, the person is told why, and comes in when there is room', async () => {
  relay.greet = ({ socket }) => socket.close(4530, 'too many')
  open()
  type('x')
  await until('the trouble', () => problem() !== undefined)
  expect(problem()).toEqual({ kind: 'closed', code: 4530, reason: 'too many' })
  relay.greet = ({ socket }) => socket.send(hello())
  await until('all to be saved', () => ada.status.get().kind === 'saved')
})

test('diverged for ever is told after a few sessions', async () => {
  open()
  await session()
  verdict = 'diverged'
  type('x')
  await until('the trouble', () => problem() !== undefined)
  expect(problem()).toEqual({ kind: 'refused', reason: 'diverged' })
  expect(relay.visitors.length).toBeGreaterThan(2)
})

test('an edit larger than the relay takes stays here and is told of; those of others still arrive', async () => {
  open()
  await session()
  type('x'.repeat(2_000))
  await until('the trouble', () => problem() !== undefined)
  expect(problem()).toEqual({ kind: 'refused', reason: 'too-large', limitBytes: 1_000 })
  const ben = new Y.Doc()
  ben.getText('t').insert(0, 'ben')
  relay.visitors[0]!.socket.send(write.update(Y.encodeStateAsUpdate(ben)))
  await until('his text', () => ada.doc.getText('t').toJSON().includes('ben'))
  expect(waiting()).toBe(1)
})

test('L4: a full document stays full when all that is unsent no longer fits into one frame, and is tried again', async () => {
  open()
  await session()
  verdict = 'quota'
  type('x')
  await until('the trouble', () => problem() !== undefined)
  for (let n = 0; n < 3; n++) type('y'.repeat(800))
  // Its step2 has more than 1,000 bytes: sessions begin, and none has it sent.
  const begun = relay.visitors.length
  for (const more of [1, 2]) {
    await until(`session ${more}`, () => relay.visitors.length >= begun + more && ada.connection.get().synced)
    expect(problem()).toEqual({ kind: 'refused', reason: 'quota' })
  }
  verdict = 'saved'
  ada.doc.getText('t').delete(0, 2_400)
  await until('all to be saved', () => ada.status.get().kind === 'saved')
})

test('what is too large by itself is said to be that in a full document too', async () => {
  open()
  await session()
  verdict = 'quota'
  type('x')
  await until('the trouble', () => problem() !== undefined)
  type('y'.repeat(2_000))
  expect(problem()).toEqual({ kind: 'refused', reason: 'too-large', limitBytes: 1_000 })
})

test('a viewer, and a document that needs a newer app, are read-only; a change of role is heard in place', async () => {
  relay.greet = ({ socket }) => socket.send(hello({ role: 'viewer' }))
  open()
  await until('read-only', () => ada.readOnly.get())
  relay.visitors[0]!.socket.send(write.role('editor'))
  await until('writable', () => !ada.readOnly.get())
  await ada.close()
  dialer.close()
  relay.greet = ({ socket }) => socket.send(hello({ schemaVersion: 999 }))
  open()
  await until('read-only', () => ada.readOnly.get())
  relay.visitors[1]!.socket.send(write.role('owner'))
  await session()
  expect(ada.readOnly.get()).toBe(true)
})

test('a closed door is told with its code, stays closed, and is tried again when the person says so', async () => {
  relay.greet = ({ socket }) => socket.close(4403, 'not yours')
  open()
  await until('the trouble', () => problem() !== undefined)
  expect(problem()).toEqual({ kind: 'closed', code: 4403, reason: 'not yours' })
  expect(relay.visitors).toHaveLength(1)
  relay.greet = ({ socket }) => socket.send(hello())
  ada.retryNow()
  await until('it to be saved', () => ada.status.get().kind === 'saved')
})

test('something else answers at the address: the person is told, and no longer once a relay does', async () => {
  relay.greet = ({ socket }) => socket.send(write.step1(EMPTY_UPDATE))
  open()
  await until('the trouble', () => problem() !== undefined)
  expect(problem()).toEqual({ kind: 'not-a-relay' })
  relay.greet = ({ socket }) => socket.send(hello())
  await until('it to be over', () => ada.status.get().kind === 'saved')
})

test('F4: text that came above a hole is shown when the hole is filled, though Yjs leaves it waiting', async () => {
  open()
  await session()
  const { above, filling, text } = aboveItsOwnHole()
  const { socket } = relay.visitors[0]!
  socket.send(write.update(above))
  socket.send(write.update(filling))
  await until('the text', () => ada.doc.getText('text').toString() === text)
  // It is the relay's, and nothing that it would have to be sent.
  expect(waiting()).toBe(0)
})
