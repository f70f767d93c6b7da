// The local copy loses nothing and counts right: over restarts, beside a second window, when the disk is full, and when
// the page dies in the middle of a write. IndexedDB is fake-indexeddb, the disk is what it holds.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { Epoch } from '../../../contracts/ids.ts'
import { completed } from '../../../renderer/api/kept-database.ts'
import { openDatabase } from '../../../renderer/collab/local-database.ts'
import { abortAtAdd, NAME, onDisk, RELAY, Window } from '../../support/local-window.ts'
import { until } from '../../support/until.ts'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('what was typed is there after a restart, and so is what the relay has not acknowledged', async () => {
  const ada = await Window.open()
  ada.type('abc')
  ada.allSaved()
  ada.type('de')
  await ada.copy.close()
  const again = await Window.open()
  expect([again.text, again.waiting]).toEqual(['abcde', 2])
  again.type('f')
  expect(again.waiting).toBe(3)
  again.allSaved()
  await again.copy.close()
  const last = await Window.open()
  expect([last.text, last.waiting]).toEqual(['abcdef', 0])
})

test('an acknowledgement may come before the write, during it and after it: none leaves a debt behind', async () => {
  const ada = await Window.open()
  const add = vi.spyOn(IDBObjectStore.prototype, 'add')
  ada.type('a')
  ada.allSaved()
  await ada.copy.flush()
  expect(add).toHaveBeenCalledTimes(1) // The row, and no debt that a crash could leave behind.
  ada.type('b')
  const stored = ada.copy.flush()
  await Promise.resolve()
  await Promise.resolve()
  await Promise.resolve()
  ada.allSaved()
  await stored
  ada.type('c')
  await ada.copy.flush()
  ada.allSaved()
  await ada.copy.flush()
  expect(await onDisk('owed')).toEqual([])
})

test('only what was covered is settled', async () => {
  const ada = await Window.open()
  ada.type('abc')
  const three = ada.copy.debts.latest
  ada.type('d')
  ada.copy.acknowledge(three)
  await ada.copy.close()
  expect((await Window.open()).waiting).toBe(1)
})

test('updates from the relay are kept and owed to nobody', async () => {
  const ben = new Window({ name: 'ligature-copy http://relay.example doc2 text' })
  ben.type('from far')
  const ada = await Window.open()
  ada.hear(ben)
  expect(ada.waiting).toBe(0)
  await ada.copy.close()
  const again = await Window.open()
  expect([again.text, again.waiting]).toEqual(['from far', 0])
})

test('every write asks for strict durability', async () => {
  const asked = vi.spyOn(IDBDatabase.prototype, 'transaction')
  const ada = await Window.open({ foldAtRows: 3 })
  ada.type('abcd')
  await ada.copy.flush()
  const writes = asked.mock.calls.filter(([, mode]) => mode === 'readwrite')
  expect(writes.length).toBeGreaterThan(1)
  for (const [, , options] of writes) expect(options).toEqual({ durability: 'strict' })
})

test('what is typed while a write runs goes into the next one, not into one write per letter', async () => {
  const ada = await Window.open()
  const asked = vi.spyOn(IDBDatabase.prototype, 'transaction')
  ada.type('x'.repeat(300))
  await ada.copy.flush()
  expect(asked.mock.calls.length).toBeLessThan(4)
})

test('a hundred thousand updates at once are written in transactions of a bearable size, each update once', async () => {
  const ada = await Window.open({ foldAtRows: Infinity })
  const rowsOf = new Map<IDBTransaction, number>()
  const { add } = IDBObjectStore.prototype
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, value: unknown) {
    rowsOf.set(this.transaction, (rowsOf.get(this.transaction) ?? 0) + 1)
    return add.call(this, value)
  })
  const update = Y.encodeStateAsUpdate(new Y.Doc())
  const transaction = new Y.Transaction(ada.doc, RELAY, false)
  for (let n = 0; n < 130_000; n++) ada.doc.emit('update', [update, RELAY, ada.doc, transaction])
  await ada.copy.flush()
  expect(ada.copy.trouble.get()).toBeNull()
  expect(Math.max(...rowsOf.values())).toBeLessThanOrEqual(5_000)
  expect(await onDisk('updates')).toHaveLength(130_000)
  await ada.copy.close()
})

