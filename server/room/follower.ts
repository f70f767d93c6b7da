// What other instances have committed of a document, brought into its room here: from their hints while these come in order,
// else from the log (R10). One per room. Never while a commit of the room's own is under way: then that brings it along.
import type { CloseCode } from '../../contracts/close-codes.ts'
import { beginningOf } from '../../contracts/epochs.ts'
import type { Address, Epoch } from '../../contracts/ids.ts'
import type { Hint } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { LogRow, LogStore } from '../store/store.ts'

/** A room, as far as following is concerned. */
export interface Following {
  readonly address: Address
  readonly epoch: Epoch
  readonly head: number
  readonly broken: boolean
  readonly committing: boolean
  end(code: CloseCode): void
}

export interface FollowerParts {
  readonly room: Following
  readonly readLog: LogStore['readLog']
  /** Rows that follow the head are the room's from now on. */
  readonly takeIn: (rows: readonly LogRow[]) => void
  /** It has caught up: what was queued meanwhile may be committed, or else more be looked for. */
  readonly caughtUp: () => void
  readonly clock: Clock
  readonly log: Log
}

/** A hint that came before the one it follows: that one is most likely on its way. */
const OUT_OF_ORDER_MS = 20
/** Rows read at once, between which others have their turn. */
const ROWS_AT_ONCE = 250
/** So much is kept of hints that cannot be taken in yet. What is more is read from the log. */
const MOST_HINTS = 64
const MOST_BYTES = 1_000_000

export class Follower {
  readonly #parts: FollowerParts
  /** As far as anybody has said. */
  #known = 0
  #catchingUp: Promise<void> | undefined
  /** By their first seq. */
  readonly #hints = new Map<number, readonly Uint8Array[]>()
  #bytes = 0
  #callOffLook: (() => void) | undefined
  #waiting: { readonly seq: number; readonly resolve: () => void }[] = []

  constructor(parts: FollowerParts) {
    this.#parts = parts
  }

  /** Undefined when it is not; resolves when it is over. The room commits nothing meanwhile. */
  get catchingUp(): Promise<void> | undefined {
    return this.#catchingUp
  }

  hear({ epoch, fromSeq, toSeq, updates }: Hint): void {
    const { room, clock } = this.#parts
    // Of before a reset; or of the one after it, which the store will confirm.
    if (epoch !== room.epoch) return beginningOf(epoch) > beginningOf(room.epoch) ? room.end(4409) : undefined
    if (toSeq <= room.head) return
    this.#known = Math.max(this.#known, toSeq)
    if (updates !== undefined) this.#keep(fromSeq, updates)
    if (fromSeq <= room.head + 1) return this.look()
    this.#callOffLook ??= clock.after(OUT_OF_ORDER_MS, () => {
      this.#callOffLook = undefined
      this.look()
    })
  }

  /** The store says so. */
  headIs(head: number): void {
    this.#known = Math.max(this.#known, head)
    this.look()
  }

  /** Catches up if there is something to catch up with, and nothing in the way. */
  look(): void {
    const { room, caughtUp, log } = this.#parts
    if (this.#catchingUp !== undefined || room.committing || room.broken || this.#known <= room.head) return
    this.upTo(this.#known)
      .catch((error: unknown) => {
        // The heads are compared again in a moment.
        log.warn({ ...room.address, problem: messageOf(error) }, 'what others have written cannot be read just now')
        this.#known = room.head
      })
      .then(caughtUp)
      .catch((error: unknown) => {
        log.error({ ...room.address, err: error }, 'a room failed to follow')
        room.end(4500)
      })
  }

  /** Resolves when the room's head has come to `seq`, or the room has ended. Rejects when the log cannot be read. */
  async upTo(seq: number): Promise<void> {
    const done = this.#takeInUpTo(seq)
    this.#catchingUp = done.catch(() => undefined)
    try {
      await done
    } finally {
      this.#catchingUp = undefined
      for (const from of [...this.#hints.keys()]) if (from <= this.#parts.room.head) this.#forget(from)
    }
  }

  async #takeInUpTo(seq: number): Promise<void> {
    const { room, takeIn } = this.#parts
    while (room.head < seq && !room.broken) {
      const rows = this.#hinted(seq) ?? (await this.#read(seq))
      if (room.broken) return
      takeIn(rows)
    }
  }

  /** Resolves when the room's head is at `seq`, or the room has ended. */
  async reached(seq: number): Promise<void> {
    const { room } = this.#parts
    if (room.head >= seq || room.broken) return
    await new Promise<void>((resolve) => this.#waiting.push({ seq, resolve }))
  }

  /** The room's head has moved. */
  grown(): void {
    if (this.#waiting.length === 0) return
    const { head } = this.#parts.room
    for (const { seq, resolve } of this.#waiting) if (seq <= head) resolve()
    this.#waiting = this.#waiting.filter(({ seq }) => seq > head)
  }

  close(): void {
    this.#callOffLook?.()
    this.#hints.clear()
    for (const { resolve } of this.#waiting.splice(0)) resolve()
  }

  #keep(fromSeq: number, updates: readonly Uint8Array[]): void {
    const bytes = sizeOf(updates)
    if (this.#hints.has(fromSeq) || this.#hints.size >= MOST_HINTS || this.#bytes + bytes > MOST_BYTES) return
    this.#hints.set(fromSeq, updates)
    this.#bytes += bytes
  }

  #forget(fromSeq: number): readonly Uint8Array[] | undefined {
    const updates = this.#hints.get(fromSeq)
    if (updates === undefined) return undefined
    this.#hints.delete(fromSeq)
    this.#bytes -= sizeOf(updates)
    return updates
  }

  /** What is known of the rows after the head without a read; not above `seq`. */
  #hinted(seq: number): readonly LogRow[] | undefined {
    const { head } = this.#parts.room
    const updates = this.#forget(head + 1)
    return updates?.slice(0, seq - head).map((update, nth) => ({ seq: head + 1 + nth, update }))
  }

  async #read(seq: number): Promise<readonly LogRow[]> {
    const { room, readLog } = this.#parts
    const maxRows = Math.min(ROWS_AT_ONCE, seq - room.head)
    const rows = await readLog(room.address, { after: room.head, maxRows })
    if (rows[0]?.seq === room.head + 1) return rows
    // Folded away by somebody else, or not there at all: what is there is read anew.
    room.end(4500)
    return []
  }
}

const sizeOf = (updates: readonly Uint8Array[]): number => updates.reduce((sum, { byteLength }) => sum + byteLength, 0)
