// Folding, as the rest of the relay sees it: hands a document's snapshot and log to the fold worker, piece by piece, and
// waits for what comes of it. Used by joins (`diff`) and by compaction (`snapshot`).
import { Worker } from 'node:worker_threads'
import { Unavailable } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Room } from '../room/room.ts'
import type { LogStore, Snapshot } from '../store/store.ts'

export type FoldRequest =
  | { readonly kind: 'add'; readonly fold: number; readonly updates: readonly Uint8Array[] }
  | { readonly kind: 'diff'; readonly fold: number; readonly stateVector: Uint8Array }
  | { readonly kind: 'snapshot'; readonly fold: number }
  /** Something went wrong on the way: forget it. */
  | { readonly kind: 'drop'; readonly fold: number }

export type FoldAnswer =
  /** `skipped`: how many stored updates could not be integrated and are not in the value. */
  | { readonly fold: number; readonly ok: true; readonly value: Uint8Array; readonly skipped: number }
  | { readonly fold: number; readonly ok: false; readonly message: string }

const READ_ROWS = 1_000
/** An idle worker is ended after this; the next one starts within some 50 ms. */
const REST_AFTER_MS = 5_000

type Done = Extract<FoldAnswer, { ok: true }>

/** What went into a fold. */
export interface Folded {
  readonly update: Uint8Array
  readonly seq: number
  /** Of the log, after the snapshot that went in. */
  readonly rows: number
  readonly bytes: number
}

export class Folder {
  readonly #store: LogStore
  readonly #file: URL
  readonly #log: Log
  readonly #waiting = new Map<number, { resolve: (answer: Done) => void; reject: (error: Error) => void }>()
  #worker: Worker | undefined
  #folds = 0
  #active = 0
  #rest: NodeJS.Timeout | undefined

  constructor(store: LogStore, file: URL, log: Log) {
    this.#store = store
    this.#file = file
    this.#log = log
  }

  /** Everything committed that somebody with this state vector lacks. */
  diff(room: Room, stateVector: Uint8Array): Promise<Folded> {
    return this.#fold(room, (fold) => ({ kind: 'diff', fold, stateVector }))
  }

  /** The whole document as one verified update. */
  snapshot(room: Room): Promise<Folded> {
    return this.#fold(room, (fold) => ({ kind: 'snapshot', fold }))
  }

  async close(): Promise<void> {
    clearTimeout(this.#rest)
    await this.#worker?.terminate()
  }

  async #fold(room: Room, finish: (fold: number) => FoldRequest): Promise<Folded> {
    const fold = ++this.#folds
    const worker = this.#running()
    this.#active++
    try {
      const put = await this.#putIn(room, fold, worker)
      if (worker !== this.#worker) throw new Unavailable('the fold worker ended meanwhile')
      const { value, skipped } = await new Promise<Done>((resolve, reject) => {
        this.#waiting.set(fold, { resolve, reject })
        worker.postMessage(finish(fold))
      })
      if (skipped > 0) this.#log.error({ ...room.address, skipped }, 'stored updates cannot be integrated; skipped')
      return { update: value, ...put }
    } catch (error) {
      worker.postMessage({ kind: 'drop', fold } satisfies FoldRequest)
      throw error
    } finally {
      this.#active--
      if (this.#active === 0) this.#restSoon()
    }
  }

  /** Hands snapshot and log to the worker, a piece at a time. */
  async #putIn(room: Room, fold: number, worker: Worker): Promise<Omit<Folded, 'update'>> {
    const snapshot: Snapshot | undefined =
      room.snapshotSeq === 0 ? undefined : await this.#store.readSnapshot(room.address)
    if (snapshot !== undefined) {
      const request: FoldRequest = { kind: 'add', fold, updates: [snapshot.bytes] }
      worker.postMessage(request, [snapshot.bytes.buffer as ArrayBuffer])
    }
    const target = room.head
    let seq = snapshot?.seq ?? 0
    let rows = 0
    let bytes = 0
    while (seq < target) {
      const read = await this.#store.readLog(room.address, { after: seq, maxRows: Math.min(READ_ROWS, target - seq) })
      if (read[0]?.seq !== seq + 1) throw new Unavailable(`the log of ${room.address.document} has no row after ${seq}`)
      worker.postMessage({ kind: 'add', fold, updates: read.map((row) => row.update) } satisfies FoldRequest)
      seq = read.at(-1)!.seq
      rows += read.length
      bytes += read.reduce((sum, row) => sum + row.update.byteLength, 0)
    }
    return { seq, rows, bytes }
  }

  /** A worker that has folded a large document keeps its heap; ending it gives the memory back (R12). */
  #restSoon(): void {
    clearTimeout(this.#rest)
    this.#rest = setTimeout(() => {
      if (this.#active === 0) void this.#worker?.terminate()
    }, REST_AFTER_MS)
    this.#rest.unref()
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker
    const worker = new Worker(this.#file)
    worker.on('message', (answer: FoldAnswer) => {
      const waiting = this.#waiting.get(answer.fold)
      this.#waiting.delete(answer.fold)
      if (answer.ok) waiting?.resolve(answer)
      else waiting?.reject(new Unavailable(answer.message))
    })
    worker.on('error', (error) => this.#log.error({ err: error }, 'fold worker failed'))
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
      for (const { reject } of this.#waiting.values())
        reject(new Unavailable('the fold worker ended before it answered'))
      this.#waiting.clear()
    })
    worker.unref()
    this.#worker = worker
    return worker
  }
}
