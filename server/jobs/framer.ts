// Makes `update` frames of what a joiner is sent, in pieces when it is large, so that nobody waits for a whole document to
// hear something (F7, R4). In a thread of its own: whoever joins a large document does not wait for folds, nor the others
// for it. Used by session/shared-snapshot.ts and by joins.
import { write } from '../../contracts/wire.ts'
import type { Clock } from '../clock.ts'
import { Unavailable } from '../errors.ts'
import { isLarge, PIECE_BYTES } from '../room/pieces.ts'
import type { FoldAnswer, FoldThread, StartFoldThread } from './fold-messages.ts'

/** As in folder.ts: a thread that has read a large update keeps its heap. */
const REST_AFTER_MS = 5_000

interface Waiting {
  readonly resolve: (frames: readonly Uint8Array[]) => void
  readonly reject: (error: Error) => void
}

export class Framer {
  readonly #start: StartFoldThread
  readonly #clock: Pick<Clock, 'after'>
  #thread: FoldThread | undefined
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0
  #callOffRest: (() => void) | undefined

  constructor(start: StartFoldThread, clock: Pick<Clock, 'after'>) {
    this.#start = start
    this.#clock = clock
  }

  /** The update must be the framer's to keep: a large one is handed to the thread. Rejects when it cannot be divided. */
  async framesOf(update: Uint8Array): Promise<readonly Uint8Array[]> {
    if (!isLarge(update)) return [write.update(update)]
    const thread = this.#running()
    const fold = ++this.#asked
    this.#callOffRest?.()
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(fold, { resolve, reject })
        thread.post({ kind: 'frames', fold, update, pieceBytes: PIECE_BYTES }, [update.buffer as ArrayBuffer])
      })
    } finally {
      this.#waiting.delete(fold)
      if (this.#waiting.size === 0) this.#restSoon()
    }
  }

  close(): void {
    this.#callOffRest?.()
    this.#thread?.end()
  }

  #restSoon(): void {
    this.#callOffRest?.()
    this.#callOffRest = this.#clock.after(REST_AFTER_MS, () => {
      this.#thread?.end()
      // Whoever comes before it is gone gets another.
      this.#thread = undefined
    })
  }

  #running(): FoldThread {
    if (this.#thread !== undefined) return this.#thread
    const thread = this.#start(
      (answer) => this.#heard(answer),
      () => {
        if (this.#thread !== thread) return
        this.#thread = undefined
        for (const { reject } of this.#waiting.values()) reject(new Unavailable('the thread ended before it answered'))
      },
    )
    this.#thread = thread
    return thread
  }

  #heard(answer: FoldAnswer): void {
    const waiting = this.#waiting.get(answer.fold)
    if (answer.ok) waiting?.resolve(answer.values)
    else waiting?.reject(new Unavailable(answer.message))
  }
}
