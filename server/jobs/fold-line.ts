// The line before the fold worker: one fold after the other, so that one which takes too long is known, and is cut off
// together with the worker; the next has a new one. Used by folder.ts, by the check of stored documents and by their reset.
import type { Clock } from '../clock.ts'
import { Unavailable } from '../errors.ts'
import type { CommentsAsked } from './comments-of.ts'
import type { ContentAsked } from './content-of.ts'
import type { FoldAnswer, FoldRequest, FoldThread, StartFoldThread } from './fold-messages.ts'
import type { FoldRow } from './fold.ts'

/** While people wait: ten times what the largest real document has taken, on two busy cores. */
export const LONGEST_FOLD_MS = 30_000
/** While nobody waits but whoever has called a command: one that a running relay cuts off is done all the same. */
export const LONGEST_FOLD_OF_A_COMMAND_MS = 600_000
/**
 * A fold may stand so many times as long as it may work: on a machine that is busy with other things, one that gives way gets
 * little of a processor, and that says nothing of the document.
 */
const STANDS_AT_MOST = 10
/** An idle worker is ended after this; the next one starts within some 50 ms. */
const REST_AFTER_MS = 5_000

export interface FoldLineParts {
  readonly start: StartFoldThread
  readonly clock: Clock
  /** So long the worker may work for one, from its first row to its answer. */
  readonly longestMs: number
  /** An idle worker is ended after this; undefined: as is good for one that starts fast. */
  readonly restAfterMs?: number | undefined
}

/** Rows for the worker; bytes whose buffers are in `transfer` are gone afterwards. */
export type AddRows = (rows: readonly FoldRow[], transfer?: readonly ArrayBuffer[]) => void

/** What is to be made of the rows. */
export type Wanted =
  | { readonly kind: 'snapshot' | 'copy' | 'projection' }
  | { readonly kind: 'diff'; readonly stateVectors: readonly Uint8Array[] }
  | { readonly kind: 'content'; readonly asked: ContentAsked }
  | { readonly kind: 'comments'; readonly asked: CommentsAsked }

/** Some updates take Yjs a time that grows with the square of their number. Whoever made them may send more. */
export class FoldTooSlow extends Unavailable {}
/** Its memory, perhaps: the next worker would come to the same end. */
export class FoldDied extends Unavailable {}

export interface FoldOptions {
  /** Nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined
  /** It does not give way to whoever types: who joins would wait for what was not folded. */
  readonly urgent?: boolean
}

interface Running {
  readonly fold: number
  readonly thread: FoldThread
  readonly resolve: (answer: FoldAnswer) => void
  readonly reject: (error: Error) => void
}

export class FoldLine {
  readonly #parts: FoldLineParts
  #last: Promise<unknown> = Promise.resolve()
  #running: Running | undefined
  #thread: FoldThread | undefined
  #threadIsUrgent = false
  #folds = 0
  #waiting = 0
  #rest: (() => void) | undefined
  #closed = false

  constructor(parts: FoldLineParts) {
    this.#parts = parts
  }

  /**
   * Calls `feed` when it is its turn. Rejects with what `feed` throws, and with Unavailable when there is no answer, also once `signal`
   * has called it off.
   */
  async fold(feed: (add: AddRows) => Promise<Wanted>, options: FoldOptions = {}): Promise<FoldAnswer> {
    this.#waiting++
    this.#rest?.()
    const turn = this.#last.then(async () => await this.#fold(feed, options))
    this.#last = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      this.#waiting--
      if (this.#waiting === 0) this.#restSoon()
    }
  }

  /** What runs is cut off, and nothing runs any more. */
  close(): void {
    this.#closed = true
    this.#rest?.()
    this.#cutOff(new Unavailable('the fold was cut off: no more are made'))
    this.#endThread()
  }

  async #fold(feed: (add: AddRows) => Promise<Wanted>, { signal, urgent = false }: FoldOptions): Promise<FoldAnswer> {
    if (this.#closed) throw new Unavailable('no more folds are made')
    if (signal?.aborted === true) throw new Unavailable('the fold was called off')
    const fold = ++this.#folds
    const thread = this.#started(urgent)
    const unwatch = this.#watch(thread)
    const callOff = (): void => this.#cutOff(new Unavailable('the fold was called off'))
    signal?.addEventListener('abort', callOff)
    try {
      return await new Promise<FoldAnswer>((resolve, reject) => {
        const running = (this.#running = { fold, thread, resolve, reject })
        const post = (request: FoldRequest, transfer?: readonly ArrayBuffer[]): void => {
          if (this.#running !== running) throw new Unavailable('the fold was cut off')
          thread.post(request, transfer)
        }
        feed((rows, transfer) => post({ kind: 'add', fold, rows }, transfer))
          .then((wanted) => post({ ...wanted, fold }))
          .catch((error: unknown) => {
            if (this.#running === running) thread.post({ kind: 'drop', fold })
            reject(error)
          })
      })
    } finally {
      unwatch()
      signal?.removeEventListener('abort', callOff)
      this.#running = undefined
    }
  }

  /** Cuts off what `thread` is about to do when it takes too long. Returns what calls that off. */
  #watch(thread: FoldThread): () => void {
    const { clock, longestMs } = this.#parts
    const latest = clock.elapsed() + longestMs * STANDS_AT_MOST
    const before = thread.cpuMs?.()
    let unwatched = false
    let callOff: () => void
    const lookIn = (ms: number): void => {
      callOff = clock.after(ms, () => void look())
    }
    const look = async (): Promise<void> => {
      const worked = before === undefined ? longestMs : (await thread.cpuMs!()) - (await before)
      if (unwatched) return
      const left = Math.min(longestMs - worked, latest - clock.elapsed())
      if (left > 0) lookIn(Math.max(left, longestMs / 100))
      else this.#cutOff(new FoldTooSlow(`a fold that takes more than ${longestMs / 1_000} s is cut off`))
    }
    lookIn(longestMs)
    return () => {
      unwatched = true
      callOff()
    }
  }

  #cutOff(error: Error): void {
    const running = this.#running
    if (running === undefined) return
    this.#running = undefined
    this.#endThread()
    running.reject(error)
  }

  /** A worker that has folded a large document keeps its heap; ending it gives the memory back (R12). */
  #restSoon(): void {
    this.#rest?.()
    const { clock, restAfterMs = REST_AFTER_MS } = this.#parts
    this.#rest = clock.after(restAfterMs, () => this.#endThread())
  }

  /** Whoever comes before it is gone gets another. */
  #endThread(): void {
    this.#thread?.end()
    this.#thread = undefined
  }

  #started(urgent: boolean): FoldThread {
    if (this.#thread !== undefined && (this.#threadIsUrgent || !urgent)) return this.#thread
    // One that gives way cannot be told not to any more.
    this.#endThread()
    this.#threadIsUrgent = urgent
    const thread = this.#parts.start(
      (answer) => {
        if (this.#running?.fold === answer.fold) this.#running.resolve(answer)
      },
      () => {
        if (this.#thread === thread) this.#thread = undefined
        if (this.#running?.thread === thread)
          this.#running.reject(new FoldDied('the fold worker ended before it answered'))
      },
      urgent,
    )
    this.#thread = thread
    return thread
  }
}
