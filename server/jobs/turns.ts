// Who waits for a fold worker by HTTP: not too many together, and those who write in one document one after the other. Used by
// content.ts and comments.ts.
import type { DocumentId } from '../../contracts/ids.ts'
import { Unavailable } from '../errors.ts'

/** Readers and writers together; each takes some 50 ms of the worker. */
const MOST_WAITING = 100

export class Turns {
  readonly #what: string
  /** The last writer of each document, behind whom the next waits. */
  readonly #writing = new Map<DocumentId, Promise<unknown>>()
  #waiting = 0

  /** `what`: they wait for, as they are told. */
  constructor(what: string) {
    this.#what = what
  }

  /** Rejects with Unavailable where too many wait, else with what `work` rejects with. */
  async counted<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#waiting >= MOST_WAITING) throw new Unavailable(`too many wait for ${this.#what}; ask again in a moment`)
    this.#waiting++
    try {
      return await work()
    } finally {
      this.#waiting--
    }
  }

  /** The same, behind whoever writes in the document. */
  async take<Result>(document: DocumentId, work: () => Promise<Result>): Promise<Result> {
    return await this.counted(async () => {
      const turn = (this.#writing.get(document) ?? Promise.resolve()).then(work)
      const settled = turn.catch(() => undefined)
      this.#writing.set(document, settled)
      try {
        return await turn
      } finally {
        if (this.#writing.get(document) === settled) this.#writing.delete(document)
      }
    })
  }
}
