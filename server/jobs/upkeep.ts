// Keeps current what is made of documents and kept beside them: soon after the last commit of this relay; and, in a slow round through
// all of them (round.ts), what a relay has left undone that is gone, or what came past all rooms. What is made is said by whoever uses
// it: projector.ts and comment-counter.ts. Whoever writes waits for none of it: documents are put together in a thread that gives way,
// one at a time, and for a part of the time only.
import type { Address, DocumentId, Epoch, Part } from '../../contracts/ids.ts'
import type { Clock } from '../clock.ts'
import { isDamage, messageOf, Unavailable } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Head, LogStore } from '../store/store.ts'
import { FoldDied, FoldLine, FoldTooSlow, type Wanted } from './fold-line.ts'
import type { StartFoldThread } from './fold-messages.ts'
import { readDocument, RowMissing } from './read-document.ts'
import { Round, type RoundParts } from './round.ts'

/** A document that takes longer is cut off, and not tried again before it has changed. */
const LONGEST_MS = 15_000
/** All rest for so many times what the last one took. */
const REST_FACTOR = 3
/** Documents that failed, of which that is remembered. */
const MOST_FAILURES = 10_000

export interface UpkeepParts<Store> {
  readonly store: Pick<LogStore, 'readHeads' | 'readSnapshot' | 'readLog'> & Store
  /** Starts the worker that makes it. */
  readonly start: StartFoldThread
  readonly clock: Clock
  readonly log: Log
}

/** What is made of each document. */
export interface Upkept extends Pick<RoundParts, 'find' | 'leftUndoneMs'> {
  readonly part: Part
  readonly wanted: Wanted
  /** Of a document that nobody has opened yet nothing is made. */
  readonly keep: (document: DocumentId, made: Made | undefined) => Promise<unknown>
  readonly pace: Pace
  /** For the log, when it cannot be made of a document, or the round cannot find any. */
  readonly trouble: { readonly making: string; readonly finding: string }
}

export interface Made {
  readonly epoch: Epoch
  /** Up to which row it is made of the document. */
  readonly seq: number
  /** What the worker has answered, as JSON. */
  readonly json: string
}

export interface Pace {
  /** From the last commit to a document. */
  readonly quietMs: number
  /** While commits go on, from the first that is not in it. */
  readonly oldestMs: number
  /** However long the last document took, the others do not rest longer for it. */
  readonly longestRestMs: number
  /** A document itself rests for so many times what it took, unless that was little; undefined: it has no rest of its own. */
  readonly ownRest?: { readonly factor: number; readonly unlessMs: number }
  /** As in FoldLineParts. */
  readonly workerRestsAfterMs?: number
}

interface Waiting {
  /** When it is to be made, by the clock. */
  due: number
  /** And when at the latest, however much is written meanwhile. */
  readonly latest: number
}

interface Failure {
  readonly problem: string
  /** How the document was, which would fail again as it was; undefined: what passes, the round tries again. */
  readonly lastingFor: string | undefined
}

export class Upkeep {
  readonly #parts: UpkeepParts<unknown>
  readonly #upkept: Upkept
  readonly #line: FoldLine
  /** Gives way to those that wait. */
  readonly #round: Round
  /** Written to here. */
  readonly #waiting = new Map<DocumentId, Waiting>()
  /** Dear ones, and until when they rest. */
  readonly #resting = new Map<DocumentId, number>()
  /** How it went wrong last, until they are made. */
  readonly #failures = new Map<DocumentId, Failure>()
  #making: DocumentId | undefined
  #made: Promise<void> | undefined
  /** All of them. */
  #restsUntil = 0
  #callOff: (() => void) | undefined
  #wakesAt = Infinity
  /** When the worker's last start was over: it says nothing of what a document takes. */
  #workerBegan = 0
  #closed = false

