// The copy of a past is removed once it was kept elsewhere, and never with something that was not (E4): another window may
// write at any moment, and something may wait for what is missing. IndexedDB is fake-indexeddb.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId, Epoch } from '../../../contracts/ids.ts'
import { LocalCopy } from '../../../renderer/collab/local-copy.ts'
import { databaseName, listLocalCopies, openDatabase } from '../../../renderer/collab/local-database.ts'
import { writeBatch } from '../../../renderer/collab/local-rows.ts'
import { removeCopy, wholeCopy } from '../../../renderer/collab/past-copy.ts'

const MINUTES = 'minutes' as DocumentId
const NAME = databaseName('http://relay.example', { document: MINUTES, part: 'text' })
const EPOCH = 'e1' as Epoch

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

/** A window with the document open, as far as the disk is concerned. */
async function open(): Promise<{ readonly doc: Y.Doc; readonly copy: LocalCopy }> {
  const doc = new Y.Doc()
  const copy = new LocalCopy({ doc, name: NAME, cameFromRelay: () => false })
  await copy.load()
  return { doc, copy }
}

const textOf = (doc: Y.Doc): string => doc.getText('t').toJSON()
const type = (doc: Y.Doc, words: string): void => doc.getText('t').insert(textOf(doc).length, words)
const isHere = async (): Promise<boolean> => (await listLocalCopies('http://relay.example')).includes(MINUTES)

/** The updates of somebody who types these words one after the other. */
function typed(...words: readonly string[]): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of words) type(doc, word)
  return updates
}

/** As rows of the copy: a Y.Doc says nothing of what waits in it, but a fold of the rows writes it. */
async function stored(...updates: readonly Uint8Array[]): Promise<void> {
  const { database } = await openDatabase(indexedDB, NAME)
  await writeBatch(database, [
    { kind: 'remember', facts: { epoch: EPOCH } },
    ...updates.map((update) => ({ kind: 'keep', update, debt: null }) as const),
  ])
  database.close()
}

async function remove(taken?: Uint8Array): Promise<void> {
  await removeCopy(NAME, EPOCH, taken)
}

test('E4: whatever another window writes while a copy is looked at and removed is on the disk, whenever it comes', async () => {
  const outcomes = new Set<boolean>()
  for (let steps = 0; steps < 60; steps++) {
    globalThis.indexedDB = new IDBFactory()
    await stored(...typed('abc'))
    const ada = await open()
    const taken = await wholeCopy(NAME, ada.doc)
    let gone = false
    const removed = remove(taken).then(() => (gone = true))
    for (let step = 0; step < steps; step++) await new Promise((resolve) => setImmediate(resolve))
    outcomes.add(gone)
    type(ada.doc, 'd')
    await Promise.all([ada.copy.flush(), removed])
    // Ada's page dies.
    const next = await open()
    expect({ steps, text: textOf(next.doc) }).toEqual({ steps, text: 'abcd' })
    for (const { copy } of [ada, next]) await copy.close()
  }
  expect(outcomes, 'it was removed before the letter in some, and after it in others').toEqual(new Set([false, true]))
})

test('E4: a copy in which something waits goes when it was kept; not when more waits there by now, be it a deletion', async () => {
  const [, second, third] = typed('one ', 'two ', 'three ')
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.mergeUpdates(typed('abc')))
  doc.getText('t').delete(0, 1)
  const deletion = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc))
  for (const more of [third!, deletion, second!]) {
    globalThis.indexedDB = new IDBFactory()
    await stored(second!)
    const taken = await wholeCopy(NAME, new Y.Doc())
    await stored(more)
    const all = await wholeCopy(NAME, new Y.Doc())
    await remove(taken)
    expect(await isHere()).toBe(more !== second)
    await remove(all)
    expect(await isHere()).toBe(false)
  }
})

test('E4: the copy of another epoch stays, and one that is not there is not made', async () => {
  await stored(...typed('abc'))
  await removeCopy(NAME, 'e2' as Epoch)
  expect(await isHere()).toBe(true)
  await Promise.all([remove(), remove()])
  expect(await indexedDB.databases()).toEqual([])
  await remove()
  expect(await indexedDB.databases()).toEqual([])
})

test('E4: a copy whose removal was cut off is as good as gone, and may be begun again', async () => {
  await stored(...typed('abc'))
  const { database } = await openDatabase(indexedDB, NAME)
  database.close()
  // As removeDatabase leaves it when the page dies before it is deleted.
  await new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, database.version + 1)
    request.onupgradeneeded = () => {
      for (const store of request.result.objectStoreNames) request.transaction!.objectStore(store).clear()
    }
    request.onsuccess = () => resolve(request.result.close())
    request.onerror = () => reject(request.error!)
  })
  expect(await isHere()).toBe(false)
  await stored(...typed('anew'))
  expect(await isHere()).toBe(true)
  const next = await open()
  expect(textOf(next.doc)).toBe('anew')
  await next.copy.close()
})
