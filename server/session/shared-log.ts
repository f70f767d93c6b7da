// The log of one room as the frames that whoever reads it is sent: read and encoded once, and the same bytes for all who ask
// between two commits (R4, R6). After a broken line, or a large paste, everybody asks for the same. One per room; made by
// reception.ts.
import { write } from '../../contracts/wire.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { isLarge } from '../room/pieces.ts'
import type { Room } from '../room/room.ts'
import type { LogRow, ReadLog } from '../store/store.ts'
import type { MakesFrames } from './shared-snapshot.ts'

/** Rows of the log as the frames that say them, of large ones in pieces: the same array for whoever asks meanwhile. */
export interface LogPage {
  /** Seq of the last. */
  readonly to: number
  readonly frames: readonly Uint8Array[]
  /** Something of it comes in pieces, and no faster than the client takes them. */
  readonly large: boolean
}

export interface SharedLogParts {
  readonly room: Pick<Room, 'address' | 'head'>
  readonly framer: MakesFrames
  readonly log: Log
  readonly read: (range: ReadLog) => Promise<readonly LogRow[]>
}

/** Rows read from the log at a time. */
const READ_ROWS = 500

export class SharedLog {
  readonly #parts: SharedLogParts
  /** The page that was asked for last, until the memory is needed. */
  #last:
    | { readonly after: number; readonly head: number; readonly page: WeakRef<Promise<LogPage | undefined>> }
    | undefined

  /** The large row that was asked for last. Commits do not change it, so that it outlives the page. */
  #divided: { readonly seq: number; readonly frames: Promise<readonly Uint8Array[]> } | undefined
  #used = false

  constructor(parts: SharedLogParts) {
    this.#parts = parts
  }

  /** A page of the log, from the first row after `after`. Undefined when there is none, or not that one (R5). */
  get(after: number): Promise<LogPage | undefined> {
    const { head } = this.#parts.room
    const last = this.#last
    const shared = last?.after === after && last.head === head ? last.page.deref() : undefined
    if (shared !== undefined) return shared
    const page = this.#read(after)
    const read = { after, head, page: new WeakRef(page) }
    this.#last = read
    page.catch(() => {
      // Whoever asked is told; the next one tries again.
      if (this.#last === read) this.#last = undefined
    })
    return page
  }

  /** Lets go of the large row when nobody has asked since the last sweep. Called every few seconds. */
  sweep(): void {
    if (!this.#used) this.#divided = undefined
    this.#used = false
  }

  async #read(after: number): Promise<LogPage | undefined> {
    const rows = await this.#parts.read({ after, maxRows: READ_ROWS })
    const last = rows.at(-1)
    if (last === undefined || rows[0]!.seq !== after + 1) return undefined
    const large = rows.some(({ update }) => isLarge(update))
    const frames: Uint8Array[] = []
    for (const row of rows)
      if (isLarge(row.update)) frames.push(...(await this.#pieces(row)))
      else frames.push(write.update(row.update))
    return { to: last.seq, frames, large }
  }

  #pieces(row: LogRow): Promise<readonly Uint8Array[]> {
    this.#used = true
    if (this.#divided?.seq !== row.seq) this.#divided = { seq: row.seq, frames: this.#divide(row) }
    return this.#divided.frames
  }

  async #divide({ seq, update }: LogRow): Promise<readonly Uint8Array[]> {
    try {
      // A copy: the framer keeps it, and all rows stand in one piece of memory.
      return await this.#parts.framer.framesOf(update.slice())
    } catch (error) {
      const { room, log } = this.#parts
      log.warn(
        { ...room.address, seq, problem: messageOf(error) },
        'a large update could not be divided; it is sent in one',
      )
      if (this.#divided?.seq === seq) this.#divided = undefined
      return [write.update(update)]
    }
  }
}
