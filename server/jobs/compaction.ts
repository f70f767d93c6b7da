// Folds a document's log into its snapshot when the tail has grown long, so that opening stays cheap (R5). One document
// at a time, away from the commit path; the log is deleted only behind the previous snapshot. compact-all.ts asks for it
// outright.
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Room } from '../room/room.ts'
import type { Head, HistoryStore, LogStore } from '../store/store.ts'
import type { Folder } from './folder.ts'
import { stretchesOf } from './history.ts'

/** When a tail is long: one of these is passed, and to fold it is worth what it costs. */
export interface LongTail {
  readonly rows: number
  readonly bytes: number
  /** A row costs everybody who opens or joins as much as it costs to fold so many bytes, of snapshot and tail together. */
  readonly rowIsWorthBytes: number
  /**
   * While somebody who is behind reads it, it is not folded before it has so many: to fold takes several times its bytes in
   * memory just when others wait, and what is folded away under a reader, the reader hears once more (R6).
   */
  readonly patienceBytes: number
  /** A fold gives way to whoever types, until there are so many: who joins, or starts the relay, waits for each of them. */
  readonly urgentRows: number
}

/** Roughly: a row is decoded and framed in some 3 µs, and a megabyte folded in some 30 ms. */
export const LONG_TAIL: LongTail = {
  rows: 1_000,
  bytes: 256 * 1024,
  rowIsWorthBytes: 100,
  patienceBytes: 64 * 1024 * 1024,
  urgentRows: 10_000,
}
const LOOK_AGAIN_MS = 2_000
/** A full document may refuse something after every letter that is deleted: then no more of it is folded in a second. */
const FULL_BYTES_PER_SECOND = 1_000_000
/** Log rows deleted in one transaction, so that no commit waits long behind it. */
const TRIM_ROWS = 500

export interface CompactionParts {
  readonly store: LogStore & HistoryStore
  readonly folder: Folder
  readonly clock: Clock
  readonly log: Log
  readonly longTail: LongTail | undefined
  /** Told of each try. */
  readonly compacted: (outcome: 'done' | 'failed') => void
}

/** Whoever asked for the fold may ask again, for the room that is open now. */
export class OpenedAnew extends Error {}

/** Another relay has folded the document meanwhile. */
class FoldedElsewhere extends Error {}

export class Compaction {
  readonly #parts: CompactionParts
  readonly #longTail: LongTail
  readonly #waiting = new Set<Room>()
  /** Rooms whose log could not be folded, and how long it was: not tried again before it is twice that. */
  readonly #failedAt = new WeakMap<Room, number>()
  /** Full rooms that have been folded, and until when they are not again. */
  readonly #restingUntil = new WeakMap<Room, number>()
  /** Rooms whose fold waits for a reader or for their rest to be over: each calls off the next look. */
  readonly #postponed = new Map<Room, () => void>()
  #folding: Room | undefined
  #running: Promise<void> | undefined
  #closed = false

  constructor(parts: CompactionParts) {
    this.#parts = parts
    this.#longTail = parts.longTail ?? LONG_TAIL
  }