test('two windows type the same document: the next one has both texts and owes for both', async () => {
  const left = await Window.open()
  const right = await Window.open()
  left.type('left;')
  right.type('right;')
  await Promise.all([left.copy.close(), right.copy.close()])
  const next = await Window.open()
  expect(next.text).toContain('left;')
  expect(next.text).toContain('right;')
  expect(next.waiting).toBe('left;right;'.length)
})

test('one window settles what both had read: the other does so again, and neither settles what it never read', async () => {
  const before = await Window.open()
  before.type('abc')
  await before.copy.close()
  const left = await Window.open()
  const right = await Window.open()
  right.type('d')
  await right.copy.flush()
  left.allSaved()
  await left.copy.flush()
  expect([left.waiting, right.waiting]).toEqual([0, 4])
  expect(await onDisk('owed')).toHaveLength(1)
  right.allSaved()
  await Promise.all([left.copy.close(), right.copy.close()])
  expect(await onDisk('owed')).toEqual([])
})

test('many rows become few, also with two windows folding, and neither text nor debts are lost', async () => {
  const left = await Window.open({ foldAtRows: 10 })
  const right = await Window.open({ foldAtRows: 10 })
  for (let round = 0; round < 8; round++) {
    left.type('left;')
    right.type('right;')
    await Promise.all([left.copy.flush(), right.copy.flush()])
    left.hear(right)
    right.hear(left)
  }
  await Promise.all([left.copy.close(), right.copy.close()])
  expect((await onDisk('updates')).length).toBeLessThan(30)
  const next = await Window.open()
  expect(next.text).toBe(left.text)
  expect(next.text).toHaveLength(8 * 'left;right;'.length)
  expect(next.waiting).toBe(next.text.length)
})

test('the disk is full: the person is told, everything is kept in memory, and it is written once there is room', async () => {
  const ada = await Window.open()
  ada.type('a')
  await ada.copy.flush()
  const full = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError')
  })
  ada.type('bc')
  await expect(ada.copy.flush()).rejects.toThrow('2 changes')
  expect(ada.copy.trouble.get()).toEqual({ kind: 'local-copy-full' })
  expect(ada.copy.oldestUnstoredAt).not.toBeNull()
  full.mockRestore()
  // By itself, without another letter.
  await until('the trouble to be over', () => ada.copy.trouble.get() === null)
  expect(ada.copy.oldestUnstoredAt).toBeNull()
  await ada.copy.close()
  const again = await Window.open()
  expect([again.text, again.waiting]).toEqual(['abc', 3])
})

test('a transaction that the browser aborts halfway is written whole the next time', async () => {
  const ada = await Window.open()
  abortAtAdd(3)
  ada.type('abc')
  await expect(ada.copy.flush()).rejects.toThrow('3 changes')
  expect(ada.copy.trouble.get()?.kind).toBe('local-copy-failed')
  ada.type('d')
  await ada.copy.flush()
  expect(ada.copy.trouble.get()).toBeNull()
  expect(await onDisk('updates')).toHaveLength(4)
  expect(await onDisk('owed')).toHaveLength(4)
})

test('close tells when a change is nowhere but in memory, and not when the relay has it', async () => {
  const ada = await Window.open()
  const ben = await Window.open()
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError')
  })
  ada.type('a')
  ben.type('b')
  ben.allSaved()
  await expect(ada.copy.close()).rejects.toThrow('in memory only')
  await ben.copy.close()
})

