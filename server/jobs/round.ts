// The slow round through all documents, for what was left undone: by a relay that is gone, or of what came past all rooms. It finds
// them, a step of documents at a time, and keeps them until they are taken. Used by upkeep.ts.
import type { DocumentId } from '../../contracts/ids.ts'
import type { Clock } from '../clock.ts'
import type { Unprojected } from '../store/store.ts'

/** Documents looked at in one step. */
const STEP_ROWS = 500
const STEP_EVERY_MS = 5_000
/** The first round is for all that was left undone before the start. */
const FIRST_ROUND_STEP_EVERY_MS = 100

interface Step {
  /** The last document of the step before; undefined at the beginning of a round. */
  readonly after: DocumentId | undefined
  readonly isOfFirstRound: boolean
  readonly inMs: number
}

const FIRST_STEP: Step = { after: undefined, isOfFirstRound: true, inMs: FIRST_ROUND_STEP_EVERY_MS }

export interface RoundParts {
  readonly clock: Clock
  /** What was written later than that, another relay may be about to do. */
  readonly leftUndoneMs: number
  /** Of the next `maxRows` documents, those that were left undone, unless they were written to after `editedBefore`. */
  readonly find: (after: DocumentId | undefined, maxRows: number, editedBefore: number) => Promise<Unprojected>
  /** There are some to be taken. */
  readonly found: () => void
  /** Told once, until a step has been taken again. */
  readonly failed: (error: unknown) => void
}

export class Round {
  readonly #parts: RoundParts
  readonly #found = new Set<DocumentId>()
  #callOff: (() => void) | undefined
  #looking: Promise<void> | undefined
  #beginsAnew = false
  #fails = false
  #closed = false

  constructor(parts: RoundParts) {
    this.#parts = parts
    this.#plan(FIRST_STEP)
  }

  get hasFound(): boolean {
    return this.#found.size > 0
  }

  /** One that was found. */
  take(): DocumentId | undefined {
    const [document] = this.#found
    if (document !== undefined) this.#found.delete(document)
    return document
  }

  /** It is done anyway. */
  leaveOut(document: DocumentId): void {
    this.#found.delete(document)
  }

  /** As after a start. */
  beginAnew(): void {
    if (this.#closed) return
    if (this.#looking !== undefined) {
      this.#beginsAnew = true
      return
    }
    this.#callOff?.()
    this.#plan(FIRST_STEP)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#callOff?.()
    await this.#looking
  }

  #plan(step: Step): void {
    this.#callOff = this.#parts.clock.after(step.inMs, () => {
      // Those found before are still being done.
      if (this.hasFound) return this.#plan(step)
      this.#looking = this.#look(step).then((next) => {
        this.#looking = undefined
        if (this.#closed) return
        this.#plan(this.#beginsAnew ? FIRST_STEP : next)
        this.#beginsAnew = false
      })
    })
  }

  /** Answers which step is the next. */
  async #look(step: Step): Promise<Step> {
    const { find, clock, leftUndoneMs, found, failed } = this.#parts
    try {
      const before = step.isOfFirstRound ? Number.MAX_SAFE_INTEGER : clock.now() - leftUndoneMs
      const { documents, next } = await find(step.after, STEP_ROWS, before)
      this.#fails = false
      for (const document of documents) this.#found.add(document)
      if (this.hasFound) found()
      const goesOn = step.isOfFirstRound && next !== undefined
      return {
        after: next,
        isOfFirstRound: goesOn,
        inMs: goesOn ? FIRST_ROUND_STEP_EVERY_MS : STEP_EVERY_MS,
      }
    } catch (error) {
      if (!this.#fails) failed(error)
      this.#fails = true
      return { ...step, inMs: STEP_EVERY_MS }
    }
  }
}
