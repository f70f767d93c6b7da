// Keeps what documents say (their projections) current for whoever searches: soon after the last edit that this relay has committed;
// and, in a slow round through all of them, what a relay has left undone that is gone. Made by relay.ts. Whoever types waits for
// none of it: documents are put together in a thread of low priority, one at a time, and for at most a quarter of the time.
import type { Address, DocumentId, Epoch } from '../../contracts/ids.ts'
import type { Clock } from '../clock.ts'
import { messageOf, Unavailable } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Head, LogStore, NewProjection, SearchStore } from '../store/store.ts'
import { FoldDied, FoldLine, FoldTooSlow } from './fold-line.ts'
import type { StartFoldThread } from './fold-messages.ts'
import type { Projected } from './projected.ts'
import { readDocument } from './read-document.ts'

/** From the last edit: with what it takes to make it, a projection is current within 2 s. */
const QUIET_MS = 500
/** While somebody goes on typing, from the first edit that is not in it. */
const OLDEST_MS = 10_000
/** All rest for so many times what the last projection took, and a document for so many times what its own did. */
const REST_FACTOR = 3
const OWN_REST_FACTOR = 10
/** However large that one was, the others are not its own. */
const LONGEST_REST_MS = 250
/** A document whose projection is made faster needs no rest of its own. */
const CHEAP_MS = 50
/** One that takes longer is cut off, and not tried again before it has changed. */
const LONGEST_MS = 15_000
/** A start is none of the document's making; one whose worker has to be started each time is. */
const WORKER_STARTS_MS = 1_000
const WORKER_RESTS_AFTER_MS = 60_000

/** Documents looked at in one step of the round. */
const ROUND_ROWS = 500
const ROUND_EVERY_MS = 5_000
/** The first round is for all that was left undone before the start. */
const FIRST_ROUND_EVERY_MS = 100
/** What was edited later than that, another relay may be about to project. */
const LEFT_UNDONE_MS = 8_000
/** Documents that could not be projected, of which that is remembered. */
const MOST_FAILURES = 10_000

const NOTHING: NewProjection = { epoch: '', seq: 0, text: '', folded: '', grams: [], words: 0, outline: [] }

export interface ProjectorParts {
  readonly store: Pick<LogStore, 'readHeads' | 'readSnapshot' | 'readLog'> & SearchStore
  /** Starts projection-worker.ts. */
  readonly start: StartFoldThread
  readonly clock: Clock
  readonly log: Log
}

interface Waiting {
  /** When it is to be made, by the clock. */
  due: number
  /** And when at the latest, however much is typed meanwhile. */
  readonly latest: number
}

export class Projector {
  readonly #parts: ProjectorParts
  readonly #line: FoldLine
  /** Edited here. */
  readonly #waiting = new Map<DocumentId, Waiting>()
  /** Found by the round; they give way to those. */
  #found: DocumentId[] = []
  /** Dear ones, and until when they rest. */
  readonly #resting = new Map<DocumentId, number>()
  /** Documents that could not be projected, and of which head. */
  readonly #failed = new Map<DocumentId, string>()
  #running: Promise<void> | undefined
  #callOff: (() => void) | undefined
  #wakesAt = Infinity
  #callOffRound: (() => void) | undefined
  #round: Promise<void> | undefined
  #isStepping = false
  #beginsAnew = false
  /** Told of once. */
  #roundFails = false
  #closed = false
  /** The worker was started for the last projection, which says nothing of what that takes. */
  #startedWorker = false

  constructor(parts: ProjectorParts) {
    const { clock } = parts
    this.#parts = parts
    const start: StartFoldThread = (...heard) => {
      this.#startedWorker = true
      return parts.start(...heard)
    }
    this.#line = new FoldLine({ start, clock, longestMs: LONGEST_MS, restAfterMs: WORKER_RESTS_AFTER_MS })
    this.#planStep(undefined, true)
  }