test('the page dies at any moment: the disk holds a prefix of what was typed, and a debt for each letter of it', async () => {
  for (let steps = 0; steps < 40; steps += 3) {
    globalThis.indexedDB = new IDBFactory()
    const ada = await Window.open({ foldAtRows: 4 })
    ada.type('abcdef')
    for (let step = 0; step < steps; step++) {
      await new Promise((resolve) => setImmediate(resolve))
      if (step === 2) ada.type('ghi')
    }
    // Abandoned: nothing is flushed or closed. A new window reads what there is, after what was begun before it.
    const next = await Window.open()
    expect('abcdefghi'.startsWith(next.text)).toBe(true)
    expect(next.waiting).toBe(next.text.length)
  }
})

test('a row that cannot be read stops no other, is reported, and stays where it is', async () => {
  const ada = await Window.open()
  ada.type('a')
  await ada.copy.flush()
  const { database } = await openDatabase(indexedDB, NAME)
  const transaction = database.transaction('updates', 'readwrite')
  transaction.objectStore('updates').add(new Uint8Array([9, 9, 9, 9]))
  await completed(transaction)
  database.close()
  ada.type('b')
  await ada.copy.close()

  const again = await Window.open({ foldAtRows: 2 })
  expect(again.text).toBe('ab')
  expect(again.copy.trouble.get()?.kind).toBe('local-copy-failed')
  again.type('cdef')
  await again.copy.flush()
  expect(await onDisk('updates')).toContainEqual(new Uint8Array([9, 9, 9, 9]))
  expect(await onDisk('updates')).toHaveLength('abcdef'.length + 1) // Nothing is folded beside a damaged row.
  expect(again.copy.trouble.get()?.kind).toBe('local-copy-failed')
})

test('what is owed for a row that cannot be read stays owed, whatever the relay acknowledges', async () => {
  const ada = await Window.open()
  ada.type('ab')
  await ada.copy.close()
  const { database } = await openDatabase(indexedDB, NAME)
  const transaction = database.transaction('updates', 'readwrite')
  transaction.objectStore('updates').put(new Uint8Array([9, 9, 9, 9]), 2)
  await completed(transaction)
  database.close()

  const again = await Window.open()
  again.type('c')
  await again.copy.flush()
  again.allSaved() // The answer to a step2 in which the damaged row was not.
  await again.copy.close()
  expect(await onDisk('owed')).toHaveLength(2)
})

test('a disk that cannot be read at first is read later, and what was typed meanwhile is written', async () => {
  const before = await Window.open()
  before.type('old;')
  await before.copy.close()
  const open = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(() => {
    throw new DOMException('not now', 'UnknownError')
  })
  const ada = new Window()
  await expect(ada.copy.load()).rejects.toThrow('not now')
  expect(ada.copy.trouble.get()?.kind).toBe('local-copy-failed')
  ada.type('new')
  open.mockRestore()
  await until('it to be read', () => ada.copy.loaded !== null && ada.copy.oldestUnstoredAt === null)
  expect(ada.waiting).toBe('old;new'.length)
  await ada.copy.close()
  const again = await Window.open()
  expect(again.text).toHaveLength('old;new'.length)
  for (const words of ['old;', 'new']) expect(again.text).toContain(words)
})

test('deleted under an open window, the copy is written anew and whole with the next change', async () => {
  const ada = await Window.open()
  ada.copy.remember({ epoch: 'e1' as Epoch, here: true })
  ada.type('abc')
  await ada.copy.flush()
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME)
    request.onsuccess = resolve
    request.onerror = reject
  })
  ada.type('d')
  await ada.copy.close()
  const again = await Window.open()
  expect([again.text, again.waiting]).toEqual(['abcd', 4])
  expect(again.copy.loaded).toMatchObject({ epoch: 'e1', here: true })
})

test('what is known of a document is remembered', async () => {
  const ada = await Window.open()
  expect(ada.copy.loaded).toEqual({ rows: 0 })
  ada.copy.remember({ epoch: 'e1' as Epoch })
  ada.copy.remember({ here: true })
  await ada.copy.close()
  expect((await Window.open()).copy.loaded).toEqual({ rows: 0, epoch: 'e1', here: true })
})
