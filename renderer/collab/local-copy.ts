// The durable copy of one document on this computer: every update of the Y.Doc, and which of the local ones the relay
// has not acknowledged. Made by open-document.ts before anything else may listen to the Y.Doc, because disk comes first.
//
// One writer: what queues up while a transaction runs goes into the next one, which a page that is going begins at once. A batch that
// fails stays in the queue and is tried again, so nothing is dropped while the page lives. Debts stand in a store of their own, apart
// from the update rows, so that rows may be folded whether acknowledged or not, also with a second window at work.
import * as Y from 'yjs'
import { Debts } from './debts.ts'
import { openDatabase } from './local-database.ts'
import { foldRows, readStanding, readStored, writeBatch, type Job, type Remembered } from './local-rows.ts'
import { Cell, type Readable } from './readable.ts'
import type { Trouble } from './status.ts'

/** Rows this window may leave before it replaces them by one. Reading 500 small rows is still instant. */
const FOLD_AT_ROWS = 500

/** Written in one transaction at most. A join can bring a hundred thousand updates while one write runs. */
const BATCH_JOBS = 5_000

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000

/** What the disk held when it was read, and what was remembered since. */
export interface Loaded extends Remembered {
  readonly rows: number
}

/** A transaction that has not ended. */
interface Begun {
  readonly batch: readonly Job[]
  readonly keys: Promise<readonly number[]>
}

export interface LocalCopyOptions {
  readonly doc: Y.Doc
  /** From databaseName(). */
  readonly name: string
  /** Whether an update of this origin came from the relay: kept, but owed to nobody. */
  readonly cameFromRelay: (origin: unknown) => boolean
  /** Called after anything changed that the status is made of. */
  readonly changed?: () => void
  /** The browser's, unless a test brings its own. */
  readonly idb?: IDBFactory
  readonly now?: () => number
  readonly foldAtRows?: number
}

export class LocalCopy {
  readonly debts = new Debts()
  readonly #options: LocalCopyOptions
  readonly #trouble = new Cell<Trouble | null>(null)
  #queue: Job[] = []
  /** What was taken from the queue, the oldest first. */
  #begun: Begun[] = []
  /** Resolves to whether all was written. */
  #writing: Promise<boolean> | null = null
  #opening: Promise<IDBDatabase> | null = null
  #database: IDBDatabase | null = null
  /** The browser took the database away, and nobody has looked yet what of it is left. */
  #mayBeGone = false
  #loaded: Loaded | null = null
  /** Of the database that `mine` and the debts have their keys in. */
  #identity: string | undefined
  #readingOwed = false
  /** Keys of rows whose content is inside the Y.Doc: what folding may replace. */
  #mine: number[] = []
  /** Rows on disk that could not be read. They stay, and then nothing is folded: a mended version may read them yet. */
  #damage: Trouble | null = null
  #retry: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #closed = false

