// What one connection of a person has sent of its document, and what the relay said of it: R3, F4 and F5 are held against it
// while the world runs. Counts what left the line, since nobody else knows what `saved n` can speak of.
import type { Refusal } from '../../../contracts/wire.ts'
import type { Edit } from './words.ts'

interface SentFrame {
  readonly edits: readonly Edit[]
  readonly step2: boolean
  refused: boolean
  /** On one that was refused: it must be refused too. */
  hangs: boolean
  /** Something of the same client was lost before it, and the relay has not asked for that yet. */
  aboveGap: boolean
}

export interface AccountParts {
  readonly violated: (what: string) => void
  /** These are saved, says the relay. */
  readonly acknowledged: (edits: readonly Edit[]) => void
}

export class Account {
  readonly #parts: AccountParts
  readonly #frames: SentFrame[] = []
  #saved = 0
  /** As the relay sees it: `asked` once a new step1 has left, until a step2 follows. */
  #diverged: 'no' | 'refused' | 'asked' = 'no'
  /** How many frames had left when each step1 did. */
  readonly #asked: number[] = []
  /** The line has lost words that no step2 has made up for: `unnoticed` until the relay asks. */
  #lost: 'nothing' | 'unnoticed' | 'asked for' | 'an answer' = 'nothing'

  constructor(parts: AccountParts) {
    this.#parts = parts
  }

  get sent(): number {
    return this.#frames.length
  }

  get saved(): number {
    return this.#saved
  }

  /** A frame has left, with these edits in it. */
  passed(edits: readonly Edit[], step2: boolean): void {
    if (this.#compares(step2)) this.#diverged = 'no'
    if (step2 && this.#lost !== 'an answer') this.#lost = 'nothing'
    const aboveGap = this.#lost === 'unnoticed' && edits.some(isWord)
    this.#frames.push({ edits, step2, refused: false, hangs: this.#diverged !== 'no', aboveGap })
  }

  /** A frame has not left. Of one that answers a question the relay knows nothing: it goes on waiting, and asks no more. */
  lost(edits: readonly Edit[], step2: boolean): void {
    if (step2) this.#lost = 'an answer'
    else if (this.#lost === 'nothing' && edits.some(isWord)) this.#lost = 'unnoticed'
  }

  /** The relay has said what it has. */
  hearQuestion(): void {
    for (const frame of this.#frames.slice(this.#saved)) frame.aboveGap = false
    if (this.#lost === 'unnoticed') this.#lost = 'asked for'
  }

  /** A step1 has left. */
  asked(): void {
    this.#asked.push(this.sent)
    if (this.#diverged === 'refused') this.#diverged = 'asked'
  }

  hearSaved(count: number): void {
    const { violated, acknowledged } = this.#parts
    if (count > this.sent) violated(`F4: heard saved ${count} of ${this.sent} frames`)
    if (count < this.#saved) violated(`F4: heard saved ${count} after ${this.#saved}`)
    for (const [at, { edits, refused, hangs, aboveGap }] of this.#frames.slice(this.#saved, count).entries()) {
      if (hangs && !refused) violated(`F5: frame ${this.#saved + at + 1} hangs on a refused one, and was taken`)
      if (aboveGap && !refused)
        violated(`R3: frame ${this.#saved + at + 1} hangs on one that was lost, which the relay has not asked for`)
      if (!refused) acknowledged(edits)
    }
    this.#saved = count
  }

  hearRefused(nth: number, reason: Refusal): void {
    const frame = this.#frames[nth - 1]
    if (frame === undefined || nth <= this.#saved || frame.refused)
      return this.#parts.violated(`F5: frame ${nth} was refused, of ${this.sent} with ${this.#saved} saved`)
    frame.refused = true
    if (reason === 'diverged') {
      if (!frame.hangs) this.#parts.violated(`F5: frame ${nth} was refused as diverged, and hangs on nothing refused`)
      return
    }
    // What has left since is judged once more: the relay has refused this before it read that.
    this.#diverged = 'refused'
    for (const [at, later] of this.#frames.entries()) {
      if (at < nth) continue
      if (this.#asked.some((before) => before >= nth && before <= at)) this.#diverged = 'asked'
      if (this.#compares(later.step2)) {
        this.#diverged = 'no'
        return
      }
      later.hangs = true
    }
    if (this.#asked.some((before) => before >= nth)) this.#diverged = 'asked'
  }

  #compares(step2: boolean): boolean {
    return step2 && this.#diverged === 'asked'
  }
}

const isWord = (edit: Edit): boolean => edit.startsWith('+')
