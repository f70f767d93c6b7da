// How many rows one request has been answered, whatever it was thought to cost: what an answer takes of memory is bounded here. The resolvers
// count, execute.ts stops when it is too much.
import { Refused } from '../../errors.ts'

/** Documents, folders and people. A row that comes twice counts twice: it stands in the answer twice. */
const MOST_ROWS = 10_000

export class Rows {
  #counted = 0
  readonly #stop = new AbortController()

  /** Aborted when there were too many; its reason is the refusal. */
  get tooMany(): AbortSignal {
    return this.#stop.signal
  }

  /** Throws Refused once there are too many. */
  count(rows: number): void {
    this.#counted += rows
    if (this.#counted > MOST_ROWS && !this.#stop.signal.aborted)
      this.#stop.abort(
        new Refused('bad-request', `the answer would have more than ${MOST_ROWS} documents, folders and people`),
      )
    this.#stop.signal.throwIfAborted()
  }
}
