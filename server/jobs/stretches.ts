// Gathers what one author did in one go. Takes edits, or stretches that were gathered before, the newest first, and comes to the same
// wherever the log was cut between. Used by history.ts.
import type { Stretch } from '../store/store.ts'

/** From one edit to the next of the same author: longer than it takes to think, or to answer the door; shorter than a meal. */
export const PAUSE_MS = 10 * 60 * 1_000
/** Behind one that goes on and on others wait to be told; then it is told in two pieces. */
export const MOST_WAITING = 1_000

type Growing = { -readonly [Field in keyof Stretch]: Stretch[Field] }

export class Stretches {
  /** Not yet told, the newest first. */
  readonly #waiting: Growing[] = []
  /** Of each author the earliest of these. */
  readonly #growing = new Map<string, Growing>()

  /** Answers those that are whole now, the newest first: nothing that comes later belongs to them. */
  add(earlier: Stretch): readonly Stretch[] {
    const known = this.#growing.get(earlier.author)
    if (known !== undefined && known.startedAt - earlier.endedAt < PAUSE_MS) grow(known, earlier)
    else {
      const begun = { ...earlier }
      this.#waiting.push(begun)
      this.#growing.set(begun.author, begun)
    }
    let whole = 0
    while (this.#isWhole(this.#waiting[whole], whole, earlier.endedAt)) whole++
    return whole === 0 ? NONE : this.#take(whole)
  }

  /** Nothing earlier comes. Answers the rest. */
  end(): readonly Stretch[] {
    return this.#take(this.#waiting.length)
  }

  /** `reached`: everything that is still to come was done by then. */
  #isWhole(stretch: Stretch | undefined, nth: number, reached: number): boolean {
    if (stretch === undefined) return false
    const mayGrow = this.#growing.get(stretch.author) === stretch && stretch.startedAt - reached < PAUSE_MS
    return !mayGrow || this.#waiting.length - nth > MOST_WAITING
  }

  #take(count: number): readonly Stretch[] {
    const taken = this.#waiting.splice(0, count)
    for (const stretch of taken) if (this.#growing.get(stretch.author) === stretch) this.#growing.delete(stretch.author)
    return taken
  }
}

const NONE: readonly Stretch[] = []

function grow(stretch: Growing, earlier: Stretch): void {
  stretch.fromSeq = Math.min(stretch.fromSeq, earlier.fromSeq)
  stretch.startedAt = Math.min(stretch.startedAt, earlier.startedAt)
  // Clocks of two relays may differ by a little.
  stretch.endedAt = Math.max(stretch.endedAt, earlier.endedAt)
  stretch.edits += earlier.edits
  stretch.added += earlier.added
  stretch.removed += earlier.removed
}
