// The IndexedDB database of one document part: its name, its stores, and the promises around its events. Used by
// local-copy.ts; the list of local copies is read by the home screen.
import { PARTS, parseDocumentId, type Address, type DocumentId } from '../../contracts/ids.ts'

/** `updates`: key → bytes. `owed`: key → 1, one entry per local change not acknowledged. `meta`: name → value. */
export const STORES = ['updates', 'owed', 'meta'] as const

const VERSION = 1
const PREFIX = 'ligature-copy'

/** IndexedDB knows only strings. Neither an origin nor an id has a space in it, so the parts can be told apart again. */
export function databaseName(relay: string, { document, part }: Address): string {
  return [PREFIX, new URL(relay).origin, document, part].join(' ')
}

/** Opens or creates it. `created` tells an empty new database from one that was there. */
export function openDatabase(
  idb: IDBFactory,
  name: string,
): Promise<{ readonly database: IDBDatabase; readonly created: boolean }> {
  return new Promise((resolve, reject) => {
    const request = idb.open(name, VERSION)
    let created = false
    request.onupgradeneeded = () => {
      created = true
      request.result.createObjectStore('updates', { autoIncrement: true })
      request.result.createObjectStore('owed', { autoIncrement: true })
      request.result.createObjectStore('meta')
    }
    request.onsuccess = () => resolve({ database: request.result, created })
    request.onerror = () => reject(request.error ?? new Error(`IndexedDB did not open ${name}`))
    request.onblocked = () => reject(new Error('another window holds an older version of this local copy open'))
  })
}

/** Resolves when the transaction is on the disk, not when its requests have succeeded. */
export function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser aborted the write'))
  })
}

export function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser did not read the local copy'))
  })
}

/** Documents of this relay that have a local copy on this computer. */
export async function listLocalCopies(relay: string): Promise<readonly DocumentId[]> {
  const origin = new URL(relay).origin
  const found = new Set<DocumentId>()
  for (const { name } of await indexedDB.databases()) {
    const [prefix, relayOrigin, id] = name?.split(' ') ?? []
    if (prefix !== PREFIX || relayOrigin !== origin || id === undefined) continue
    const document = parseDocumentId(id)
    if (document !== undefined) found.add(document)
  }
  return [...found]
}

/** Whether the relay has not acknowledged everything that was typed here. */
export async function owes(relay: string, document: DocumentId): Promise<boolean> {
  const { database } = await openDatabase(indexedDB, databaseName(relay, { document, part: 'text' }))
  try {
    return (await answered(database.transaction('owed', 'readonly').objectStore('owed').count())) > 0
  } finally {
    database.close()
  }
}

/** Removes every part of it, acknowledged or not. A window that has it open writes it anew with its next change. */
export async function deleteLocalCopy(relay: string, document: DocumentId): Promise<void> {
  for (const part of PARTS) {
    await answered(indexedDB.deleteDatabase(databaseName(relay, { document, part })))
  }
}
