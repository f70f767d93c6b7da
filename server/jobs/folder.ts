// Folding, as the rest of the relay sees it: hands a document's snapshot and log to the fold worker, piece by piece, and
// waits for what comes of it. Used by joins (`diff`) and by compaction (`snapshot`). Rows that the worker cannot
// integrate are set aside in the store, and the document is opened anew without them (R5).
import type { Address } from '../../contracts/ids.ts'
import type { Clock } from '../clock.ts'
import { Unavailable } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Room } from '../room/room.ts'
import type { LogStore, Snapshot } from '../store/store.ts'
import type { FoldAnswer, FoldRequest, FoldThread, StartFoldThread } from './fold-messages.ts'

const READ_ROWS = 1_000
/** An idle worker is ended after this; the next one starts within some 50 ms. */
const REST_AFTER_MS = 5_000

/** What went into a fold, and what came of it. */
export interface Folded {
  readonly update: Uint8Array
  readonly seq: number
  /** Of the log, after the snapshot that went in. */
  readonly rows: number
  readonly bytes: number
}

/** A diff under way, which others who ask before it is answered share (R4). */
interface Asking {
  readonly stateVectors: Uint8Array[]
  readonly diffs: Promise<readonly Folded[]>
}

interface Waiting {
  readonly thread: FoldThread
  readonly resolve: (answer: FoldAnswer) => void
  readonly reject: (error: Error) => void
}

export interface FolderParts {
  readonly store: LogStore
  readonly start: StartFoldThread
  readonly clock: Clock
  readonly log: Log
  /** Rows of it were set aside: whoever has it open must read it anew. */
  readonly spoiled: (address: Address) => void
}

export class Folder {
  readonly #parts: FolderParts
  readonly #waiting = new Map<number, Waiting>()
  readonly #asking = new Map<Room, Asking>()
  #thread: FoldThread | undefined
  #folds = 0
  #active = 0
  #rest: (() => void) | undefined

  constructor(parts: FolderParts) {
    this.#parts = parts
  }

  /** Everything committed that somebody with this state vector lacks. Those who ask at once share one fold. */
  async diff(room: Room, stateVector: Uint8Array): Promise<Folded> {
    let asking = this.#asking.get(room)
    if (asking === undefined) {
      const stateVectors: Uint8Array[] = []
      const diffs = this.#fold(room, (fold) => {
        this.#asking.delete(room)
        return { kind: 'diff', fold, stateVectors }
      }).finally(() => {
        if (this.#asking.get(room)?.stateVectors === stateVectors) this.#asking.delete(room)
      })
      asking = { stateVectors, diffs }
      this.#asking.set(room, asking)
    }
    const place = asking.stateVectors.push(stateVector) - 1
    return (await asking.diffs)[place]!
  }

  /** The whole document as one verified update. */
  async snapshot(room: Room): Promise<Folded> {
    return (await this.#fold(room, (fold) => ({ kind: 'snapshot', fold })))[0]!
  }

  close(): void {
    this.#rest?.()
    this.#thread?.end()
  }

  async #fold(room: Room, finish: (fold: number) => FoldRequest): Promise<readonly Folded[]> {
    const fold = ++this.#folds
    const thread = this.#running()
    this.#active++
    try {
      const put = await this.#putIn(room, fold, thread)
      if (thread !== this.#thread) throw new Unavailable('the fold worker ended meanwhile')
      const answer = await new Promise<FoldAnswer>((resolve, reject) => {
        this.#waiting.set(fold, { thread, resolve, reject })
        thread.post(finish(fold))
      })
      if (answer.bad.length > 0) await this.#setAside(room, answer)
      if (!answer.ok) throw new Unavailable(answer.message)
      return answer.values.map((update) => ({ update, ...put }))
    } catch (error) {
      thread.post({ kind: 'drop', fold })
      throw error
    } finally {
      this.#active--
      if (this.#active === 0) this.#restSoon()
    }
  }

  /**
   * What the rows claimed is not held after all: whoever has it whole may send it again, so the index is read anew, also
   * by a room that has taken the place of this one meanwhile.
   */
  async #setAside(room: Room, { bad }: FoldAnswer): Promise<void> {
    const { store, log, spoiled } = this.#parts
    let changed = false
    for (const { seq, reason } of bad) {
      // Another fold may have come before.
      if (!(await store.quarantine(room.address, seq, reason))) continue
      changed = true
      log.error({ ...room.address, seq, reason }, 'a stored update cannot be integrated; set aside')
    }
    if (!changed) return
    room.end(4500)
    spoiled(room.address)
  }

  /** Hands snapshot and log to the worker, a piece at a time. */
  async #putIn(room: Room, fold: number, thread: FoldThread): Promise<Omit<Folded, 'update'>> {
    const { store } = this.#parts
    const snapshot: Snapshot | undefined = room.snapshotSeq === 0 ? undefined : await store.readSnapshot(room.address)
    if (snapshot !== undefined)
      thread.post({ kind: 'add', fold, rows: [{ seq: 0, update: snapshot.bytes }] }, [
        snapshot.bytes.buffer as ArrayBuffer,
      ])
    const target = room.head
    let seq = snapshot?.seq ?? 0
    let rows = 0
    let bytes = 0
    while (seq < target) {
      const read = await store.readLog(room.address, { after: seq, maxRows: Math.min(READ_ROWS, target - seq) })
      if (read[0]?.seq !== seq + 1) throw new Unavailable(`the log of ${room.address.document} has no row after ${seq}`)
      thread.post({ kind: 'add', fold, rows: read })
      seq = read.at(-1)!.seq
      rows += read.length
      bytes += read.reduce((sum, row) => sum + row.update.byteLength, 0)
    }
    return { seq, rows, bytes }
  }

  /** A worker that has folded a large document keeps its heap; ending it gives the memory back (R12). */
  #restSoon(): void {
    this.#rest?.()
    this.#rest = this.#parts.clock.after(REST_AFTER_MS, () => {
      if (this.#active > 0) return
      this.#thread?.end()
      // Whoever comes before it is gone gets another.
      this.#thread = undefined
    })
  }

  #running(): FoldThread {
    if (this.#thread !== undefined) return this.#thread
    const thread = this.#parts.start(
      (answer) => {
        this.#waiting.get(answer.fold)?.resolve(answer)
        this.#waiting.delete(answer.fold)
      },
      () => {
        if (this.#thread === thread) this.#thread = undefined
        for (const [fold, waiting] of this.#waiting) {
          if (waiting.thread !== thread) continue
          this.#waiting.delete(fold)
          waiting.reject(new Unavailable('the fold worker ended before it answered'))
        }
      },
    )
    this.#thread = thread
    return thread
  }
}
