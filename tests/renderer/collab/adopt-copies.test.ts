// The relay inside the desktop app listens elsewhere: what was typed for its old address is found under its name, and
// reaches it. IndexedDB is fake-indexeddb; the relay is real.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DocumentId } from '../../../contracts/ids.ts'
import { Library } from '../../../renderer/api/library.ts'
import { adoptCopies } from '../../../renderer/collab/adopt-copies.ts'
import { Dialer } from '../../../renderer/collab/dialer.ts'
import { completed } from '../../../renderer/api/kept-database.ts'
import { databaseName, listLocalCopies, openDatabase } from '../../../renderer/collab/local-database.ts'
import { openDocument, type OpenDocument } from '../../../renderer/collab/open-document.ts'
import { TestRelay } from '../../support/relay.ts'
import { until } from '../../support/until.ts'

const EMBEDDED = 'embedded'
/** Nobody listens there. */
const OLD_ADDRESS = 'http://127.0.0.1:9'
const MINUTES = 'minutes' as DocumentId
const isOld = (relay: string): boolean => relay === OLD_ADDRESS

let opened: { close(): void | Promise<void> }[] = []

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})
afterEach(async () => {
  for (const one of opened) await one.close()
  opened = []
})

function open(relay: string, relayIdentity: string = relay): OpenDocument {
  const dialer = new Dialer(relay, { timing: { longestBackoffMs: 300 } })
  const document = openDocument({ relay, relayIdentity, document: MINUTES, dialer, createdHere: true, user: null })
  opened.push(document, dialer)
  return document
}
const text = ({ doc }: OpenDocument): string => doc.getText('t').toJSON()

async function typedAtTheOldAddress(words: string): Promise<void> {
  const before = open(OLD_ADDRESS)
  before.doc.getText('t').insert(0, words)
  await before.close()
}

async function remember(relay: string, epoch: string): Promise<void> {
  const { database } = await openDatabase(indexedDB, databaseName(relay, { document: MINUTES, part: 'text' }))
  const transaction = database.transaction('meta', 'readwrite')
  transaction.objectStore('meta').put(epoch, 'epoch')
  await completed(transaction)
  database.close()
}

test('what was typed for the old address is there under the new one, is owed, and reaches the relay', async () => {
  await typedAtTheOldAddress('Written while the port was ours.')
  expect(await listLocalCopies(EMBEDDED)).toEqual([])
  expect(await adoptCopies(EMBEDDED, isOld)).toBe(0)
  expect(await listLocalCopies(OLD_ADDRESS)).toEqual([])
  const relay = await TestRelay.start()
  try {
    const after = open(relay.url, EMBEDDED)
    await until('the text', () => text(after) === 'Written while the port was ours.')
    await until('the relay to have it', () => {
      const { lastAcknowledgedAt, waiting } = after.connection.get()
      return lastAcknowledgedAt !== null && waiting === 0
    })
    await after.close()
  } finally {
    await relay.dispose()
  }
})

test('a copy on both sides becomes one with the text of both, also when it is done twice', async () => {
  await typedAtTheOldAddress('Old. ')
  const now = open('http://127.0.0.1:10', EMBEDDED)
  now.doc.getText('t').insert(0, 'New. ')
  await now.close()
  expect(await adoptCopies(EMBEDDED, isOld)).toBe(0)
  expect(await adoptCopies(EMBEDDED, isOld)).toBe(0)
  const merged = open('http://127.0.0.1:10', EMBEDDED)
  await until('the text of both', () => text(merged).includes('Old. ') && text(merged).includes('New. '))
  await until('its debts', () => merged.connection.get().waiting === 2)
})

test('the old text of a document that was reset stays where it is', async () => {
  await typedAtTheOldAddress('Before the reset.')
  await remember(OLD_ADDRESS, 'before')
  await remember(EMBEDDED, 'after')
  expect(await adoptCopies(EMBEDDED, isOld)).toBe(1)
  expect(await listLocalCopies(OLD_ADDRESS)).toEqual([MINUTES])
  const now = open('http://127.0.0.1:10', EMBEDDED)
  await until('the copy to be read', () => now.contents.get() === 'here')
  expect(text(now)).toBe('')
})

test('copies of other relays stay theirs', async () => {
  await typedAtTheOldAddress('Theirs.')
  expect(await adoptCopies(EMBEDDED, (relay) => relay === 'http://127.0.0.1:11')).toBe(0)
  expect(await listLocalCopies(OLD_ADDRESS)).toEqual([MINUTES])
})

test('the list and the deeds that wait go along', async () => {
  const before = await Library.open(OLD_ADDRESS)
  await before.keep(MINUTES, { kind: 'create', title: 'Minutes' })
  await before.keep(MINUTES, { kind: 'rename', title: 'Minutes of May' })
  before.close()
  const library = await Library.open(EMBEDDED)
  await library.adopt(isOld)
  expect(await library.documents()).toMatchObject([{ relay: EMBEDDED, id: MINUTES, title: 'Minutes of May' }])
  const operations = await library.operations()
  expect(operations.map(({ deed }) => deed.kind)).toEqual(['create', 'rename'])
  expect(operations[1]?.before).toMatchObject({ relay: EMBEDDED, title: 'Minutes' })
  library.close()
  const old = await Library.open(OLD_ADDRESS)
  expect([await old.documents(), await old.operations()]).toEqual([[], []])
  old.close()
})
