// Counts how many comments on each document are open, for lists: soon after the last commit to them on this relay; and, in a slow round
// through all documents, what a relay has left uncounted that is gone, and what came past all rooms. Made by relay.ts. Whoever comments
// waits for none of it.
import type { Address, DocumentId } from '../../contracts/ids.ts'
import type { Clock } from '../clock.ts'
import { messageOf, Unavailable } from '../errors.ts'
import type { Log } from '../log.ts'
import type { CommentCount, CommentStore, Head, LogStore } from '../store/store.ts'
import type { CommentsAnswers } from './comments-of.ts'
import { FoldDied, FoldLine, FoldTooSlow } from './fold-line.ts'
import type { StartFoldThread } from './fold-messages.ts'
import { readDocument } from './read-document.ts'

/** From the first commit that is not counted: with what it takes, a count is current within 2 s. */
const SOON_MS = 300
/** It rests for so many times what the last one took, and no longer than this: however large that was, the others are not its own. */
const REST_FACTOR = 3
const LONGEST_REST_MS = 1_000
/** Comments that take longer are cut off, and not tried again before they have changed. */
const LONGEST_MS = 15_000

/** Documents looked at in one step of the round. */
const ROUND_ROWS = 500
const ROUND_EVERY_MS = 5_000
/** The first round is for all that was left uncounted before the start. */
const FIRST_ROUND_EVERY_MS = 100
/** What was written later than that, another relay may be about to count. */
const LEFT_UNDONE_MS = 3_000
/** Documents that could not be counted, of which that is remembered. */
const MOST_FAILURES = 10_000

export interface CommentCounterParts {
  readonly store: Pick<LogStore, 'readHeads' | 'readSnapshot' | 'readLog'> & CommentStore
  readonly startFold: StartFoldThread
  readonly clock: Clock
  readonly log: Log
}

export class CommentCounter {
  readonly #parts: CommentCounterParts
  readonly #line: FoldLine
  /** Written to here; the first comes first. */
  readonly #waiting = new Set<DocumentId>()
  /** Found by the round; they give way to those. */
  #found: DocumentId[] = []
  /** Those that could not be counted, and of which head. */
  readonly #failed = new Map<DocumentId, string>()
  #callOff: (() => void) | undefined
  #running: Promise<void> | undefined
  #callOffRound: (() => void) | undefined
  #round: Promise<void> | undefined
  #beginsAnew = false
  /** Told of once. */
  #roundFails = false
  #closed = false

  constructor(parts: CommentCounterParts) {
    const { startFold: start, clock } = parts
    this.#parts = parts
    this.#line = new FoldLine({ start, clock, longestMs: LONGEST_MS })
    this.#planStep(undefined, true)
  }

  /** Called after each commit here: it costs next to nothing. */
  readonly edited = ({ document, part }: Address): void => {
    if (part !== 'comments' || this.#closed) return
    this.#waiting.add(document)
    this.#countIn(SOON_MS)
  }

  /** Many have come at once, past all rooms: the round begins anew, as after a start. */
  readonly manyCame = (): void => {
    this.#beginsAnew = true
    if (this.#round !== undefined || this.#closed) return
    this.#callOffRound?.()
    this.#planStep(undefined, true)
  }

  /** What is being counted is cut off: the next start finds it (R11). */
  async close(): Promise<void> {
    this.#closed = true
    this.#callOff?.()
    this.#callOffRound?.()
    this.#line.close()
    await Promise.all([this.#running, this.#round])
  }

  #countIn(ms: number): void {
    if (this.#closed || this.#running !== undefined || this.#callOff !== undefined) return
    this.#callOff = this.#parts.clock.after(ms, () => {
      this.#callOff = undefined
      const next = this.#next()
      if (next === undefined) return
      const started = this.#parts.clock.elapsed()
      this.#running = this.#try(next).finally(() => {
        this.#running = undefined
        const tookMs = this.#parts.clock.elapsed() - started
        if (this.#waiting.size > 0 || this.#found.length > 0)
          this.#countIn(Math.min(LONGEST_REST_MS, tookMs * REST_FACTOR))
      })
    })
  }

  #next(): DocumentId | undefined {
    const [edited] = this.#waiting
    if (edited === undefined) return this.#found.shift()
    this.#waiting.delete(edited)
    return edited
  }

  /** A fault in one document is its own (R7): it is told of, and the others go on. */
  async #try(document: DocumentId): Promise<void> {
    const { store, log } = this.#parts
    const address = { document, part: 'comments' } as const
    let head: Head | undefined
    try {
      const [found] = await store.readHeads([address])
      head = found
      if (head !== undefined) await store.keepOpenComments(document, await this.#count(address, head))
      this.#failed.delete(document)
    } catch (error) {
      if (this.#closed) return
      log.warn({ ...address, problem: messageOf(error) }, 'how many comments are open cannot be found out')
      // What passes is tried again by the round.
      if (
        head !== undefined &&
        (error instanceof Unreadable || error instanceof FoldTooSlow || error instanceof FoldDied)
      ) {
        if (this.#failed.size >= MOST_FAILURES) this.#failed.clear()
        this.#failed.set(document, versionOf(head))
      }
    }
  }

  async #count(address: Address, head: Head): Promise<CommentCount> {
    let seq = 0
    const answer = await this.#line.fold(async (add) => {
      seq = (await readDocument(this.#parts.store, { address, ...head }, add)).seq
      return { kind: 'comments', asked: { kind: 'count' } }
    })
    if (!answer.ok) throw new Unreadable(answer.message)
    const open = JSON.parse(new TextDecoder().decode(answer.values[0])) as CommentsAnswers['count']
    return { epoch: head.epoch, seq, open }
  }

  /** `after`: the last document of the step before; undefined at the beginning of a round. */
  #planStep(after: DocumentId | undefined, isFirst: boolean): void {
    const { clock } = this.#parts
    this.#callOffRound = clock.after(isFirst ? FIRST_ROUND_EVERY_MS : ROUND_EVERY_MS, () => {
      // Those found before are still being counted.
      if (this.#found.length > 0) return this.#planStep(after, isFirst)
      this.#beginsAnew = false
      this.#round = this.#step(after, isFirst).then((last) => {
        this.#round = undefined
        if (this.#closed) return
        if (this.#beginsAnew) this.#planStep(undefined, true)
        else this.#planStep(last, isFirst && last !== undefined)
      })
    })
  }

  /** Answers where the next step begins. */
  async #step(after: DocumentId | undefined, isFirst: boolean): Promise<DocumentId | undefined> {
    const { store, clock, log } = this.#parts
    try {
      const before = isFirst ? Number.MAX_SAFE_INTEGER : clock.now() - LEFT_UNDONE_MS
      const { documents, next } = await store.findUncounted(after, ROUND_ROWS, before)
      const heads = await store.readHeads(documents.map((document) => ({ document, part: 'comments' })))
      this.#roundFails = false
      this.#found = documents.filter((document, at) => {
        const head = heads[at]
        return head !== undefined && versionOf(head) !== this.#failed.get(document) && !this.#waiting.has(document)
      })
      if (this.#found.length > 0) this.#countIn(0)
      return next
    } catch (error) {
      if (!this.#roundFails)
        log.warn({ problem: messageOf(error) }, 'whose comments are not counted cannot be found out just now')
      this.#roundFails = true
      return after
    }
  }
}

/** It cannot be put together, or read: the same would fail again. */
class Unreadable extends Unavailable {}

const versionOf = ({ epoch, head }: Head): string => `${epoch} ${head}`