  /** Called after each commit here: it costs next to nothing. */
  readonly edited = ({ document, part }: Address): void => {
    if (part !== 'text' || this.#closed) return
    const now = this.#parts.clock.elapsed()
    const known = this.#waiting.get(document)
    if (known !== undefined) {
      known.due = Math.min(now + QUIET_MS, known.latest)
      return
    }
    this.#waiting.set(document, { due: now + QUIET_MS, latest: now + OLDEST_MS })
    this.#wakeAt(now + QUIET_MS)
  }

  /** Many have come at once, past all rooms: the round begins anew, as after a start. */
  readonly manyCame = (): void => {
    this.#beginsAnew = true
    if (this.#isStepping || this.#closed) return
    this.#callOffRound?.()
    this.#planStep(undefined, true)
  }

  /** What is being made is cut off: the next start finds it (R11). */
  async close(): Promise<void> {
    this.#closed = true
    this.#callOff?.()
    this.#callOffRound?.()
    this.#line.close()
    await Promise.all([this.#running, this.#round])
  }

  #wakeAt(time: number): void {
    if (this.#closed || this.#running !== undefined || this.#wakesAt <= time) return
    this.#callOff?.()
    this.#wakesAt = time
    this.#callOff = this.#parts.clock.after(Math.max(0, time - this.#parts.clock.elapsed()), () => {
      this.#wakesAt = Infinity
      this.#callOff = undefined
      this.#running = this.#run().finally(() => {
        this.#running = undefined
        if (this.#found.length > 0) return this.#wakeAt(this.#parts.clock.elapsed())
        let next = Infinity
        for (const [document, waiting] of this.#waiting) next = Math.min(next, this.#dueAt(document, waiting))
        if (next !== Infinity) this.#wakeAt(next)
      })
    })
  }

  async #run(): Promise<void> {
    const { clock } = this.#parts
    while (!this.#closed) {
      const document = this.#takeDue() ?? this.#found.shift()
      if (document === undefined) return
      const started = clock.elapsed()
      this.#startedWorker = false
      await this.#try(document)
      const ms = clock.elapsed() - started
      if (this.#closed || (this.#startedWorker && ms < WORKER_STARTS_MS)) continue
      if (ms > CHEAP_MS) this.#resting.set(document, clock.elapsed() + ms * OWN_REST_FACTOR)
      await new Promise<void>((resolve) => clock.after(Math.min(ms * REST_FACTOR, LONGEST_REST_MS), resolve))
    }
  }

  /** The one that has been due for longest. */
  #takeDue(): DocumentId | undefined {
    const now = this.#parts.clock.elapsed()
    let first: { readonly document: DocumentId; readonly due: number } | undefined
    for (const [document, waiting] of this.#waiting) {
      const due = this.#dueAt(document, waiting)
      if (due <= now && due < (first?.due ?? Infinity)) first = { document, due }
    }
    if (first !== undefined) this.#waiting.delete(first.document)
    return first?.document
  }

  #dueAt(document: DocumentId, { due }: Waiting): number {
    return Math.max(due, this.#resting.get(document) ?? 0)
  }

  /** A fault in one document is its own (R7): it is told of, and the others go on. */
  async #try(document: DocumentId): Promise<void> {
    const { store, log } = this.#parts
    const address = { document, part: 'text' } as const
    let head: Head | undefined
    try {
      const [found] = await store.readHeads([address])
      head = found
      await store.keepProjection(document, head === undefined ? NOTHING : await this.#projection(address, head))
      this.#failed.delete(document)
    } catch (error) {
      if (this.#closed) return
      log.warn(
        { ...address, problem: messageOf(error) },
        'what the document says cannot be found out; searches do not know it',
      )
      // What passes is tried again by the round.
      if (
        head !== undefined &&
        (error instanceof Unreadable || error instanceof FoldTooSlow || error instanceof FoldDied)
      )
        this.#noteFailure(document, head)
    }
  }

  async #projection(address: Address, head: Head): Promise<NewProjection> {
    let seq = 0
    const answer = await this.#line.fold(async (add) => {
      const put = await readDocument(this.#parts.store, { address, ...head }, add)
      seq = put.seq
      return { kind: 'projection' }
    })
    if (!answer.ok) throw new Unreadable(answer.message)
    const projected = JSON.parse(new TextDecoder().decode(answer.values[0])) as Projected
    return { epoch: head.epoch, seq, ...projected }
  }

  #noteFailure(document: DocumentId, head: Head): void {
    if (this.#failed.size >= MOST_FAILURES) this.#failed.clear()
    this.#failed.set(document, versionOf(head))
  }

  /** `after`: the last document of the step before; undefined at the beginning of a round. */
  #planStep(after: DocumentId | undefined, isFirst: boolean): void {
    const { clock } = this.#parts
    this.#callOffRound = clock.after(isFirst ? FIRST_ROUND_EVERY_MS : ROUND_EVERY_MS, () => {
      this.#isStepping = true
      this.#beginsAnew = false
      this.#round = this.#step(after, isFirst).then((last) => {
        this.#isStepping = false
        if (this.#closed) return
        if (this.#beginsAnew) this.#planStep(undefined, true)
        else this.#planStep(last, isFirst && last !== undefined)
      })
    })
  }

  /** Answers where the next step begins. */
  async #step(after: DocumentId | undefined, isFirst: boolean): Promise<DocumentId | undefined> {
    const { store, clock, log } = this.#parts
    for (const [document, until] of this.#resting) if (until < clock.elapsed()) this.#resting.delete(document)
    // Those found before are still being made.
    if (this.#found.length > 0) return after
    try {
      const before = isFirst ? Number.MAX_SAFE_INTEGER : clock.now() - LEFT_UNDONE_MS
      const { documents, next } = await store.findUnprojected(after, ROUND_ROWS, before)
      this.#roundFails = false
      this.#found = await this.#promising(documents)
      if (this.#found.length > 0) this.#wakeAt(clock.elapsed())
      return next
    } catch (error) {
      if (!this.#roundFails)
        log.warn({ problem: messageOf(error) }, 'which documents searches do not know cannot be found out just now')
      this.#roundFails = true
      return after
    }
  }

  /** Those that are not about to be made anyway, and did not fail as they are. */
  async #promising(documents: readonly DocumentId[]): Promise<DocumentId[]> {
    const rest = documents.filter((document) => !this.#waiting.has(document))
    const failed = rest.filter((document) => this.#failed.has(document))
    const heads = await this.#parts.store.readHeads(failed.map((document) => ({ document, part: 'text' })))
    const same = failed.filter((document, at) => {
      const head = heads[at]
      return head !== undefined && versionOf(head) === this.#failed.get(document)
    })
    return rest.filter((document) => !same.includes(document))
  }
}

/** It cannot be put together, or read: the same would fail again. */
class Unreadable extends Unavailable {}

const versionOf = ({ epoch, head }: { readonly epoch: Epoch; readonly head: number }): string => `${epoch} ${head}`
