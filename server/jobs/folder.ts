// Folding, as the rest of the relay sees it: hands a document's snapshot and log to the fold worker, piece by piece, and
// waits for what comes of it. Used by joins (`diff`), by compaction (`snapshot`), by content.ts and by comments.ts. Rows that the worker cannot
// integrate are set aside in the store, and the document is opened anew without them (R5).
import type { Address } from '../../contracts/ids.ts'
import type { Clock } from '../clock.ts'
import { Unavailable } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Room } from '../room/room.ts'
import { keyOf } from '../room/rooms.ts'
import type { LogStore, NewSnapshot } from '../store/store.ts'
import type { CommentsAsked } from './comments-of.ts'
import type { ContentAsked } from './content-of.ts'
import { FoldLine, FoldTooSlow, LONGEST_FOLD_MS, type Wanted } from './fold-line.ts'
import type { FoldAnswer, StartFoldThread } from './fold-messages.ts'
import { type PutIn, readDocument } from './read-document.ts'

/** A document whose fold was cut off is not folded again for this long: others wait for the worker. */
const SHUN_MS = 600_000
/** So long a joiner waits for its diff, the folds before it included; then it hears everything. */
const DIFF_PATIENCE_MS = 10_000

/** And what came of it. */
export interface Folded extends PutIn {
  readonly update: Uint8Array
}

/** A diff under way, which others who ask before it is answered share (R4). */
interface Asking {
  readonly stateVectors: Uint8Array[]
  readonly diffs: Promise<readonly Folded[]>
  /** Who has not lost patience. */
  waiting: number
}

export interface FolderParts {
  readonly store: LogStore
  readonly start: StartFoldThread
  readonly clock: Clock
  readonly log: Log
  /** Rows of it were set aside: whoever has it open must read it anew. */
  readonly spoiled: (address: Address) => void
  /** A fold is cut off after this; undefined: as is good while people wait. */
  readonly longestMs?: number
}

export class Folder {
  readonly #parts: FolderParts
  readonly #line: FoldLine
  readonly #asking = new Map<Room, Asking>()
  /** Documents whose fold was cut off, and until when they are not folded. */
  readonly #shunned = new Map<string, number>()

  constructor(parts: FolderParts) {
    const { start, clock, longestMs = LONGEST_FOLD_MS } = parts
    this.#parts = parts
    this.#line = new FoldLine({ start, clock, longestMs })
  }

  /** Everything committed that somebody with this state vector lacks. Those who ask at once share one fold. */
  async diff(room: Room, stateVector: Uint8Array): Promise<Folded> {
    const asking = this.#asking.get(room) ?? this.#ask(room)
    const place = asking.stateVectors.push(stateVector) - 1
    asking.waiting++
    let stop = (): void => undefined
    const outOfPatience = new Promise<never>((_, reject) => {
      stop = this.#parts.clock.after(DIFF_PATIENCE_MS, () =>
        reject(new Unavailable(`no diff within ${DIFF_PATIENCE_MS / 1_000} s`)),
      )
    })
    try {
      return (await Promise.race([asking.diffs, outOfPatience]))[place]!
    } finally {
      stop()
      asking.waiting--
    }
  }

  /** The whole document as one verified update. */
  async snapshot(room: Room, { urgent = false } = {}): Promise<Folded & Pick<NewSnapshot, 'index'>> {
    const always = (): void => undefined
    const { values, put } = await this.#fold(room, always, () => ({ kind: 'snapshot' }), { urgent })
    return { update: values[0]!, index: values[1], ...put }
  }

  /** What content-of.ts makes of the document as it is when its turn has come, and up to which seq that was. */
  async content(
    room: Room,
    asked: ContentAsked,
  ): Promise<{ readonly values: readonly Uint8Array[]; readonly seq: number }> {
    const always = (): void => undefined
    const { values, put } = await this.#fold(room, always, () => ({ kind: 'content', asked }), {
      isPut: asked.kind === 'put',
    })
    return { values, seq: put.seq }
  }

  /** The same of a document that is one update and in no room. Its bytes are the worker's from then on. */
  async contentOfOne(update: Uint8Array, asked: ContentAsked): Promise<readonly Uint8Array[]> {
    const answer = await this.#line.fold(async (add) => {
      add([{ seq: 0, update }], [update.buffer as ArrayBuffer])
      return { kind: 'content', asked }
    })
    if (!answer.ok) throw new Unavailable(answer.message)
    return answer.values
  }

  /** The same of comments-of.ts. */
  async comments(room: Room, asked: CommentsAsked): Promise<readonly Uint8Array[]> {
    const always = (): void => undefined
    return (await this.#fold(room, always, () => ({ kind: 'comments', asked }))).values
  }

  /** What is under way is cut off: whoever waits for it is told. */
  close(): void {
    this.#line.close()
  }

  #ask(room: Room): Asking {
    const stateVectors: Uint8Array[] = []
    const stillWanted = (): void => {
      if (asking.waiting === 0) throw new Unavailable('nobody waits for the diff any more')
    }
    const diffs = this.#fold(room, stillWanted, () => {
      this.#asking.delete(room)
      return { kind: 'diff', stateVectors }
    })
      .then(({ values, put }) => values.map((update) => ({ update, ...put })))
      .finally(() => {
        if (this.#asking.get(room) === asking) this.#asking.delete(room)
      })
    const asking: Asking = { stateVectors, diffs, waiting: 0 }
    this.#asking.set(room, asking)
    return asking
  }

  /** `begin` may throw when its turn has come, `finish` says what is wanted when all rows are with the worker. */
  async #fold(
    room: Room,
    begin: () => void,
    finish: () => Wanted,
    { isPut = false, urgent = false } = {},
  ): Promise<{ readonly values: readonly Uint8Array[]; readonly put: PutIn }> {
    this.#refuseShunned(room.address)
    let put: PutIn | undefined
    const answer = await this.#line
      .fold(
        async (add) => {
          begin()
          put = await readDocument(this.#parts.store, room, add)
          return finish()
        },
        { urgent },
      )
      .catch((error: unknown) => {
        // Of a put it says nothing of the document: what was to be written may have been too much.
        if (error instanceof FoldTooSlow && !isPut) this.#shun(room.address)
        throw error
      })
    if (answer.bad.length > 0) await this.#setAside(room, answer)
    if (!answer.ok) throw new Unavailable(answer.message)
    return { values: answer.values, put: put! }
  }

  #refuseShunned(address: Address): void {
    const until = this.#shunned.get(keyOf(address))
    if (until === undefined) return
    if (until > this.#parts.clock.elapsed()) throw new Unavailable('its last fold took too long')
    this.#shunned.delete(keyOf(address))
  }

  #shun(address: Address): void {
    const { clock, log } = this.#parts
    log.error({ ...address, forMs: SHUN_MS }, 'a fold took too long; the document is not folded for a while')
    this.#shunned.set(keyOf(address), clock.elapsed() + SHUN_MS)
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
}