  constructor(options: LocalCopyOptions) {
    this.#options = options
    options.doc.on('update', this.#keep)
  }

  /** `local-copy-full` or `local-copy-failed` while writing or reading does not succeed. */
  get trouble(): Readable<Trouble | null> {
    return this.#trouble
  }

  /** Whether anything is owed to the relay, also while what is owed is just being read. */
  get owes(): boolean {
    return this.#readingOwed || this.debts.waiting > 0
  }

  /** Null until the disk has been read. */
  get loaded(): Loaded | null {
    return this.#loaded
  }

  /** When the oldest local change was made that is not on this disk yet; null when all are. */
  get oldestUnstoredAt(): number | null {
    if (this.#mayBeGone) return this.debts.oldestMadeAt
    for (const job of this.#unwritten()) if (job.kind === 'keep' && job.debt !== null) return job.debt.madeAt
    return null
  }

  /** Local changes that are neither on this disk nor at the relay: only this page has them. */
  get homeless(): number {
    if (this.#mayBeGone) return this.debts.waiting
    let count = 0
    for (const job of this.#unwritten()) if (job.kind === 'keep' && job.debt?.acknowledged === false) count += 1
    return count
  }

  /** Applies what is on disk to the Y.Doc, with this copy as the origin. Rejects when the disk cannot be read; reading
   * is tried again then, and `changed` tells when `loaded` is there. */
  async load(): Promise<Loaded> {
    try {
      await this.#open()
    } catch (cause) {
      this.#failed(cause)
      throw cause
    }
    if (this.#loaded === null) throw new Error(`${this.#options.name} was opened and not read`)
    askToPersist()
    return this.#loaded
  }

  /** The relay has everything up to this local number on its disk. */
  acknowledge(upTo: number): void {
    const settled = this.debts.settle(upTo)
    if (settled.length === 0) return
    // One without a key is still in the queue or in the running transaction; #drain looks at it again.
    for (const { key } of settled) if (key !== undefined) this.#queue.push({ kind: 'settled', key })
    this.#changed()
    this.#write()
  }

  /** Written in order with the updates, so the epoch is on disk no later than the first text of that epoch. */
  remember(facts: Remembered): void {
    this.#queue.push({ kind: 'remember', facts })
    if (this.#loaded !== null) this.#loaded = { ...this.#loaded, ...facts }
    this.#write()
  }

  /** Writes what is queued. Rejects when a change is then neither on this disk nor at the relay. */
  async flush(): Promise<void> {
    // A page that is going may not live until what runs has ended.
    if (this.#database !== null && this.#queue.length > 0) this.#begin(this.#database)
    let written = true
    while (written && !this.#isWritten) {
      this.#write()
      written = (await this.#writing) ?? false
    }
    const { homeless } = this
    if (homeless === 0) return
    const [what, them] = homeless === 1 ? ['1 change is', 'it'] : [`${homeless} changes are`, 'them']
    throw new Error(`${what} in memory only: the disk did not take ${them}`)
  }

  /** Listens no more, writes what is queued (rejecting as flush does), and lets the database go. */
  async close(): Promise<void> {
    this.#options.doc.off('update', this.#keep)
    try {
      await this.#opening?.catch(() => undefined) // Whoever asked for it has been told.
      await this.flush()
    } finally {
      this.#closed = true
      clearTimeout(this.#retry)
      this.#database?.close()
      this.#database = null
    }
  }

  readonly #keep = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return
    const debt = this.#options.cameFromRelay(origin) ? null : this.debts.incur(this.#now())
    this.#queue.push({ kind: 'keep', update, debt })
    this.#changed()
    this.#write()
  }

  #write(): void {
    if (this.#closed || this.#writing !== null || this.#isWritten) return
    this.#writing = this.#drain().finally(() => {
      this.#writing = null
    })
  }

  async #drain(): Promise<boolean> {
    try {
      await Promise.resolve() // All updates of one command become one transaction.
      while (!this.#isWritten) {
        const database = await this.#open()
        if (this.#begun.length === 0) this.#begin(database)
        await this.#end(this.#begun[0]!)
        this.#recovered()
        await this.#foldWhenDue(database)
      }
      return true
    } catch (cause) {
      // What was begun beside it may have succeeded.
      for (const begun of this.#begun) await this.#end(begun).catch(() => undefined)
      this.#queue = this.#begun.flatMap(({ batch }) => batch).concat(this.#queue)
      this.#begun = []
      this.#failed(cause)
      return false
    }
  }

  /** Hands to the browser what it does not have yet. */
  #begin(database: IDBDatabase): void {
    const batch = this.#queue.splice(0, BATCH_JOBS)
    const keys = writeBatch(database, batch)
    keys.catch(() => undefined) // Whoever waits for it is told.
    this.#begun.push({ batch, keys })
  }

  /** Rejects when it was in vain; then it is still there. */
  async #end(begun: Begun): Promise<void> {
    const keys = await begun.keys
    this.#begun = this.#begun.filter((other) => other !== begun)
    for (const key of keys) this.#mine.push(key) // Not spread: a call takes only so many arguments.
    for (const job of begun.batch) {
      if (job.kind === 'keep' && job.debt?.acknowledged === true && job.debt.key !== undefined) {
        this.#queue.push({ kind: 'settled', key: job.debt.key })
      }
    }
  }

  get #isWritten(): boolean {
    return this.#begun.length === 0 && this.#queue.length === 0
  }

  *#unwritten(): Generator<Job> {
    for (const { batch } of this.#begun) yield* batch
    yield* this.#queue
  }

  /** Replaces the rows known to be inside the Y.Doc by the Y.Doc itself. Another window's rows are not among them. */
  async #foldWhenDue(database: IDBDatabase): Promise<void> {
    if (this.#damage !== null || this.#mine.length < (this.#options.foldAtRows ?? FOLD_AT_ROWS)) return
    // The Y.Doc holds what is queued as well: folded now, a crash would leave that text on disk without its debts.
    if (!this.#isWritten) return
    try {
      this.#mine = [await foldRows(database, this.#mine, Y.encodeStateAsUpdate(this.#options.doc))]
    } catch {
      // Folding saves room and no more. The rows are on disk as they were, and the next batch tries again.
    }
  }

  #open(): Promise<IDBDatabase> {
    if (this.#database !== null) return Promise.resolve(this.#database)
    this.#opening ??= this.#openAnew().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  async #openAnew(): Promise<IDBDatabase> {
    if (this.#closed) throw new Error(`${this.#options.name} is closed`)
    const { database, created } = await openDatabase(this.#options.idb ?? indexedDB, this.#options.name)
    const letGo = (): void => {
      if (this.#database === database) this.#database = null
      database.close()
    }
    database.onversionchange = letGo // Another window deletes or upgrades it, and would wait for us.
    database.onclose = () => {
      letGo()
      if (this.#closed) return
      // It took away what was in it, perhaps. To write anything finds that out.
      this.#mayBeGone = true
      this.remember({})
      this.#changed()
    }
    if (this.#loaded === null) await this.#read(database)
    else {
      const { identity, epoch } = await readStanding(database)
      // Rows of two epochs in one copy would be merged by whoever reads it next, and one that has not met its relay yet may be
      // of another.
      if (!created && identity !== this.#identity && this.#loaded.epoch !== undefined && epoch !== this.#loaded.epoch) {
        database.close()
        throw new Error('another window has begun the copy anew, perhaps because the document was reset')
      }
      if (created || identity !== this.#identity) this.#beginAnew(this.#loaded)
      this.#identity = identity
    }
    this.#mayBeGone = false
    this.#database = database
    return database
  }

  async #read(database: IDBDatabase): Promise<void> {
    const { rows, owedKeys, identity, ...remembered } = await readStored(database)
    this.#identity = identity
    this.#readingOwed = owedKeys.length > 0
    for (const { key, update } of rows) {
      try {
        Y.applyUpdate(this.#options.doc, update, this)
        this.#mine.push(key)
      } catch (cause) {
        this.#damage = { kind: 'local-copy-failed', message: `row ${key} of the copy cannot be read: ${String(cause)}` }
      }
    }
    // After the rows: a frame sent for the first of them must not cover the debts of the last.
    // Beside a damaged row nobody knows whose debt was in it, so no acknowledgement may strike one off the disk.
    for (const key of owedKeys) this.debts.incur(0, this.#damage === null ? key : undefined)
    this.#readingOwed = false
    this.#loaded = { ...remembered, rows: rows.length }
    this.#recovered()
  }

  /** Somebody deleted the copy under us. The next row alone would hang in the air, and keys begin at 1 again. */
  #beginAnew(loaded: Loaded): void {
    const { rows: _, ...remembered } = loaded
    const owed: Job[] = []
    for (const debt of this.debts.open) {
      if (debt.key === undefined) continue
      debt.key = undefined
      owed.push({ kind: 'keep', update: null, debt })
    }
    const whole: Job = { kind: 'keep', update: Y.encodeStateAsUpdate(this.#options.doc), debt: null }
    this.#mine = []
    this.#queue = this.#queue.filter((job) => job.kind !== 'settled')
    this.#queue.unshift({ kind: 'remember', facts: remembered }, whole, ...owed)
  }

  #failed(cause: unknown): void {
    if (this.#closed) return
    const error = cause instanceof Error ? cause : new Error(String(cause))
    const full = error.name === 'QuotaExceededError'
    this.#trouble.set(full ? { kind: 'local-copy-full' } : { kind: 'local-copy-failed', message: error.message })
    clearTimeout(this.#retry)
    const wait = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS)
    this.#failures += 1
    this.#retry = setTimeout(() => {
      if (this.#loaded !== null) this.#write()
      else
        this.#open().then(
          () => this.#write(),
          (again: unknown) => this.#failed(again),
        )
    }, wait)
    this.#changed()
  }

  #recovered(): void {
    this.#failures = 0
    this.#trouble.set(this.#damage)
    this.#changed()
  }

  #changed(): void {
    this.#options.changed?.()
  }

  #now(): number {
    return (this.#options.now ?? Date.now)()
  }
}

/** Asks the browser not to evict this origin when the disk runs low. */
function askToPersist(): void {
  const storage = typeof navigator === 'undefined' ? undefined : navigator.storage
  if (storage?.persist === undefined) return
  void storage
    .persisted()
    .then((already) => already || storage.persist())
    .catch(() => undefined) // A browser that will not say keeps the copy as it always has.
}