  /** Called after each commit of a room, when a full one has refused something, and when one has opened that is healed. */
  consider(room: Room): void {
    if (this.#closed || room.broken || !this.#isDue(room)) return
    const mayWait = !room.full && room.tail.bytes < this.#longTail.patienceBytes
    if (mayWait && room.someoneBehind) return this.#postpone(room, LOOK_AGAIN_MS)
    const restMs = room.full ? (this.#restingUntil.get(room) ?? 0) - this.#parts.clock.elapsed() : 0
    if (restMs > 0) return this.#postpone(room, restMs)
    this.#waiting.add(room)
    this.#mark(room)
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /**
   * Now, however short the tail is. Throws when it cannot be done; then everything is as it was. OpenedAnew when the room
   * has ended meanwhile: another one may be open, which a snapshot made for this one would take by surprise. Answers whether
   * the snapshot before was found whole, or there was none.
   */
  async compact(room: Room): Promise<boolean> {
    const { store, folder, clock, log } = this.#parts
    const started = clock.elapsed()
    const oldSeq = room.snapshotSeq
    const { update, index, seq, baseSeq, rows, bytes } = await folder.snapshot(room, {
      urgent: room.tail.rows > this.#longTail.urgentRows,
    })
    const stretches = await stretchesOf(store, room.address, oldSeq, seq).catch(async (error: unknown) => {
      // Who folds twice meanwhile trims the rows that are read here.
      const [head] = await store.readHeads([room.address])
      throw head?.snapshotSeq === oldSeq ? error : this.#foldedElsewhere(room, head)
    })
    if (room.broken) throw new OpenedAnew('the document was opened anew meanwhile')
    const { byteLength } = update
    const snapshot = { seq, bytes: update, index, stretches }
    const swapped = await store.replaceSnapshot(room.address, room.epoch, oldSeq, baseSeq, snapshot)
    if (!swapped) {
      // By another instance; or by this fold itself, in a try whose outcome was lost. The store knows.
      const [head] = await store.readHeads([room.address])
      throw this.#foldedElsewhere(room, head)
    }
    room.folded(snapshot, byteLength, { bytes })
    // Joiners may still be reading behind the new snapshot, so the log stays as far back as the old one; as the one that was
    // read and found whole, for the old one may be damaged and the new one was not read back yet.
    while (!this.#closed && (await store.trimLog(room.address, baseSeq, TRIM_ROWS)) === TRIM_ROWS);
    log.info({ ...room.address, seq, rows, bytes: byteLength, ms: Math.round(clock.elapsed() - started) }, 'compacted')
    return baseSeq === oldSeq
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#waiting.clear()
    for (const callOff of this.#postponed.values()) callOff()
    await this.#running
  }

  #foldedElsewhere(room: Room, head: Head | undefined): FoldedElsewhere {
    room.replaced(head)
    return new FoldedElsewhere('the snapshot was replaced by somebody else meanwhile')
  }

  #postpone(room: Room, ms: number): void {
    if (this.#postponed.has(room)) return
    const callOff = this.#parts.clock.after(ms, () => {
      this.#postponed.delete(room)
      this.consider(room)
      this.#mark(room)
    })
    this.#postponed.set(room, callOff)
    this.#mark(room)
  }

  /** A room that is dropped meanwhile would be folded behind the back of the next. */
  #mark(room: Room): void {
    room.beingFolded = this.#folding === room
    room.toBeFolded = this.#waiting.has(room) || this.#postponed.has(room) || room.beingFolded
  }

  #isDue(room: Room): boolean {
    const { rows, bytes } = room.tail
    const long = rows > this.#longTail.rows || bytes > this.#longTail.bytes
    // A large document is not folded anew for a few rows, and never takes more than twice its size.
    const worthIt = bytes >= room.snapshotBytes || rows * this.#longTail.rowIsWorthBytes >= room.snapshotBytes + bytes
    // A full document takes nothing until it is smaller, and of a healed one a newcomer may miss something until it is folded.
    const wanted = room.full || room.healed ? rows > 0 : long && worthIt
    return wanted && rows >= 2 * (this.#failedAt.get(room) ?? 0)
  }

  async #run(): Promise<void> {
    for (const room of this.#waiting) {
      this.#waiting.delete(room)
      this.#folding = room
      this.#mark(room)
      // It may have been folded since it asked, or ended.
      if (this.#isDue(room) && !room.broken) await this.#try(room)
      this.#folding = undefined
      this.#mark(room)
    }
  }

  async #try(room: Room): Promise<void> {
    const wasFull = room.full
    try {
      await this.compact(room)
      const restMs = (room.snapshotBytes / FULL_BYTES_PER_SECOND) * 1_000
      if (wasFull) this.#restingUntil.set(room, this.#parts.clock.elapsed() + restMs)
      this.#parts.compacted('done')
    } catch (error) {
      // Cut off by the shutdown.
      if (this.#closed) return
      if (error instanceof FoldedElsewhere && !room.broken) {
        this.#parts.log.info({ ...room.address }, 'another relay has folded the document')
        return
      }
      this.#parts.compacted('failed')
      // Nothing is lost by not folding: the log stays.
      this.#failedAt.set(room, room.tail.rows)
      this.#parts.log.error({ ...room.address, problem: messageOf(error) }, 'compaction failed')
    }
  }
}
