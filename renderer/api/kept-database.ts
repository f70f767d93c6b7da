// A database of this computer, and the promises around what is asked of it. When the browser takes it away (somebody clears the site's
// data) it is opened anew, empty, with what is asked next: the list is the relay's again, and deeds that waited are gone. The copies of
// documents that are open are written anew then: collab/local-copy.ts.

export class KeptDatabase {
  readonly #open: () => IDBOpenDBRequest
  #opened: Promise<IDBDatabase> | null = null
  #closed = false

  private constructor(open: () => IDBOpenDBRequest) {
    this.#open = open
  }

  /** `create` makes the stores of a new one. Rejects when the browser gives no storage. */
  static async open(name: string, create: (database: IDBDatabase) => void, idb = indexedDB): Promise<KeptDatabase> {
    const kept = new KeptDatabase(() => {
      const request = idb.open(name, 1)
      request.onupgradeneeded = () => create(request.result)
      return request
    })
    await kept.#database()
    return kept
  }

  /** One to read from, before anything else is waited for. */
  async read(store: string): Promise<IDBObjectStore> {
    return (await this.#database()).transaction(store, 'readonly').objectStore(store)
  }

  /** Does the work in one transaction, whole or not at all. Resolves when that is on the disk. */
  async change<const Stores extends readonly string[], Result>(
    stores: Stores,
    work: (...of: { [Nth in keyof Stores]: IDBObjectStore }) => Promise<Result>,
  ): Promise<Result> {
    const transaction = (await this.#database()).transaction(stores, 'readwrite', { durability: 'strict' })
    const ended = completed(transaction)
    ended.catch(() => undefined) // Whoever waits below is told; the work may have failed first.
    const of = stores.map((store) => transaction.objectStore(store)) as { [Nth in keyof Stores]: IDBObjectStore }
    try {
      const result = await work(...of)
      await ended
      return result
    } catch (cause) {
      abort(transaction)
      throw cause
    }
  }

  close(): void {
    this.#closed = true
    void this.#opened?.then(
      (database) => database.close(),
      () => undefined, // Whoever asked for it has been told.
    )
  }

  #database(): Promise<IDBDatabase> {
    if (this.#closed) return Promise.reject(new Error('it was closed'))
    this.#opened ??= this.#openAnew().catch((cause: unknown) => {
      this.#opened = null
      throw cause
    })
    return this.#opened
  }

  async #openAnew(): Promise<IDBDatabase> {
    const database = await answered(this.#open())
    database.onclose = () => (this.#opened = null)
    return database
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended: that is what went wrong.
  }
}

/** Resolves when the transaction is on the disk, not when its requests have succeeded. */
export function completed(transaction: IDBTransaction): Promise<void> {
  return unlessTakenAway(transaction.db, (resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser aborted a write'))
  })
}

export function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return unlessTakenAway(request.transaction?.db, (resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser did not read what is kept'))
  })
}

/** Of what runs in a database that it closes by itself, Chromium tells neither an end nor, against the standard, an abort. */
function unlessTakenAway<Result>(
  database: IDBDatabase | undefined,
  work: (resolve: (result: Result) => void, reject: (cause: Error) => void) => void,
): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  const closed = (): void => reject(new Error('the browser closed the database'))
  database?.addEventListener('close', closed)
  work(resolve, reject)
  return promise.finally(() => database?.removeEventListener('close', closed))
}
