// The list of documents on this computer, in IndexedDB: what was seen on the relay, and what was done while it could not
// be asked. Used by documents-service.ts and replay.ts. Every write is one strict transaction: done means on the disk.
import type { DocumentResource } from '../../contracts/documents.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { afterDeed, type Deed, fromResource, type LibraryDocument, type Operation } from './library-rows.ts'

const NAME = 'ligature-library'
const VERSION = 1

export class Library {
  readonly #database: IDBDatabase
  readonly #relay: string
  readonly #now: () => number

  private constructor(database: IDBDatabase, relay: string, now: () => number) {
    this.#database = database
    this.#relay = relay
    this.#now = now
  }

  /** `relay`: what its rows are kept under, see copiesKey of collab/. Rejects when the browser gives no storage (some
   * private windows). */
  static async open(relay: string, idb: IDBFactory = indexedDB, now: () => number = Date.now): Promise<Library> {
    const request = idb.open(NAME, VERSION)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('documents', { keyPath: ['relay', 'id'] })
      request.result.createObjectStore('operations', { keyPath: 'n', autoIncrement: true })
    }
    return new Library(await answer(request), relay, now)
  }

  /** All of this relay's, trashed ones too, in no order. */
  async documents(): Promise<LibraryDocument[]> {
    return await rowsOf(this.#read('documents').objectStore('documents'), this.#relay)
  }

  async document(id: DocumentId): Promise<LibraryDocument | undefined> {
    return await rowOf(this.#read('documents').objectStore('documents'), [this.#relay, id])
  }

  /** What the relay has not answered, oldest first. */
  async operations(): Promise<Operation[]> {
    const all = (await answer(this.#read('operations').objectStore('operations').getAll())) as Operation[]
    return all.filter((operation) => operation.relay === this.#relay)
  }

  /** Changes the row and keeps the deed for the relay. */
  async keep(id: DocumentId, deed: Deed): Promise<void> {
    await this.#change(async (documents, operations) => {
      const before = (await rowOf(documents, [this.#relay, id])) ?? null
      documents.put(afterDeed(this.#relay, id, deed, before, this.#now()))
      operations.add({ relay: this.#relay, id, deed, before })
    })
  }

  async markOpened(id: DocumentId): Promise<void> {
    await this.#change(async (documents) => {
      const row = await rowOf(documents, [this.#relay, id])
      if (row !== undefined) documents.put({ ...row, openedAt: this.#now() })
    })
  }

  /** The relay has done it. Later deeds on the same document stay in front of its answer. */
  async confirm(done: Operation, resource: DocumentResource): Promise<void> {
    await this.#change(async (documents, operations) => {
      operations.delete(done.n)
      const known = await rowOf(documents, [this.#relay, done.id])
      const later = (await pendingFor(operations, done)).length > 0
      const told = fromResource(this.#relay, resource, known, this.#now())
      documents.put(later && known !== undefined ? { ...known, onRelay: true, confirmedAt: told.confirmedAt } : told)
    })
  }

  /** The relay refused: back to how it was, with whatever was done to the document after it. */
  async rollBack(refused: Operation): Promise<void> {
    await this.#change(async (documents, operations) => {
      for (const { n } of await pendingFor(operations, refused)) operations.delete(n)
      operations.delete(refused.n)
      const { before } = refused
      const now = await rowOf(documents, [this.#relay, refused.id])
      if (before === null) documents.delete([this.#relay, refused.id])
      else documents.put(now === undefined ? before : { ...now, title: before.title, trashedAt: before.trashedAt })
    })
  }

  /** What the relay says of one document. A deed still waiting wins over it. */
  async note(resource: DocumentResource, askedAt: number): Promise<void> {
    await this.#change((documents, operations) => this.#merge(documents, operations, [resource], askedAt))
  }

  /**
   * A relay's whole list, asked for at `askedAt`. Answers the documents known here that are not on it and of which nothing
   * newer is known. They may be gone, trashed, or have moved between two pages while the list was read: ask for each.
   */
  async takeList(resources: readonly DocumentResource[], askedAt: number): Promise<DocumentId[]> {
    const listed = new Set<string>(resources.map(({ id }) => id))
    const missing: DocumentId[] = []
    await this.#change(async (documents, operations) => {
      await this.#merge(documents, operations, resources, askedAt)
      const waiting = await this.#waitingIds(operations)
      for (const row of await rowsOf(documents, this.#relay)) {
        const gone = row.onRelay && !listed.has(row.id) && !waiting.has(row.id) && row.confirmedAt <= askedAt
        if (gone && row.trashedAt === null) missing.push(row.id)
      }
    })
    return missing
  }

  /** The relay has said that there is no such document any more. */
  async forget(id: DocumentId): Promise<void> {
    await this.#change(async (documents) => void documents.delete([this.#relay, id]))
  }

  /** Takes over the rows and waiting deeds of relays that turned out to be this one. A row that both have is the newer. */
  async adopt(isOurs: (relay: string) => boolean): Promise<void> {
    await this.#change(async (documents, operations) => {
      for (const row of (await answer(documents.getAll())) as LibraryDocument[]) {
        if (!isOurs(row.relay)) continue
        const known = await rowOf(documents, [this.#relay, row.id])
        if (known === undefined || known.confirmedAt < row.confirmedAt) documents.put({ ...row, relay: this.#relay })
        documents.delete([row.relay, row.id])
      }
      for (const operation of (await answer(operations.getAll())) as Operation[]) {
        if (!isOurs(operation.relay)) continue
        const { before } = operation
        operations.put({ ...operation, relay: this.#relay, before: before && { ...before, relay: this.#relay } })
      }
    })
  }

  close(): void {
    this.#database.close()
  }

  async #merge(
    documents: IDBObjectStore,
    operations: IDBObjectStore,
    resources: readonly DocumentResource[],
    askedAt: number,
  ): Promise<void> {
    const waiting = await this.#waitingIds(operations)
    const rows = new Map((await rowsOf(documents, this.#relay)).map((row) => [row.id, row]))
    for (const resource of resources) {
      const known = rows.get(resource.id)
      if (waiting.has(resource.id) || (known !== undefined && known.confirmedAt > askedAt)) continue
      documents.put(fromResource(this.#relay, resource, known, askedAt))
    }
  }

  async #waitingIds(operations: IDBObjectStore): Promise<Set<string>> {
    const all = (await answer(operations.getAll())) as Operation[]
    return new Set(all.filter(({ relay }) => relay === this.#relay).map(({ id }) => id))
  }

  #read(store: 'documents' | 'operations'): IDBTransaction {
    return this.#database.transaction(store, 'readonly')
  }

  async #change(work: (documents: IDBObjectStore, operations: IDBObjectStore) => Promise<void>): Promise<void> {
    const transaction = this.#database.transaction(['documents', 'operations'], 'readwrite', { durability: 'strict' })
    const ended = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('the browser aborted a write of the library'))
    })
    ended.catch(() => undefined) // Whoever waits below is told; the work may have failed first.
    await work(transaction.objectStore('documents'), transaction.objectStore('operations'))
    await ended
  }
}

/** Deeds on the same document that came after this one. */
async function pendingFor(operations: IDBObjectStore, after: Operation): Promise<Operation[]> {
  const all = (await answer(operations.getAll())) as Operation[]
  return all.filter(({ relay, id, n }) => relay === after.relay && id === after.id && n > after.n)
}

async function rowOf(documents: IDBObjectStore, key: [string, string]): Promise<LibraryDocument | undefined> {
  return (await answer(documents.get(key))) as LibraryDocument | undefined
}

async function rowsOf(documents: IDBObjectStore, relay: string): Promise<LibraryDocument[]> {
  // Ids are ASCII, so every key of this relay lies between [relay] and [relay, []].
  return (await answer(documents.getAll(IDBKeyRange.bound([relay], [relay, []])))) as LibraryDocument[]
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser did not read the library'))
  })
}