  constructor(parts: UpkeepParts<unknown>, upkept: Upkept) {
    const { clock, log } = parts
    const { pace, trouble, leftUndoneMs } = upkept
    this.#parts = parts
    this.#upkept = upkept
    const start: StartFoldThread = (...heard) => {
      const thread = parts.start(...heard)
      void thread.begun?.then(() => (this.#workerBegan = clock.elapsed()))
      return thread
    }
    this.#line = new FoldLine({ start, clock, longestMs: LONGEST_MS, restAfterMs: pace.workerRestsAfterMs })
    this.#round = new Round({
      clock,
      leftUndoneMs,
      find: async (...page) => {
        const { documents, next } = await upkept.find(...page)
        return { documents: await this.#promising(documents), next }
      },
      found: () => this.#wakeAt(clock.elapsed()),
      failed: (error) => log.warn({ problem: messageOf(error) }, trouble.finding),
    })
  }

  /** Called after each commit here: it costs next to nothing. */
  readonly edited = ({ document, part }: Address): void => {
    const { quietMs, oldestMs } = this.#upkept.pace
    if (part !== this.#upkept.part || this.#closed) return
    const now = this.#parts.clock.elapsed()
    const known = this.#waiting.get(document)
    if (known !== undefined) {
      known.due = Math.min(now + quietMs, known.latest)
      return
    }
    this.#waiting.set(document, { due: now + quietMs, latest: now + oldestMs })
    this.#round.leaveOut(document)
    this.#wakeAt(now + quietMs)
  }

  /** Many have come at once, past all rooms. */
  readonly manyCame = (): void => this.#round.beginAnew()

  /** What is being made is cut off: the next start finds it (R11). */
  async close(): Promise<void> {
    this.#closed = true
    this.#callOff?.()
    this.#line.close()
    await Promise.all([this.#made, this.#round.close()])
  }

  #wakeAt(time: number): void {
    const { clock } = this.#parts
    const at = Math.max(time, this.#restsUntil)
    if (this.#closed || this.#making !== undefined || this.#wakesAt <= at) return
    this.#callOff?.()
    this.#wakesAt = at
    this.#callOff = clock.after(Math.max(0, at - clock.elapsed()), () => {
      this.#wakesAt = Infinity
      const document = this.#takeDue() ?? this.#round.take()
      if (document === undefined) return this.#wakeForNext()
      this.#making = document
      this.#made = this.#make(document).then(() => {
        this.#making = undefined
        this.#wakeForNext()
      })
    })
  }

  #wakeForNext(): void {
    if (this.#round.hasFound) return this.#wakeAt(this.#parts.clock.elapsed())
    let next = Infinity
    for (const [document, waiting] of this.#waiting) next = Math.min(next, this.#dueAt(document, waiting))
    if (next !== Infinity) this.#wakeAt(next)
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

  async #make(document: DocumentId): Promise<void> {
    const { clock } = this.#parts
    const { longestRestMs, ownRest } = this.#upkept.pace
    const started = clock.elapsed()
    await this.#try(document)
    const now = clock.elapsed()
    const ms = now - Math.max(started, this.#workerBegan)
    this.#restsUntil = now + Math.min(ms * REST_FACTOR, longestRestMs)
    for (const [rested, until] of this.#resting) if (until < now) this.#resting.delete(rested)
    if (ownRest !== undefined && ms > ownRest.unlessMs) this.#resting.set(document, now + ms * ownRest.factor)
  }

  /** A fault in one document is its own (R7): it is told of, and the others go on. */
  async #try(document: DocumentId): Promise<void> {
    const { store, log } = this.#parts
    const { part, keep, trouble } = this.#upkept
    const address = { document, part }
    let head: Head | undefined
    try {
      const [found] = await store.readHeads([address])
      head = found
      await keep(document, head && (await this.#madeOf(address, head)))
      this.#failures.delete(document)
    } catch (error) {
      if (this.#closed) return
      const problem = messageOf(error)
      // Told once: while a disk is full the same fails every few seconds.
      if (this.#failures.get(document)?.problem !== problem) log.warn({ ...address, problem }, trouble.making)
      const lastingFor = head !== undefined && isLasting(error) ? stateOf(head) : undefined
      this.#noteFailure(document, { problem, lastingFor })
    }
  }

  async #madeOf(address: Address, head: Head): Promise<Made> {
    let seq = 0
    const answer = await this.#line.fold(async (add) => {
      seq = (await readDocument(this.#parts.store, { address, ...head }, add)).seq
      return this.#upkept.wanted
    })
    if (!answer.ok) throw new Unreadable(answer.message)
    return { epoch: head.epoch, seq, json: new TextDecoder().decode(answer.values[0]) }
  }

  #noteFailure(document: DocumentId, failure: Failure): void {
    if (this.#failures.size >= MOST_FAILURES) this.#failures.clear()
    this.#failures.set(document, failure)
  }

  /** Those that are not made anyway, and did not fail as they are. */
  async #promising(documents: readonly DocumentId[]): Promise<DocumentId[]> {
    const failed = documents.filter((document) => this.#failures.get(document)?.lastingFor !== undefined)
    const heads = await this.#parts.store.readHeads(failed.map((document) => ({ document, part: this.#upkept.part })))
    const same = new Set(
      failed.filter((document, at) => {
        const head = heads[at]
        return head !== undefined && stateOf(head) === this.#failures.get(document)?.lastingFor
      }),
    )
    return documents.filter(
      (document) => !same.has(document) && !this.#waiting.has(document) && document !== this.#making,
    )
  }
}

/** It cannot be put together, or read. */
class Unreadable extends Unavailable {}

/** The same would fail again. */
const isLasting = (error: unknown): boolean =>
  [Unreadable, FoldTooSlow, FoldDied, RowMissing].some((kind) => error instanceof kind) || isDamage(error)

/** With its snapshot, for what is put together anew may be read. */
const stateOf = ({ epoch, head, snapshotSeq }: Head): string => `${epoch} ${head} ${snapshotSeq}`
