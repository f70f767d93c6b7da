// The IndexedDB database of one document part: its name, and its stores. Used by
// local-copy.ts; the list of local copies is read by the home screen.
import { PARTS, parseDocumentId, type Address, type DocumentId } from '../../contracts/ids.ts'
import { answered } from '../api/kept-database.ts'
import { randomId } from '../api/random-id.ts'

/**
 * `updates`: key → bytes. `owed`: key → 1, one entry per local change not acknowledged. `meta`: name → value, among them an
 * `identity`: a copy that was deleted and begun again under the same name is another one, with keys of its own.
 */
export const STORES = ['updates', 'owed', 'meta'] as const

/**
 * A database of an even version is empty: its copy was removed, and whoever begins one again goes a version up. IndexedDB
 * takes such a step while nobody has the database open, so that nothing is written between a look at the copy and its
 * removal; deleteDatabase alone takes what was written since the look.
 */
export const isRemoved = (version: number): boolean => version % 2 === 0
const PREFIX = 'ligature-copy'

/**
 * What the copies of a relay's documents are kept under: its origin, or a word for a relay whose address may change, such
 * as the one inside the desktop app. The word must never come to mean another relay.
 */
export function copiesKey(relayIdentity: string): string {
  if (/^[a-z]+$/.test(relayIdentity)) return relayIdentity
  return new URL(relayIdentity).origin
}

/** IndexedDB knows only strings. Neither a relay's key nor an id has a space in it, so the parts can be told apart again. */
export function databaseName(relayIdentity: string, { document, part }: Address): string {
  return [PREFIX, copiesKey(relayIdentity), document, part].join(' ')
}

/** Every local copy on this computer, of whatever relay. */
export async function allLocalCopies(idb: IDBFactory = indexedDB): Promise<readonly (Address & { relay: string })[]> {
  return (await idb.databases()).flatMap(({ name, version = 0 }) => {
    if (isRemoved(version)) return []
    const [prefix, relay, id = '', part] = name?.split(' ') ?? []
    const document = parseDocumentId(id)
    const known = PARTS.find((one) => one === part)
    if (prefix !== PREFIX || relay === undefined || document === undefined || known === undefined) return []
    return [{ relay, document, part: known }]
  })
}

interface Opened {
  readonly database: IDBDatabase
  readonly created: boolean
}

/** Opens or creates it. `created` tells an empty new database from one that was there. */
export async function openDatabase(idb: IDBFactory, name: string): Promise<Opened> {
  const found = await openVersion(idb, name)
  const { version } = found.database
  if (!isRemoved(version)) return found
  found.database.close()
  return await openVersion(idb, name, version + 1)
}

function openVersion(idb: IDBFactory, name: string, version?: number): Promise<Opened> {
  return new Promise((resolve, reject) => {
    const request = idb.open(name, version)
    let created = false
    request.onupgradeneeded = ({ oldVersion }) => {
      created = true
      if (oldVersion === 0)
        for (const store of STORES)
          request.result.createObjectStore(store, store === 'meta' ? {} : { autoIncrement: true })
      request.transaction!.objectStore('meta').put(randomId(), 'identity')
    }
    request.onsuccess = () => resolve({ database: request.result, created })
    request.onerror = () => reject(request.error ?? new Error(`IndexedDB did not open ${name}`))
  })
}

/** Documents of this relay that have a local copy on this computer. */
export async function listLocalCopies(relayIdentity: string): Promise<readonly DocumentId[]> {
  const key = copiesKey(relayIdentity)
  const copies = await allLocalCopies()
  return [...new Set(copies.filter(({ relay }) => relay === key).map(({ document }) => document))]
}

/** Whether the relay has not acknowledged everything that was typed here. */
export async function owes(relayIdentity: string, document: DocumentId): Promise<boolean> {
  return (await oldestOwed(relayIdentity, document)) !== null
}

/** The key of the oldest change that the relay has not acknowledged: the same one stays until it has. */
export async function oldestOwed(relayIdentity: string, document: DocumentId): Promise<IDBValidKey | null> {
  const { database } = await openDatabase(indexedDB, databaseName(relayIdentity, { document, part: 'text' }))
  try {
    const [oldest] = await answered(database.transaction('owed', 'readonly').objectStore('owed').getAllKeys(null, 1))
    return oldest ?? null
  } finally {
    database.close()
  }
}

/** Removes every part of it, acknowledged or not. A window that has it open writes it anew with its next change. */
export async function deleteLocalCopy(relayIdentity: string, document: DocumentId): Promise<void> {
  for (const part of PARTS) {
    await answered(indexedDB.deleteDatabase(databaseName(relayIdentity, { document, part })))
  }
}
