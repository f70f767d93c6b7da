// The search of titles and texts as the screens know it. That the relay answers line by line nobody else has to know.
import { MAX_SEARCH_CHARACTERS } from '../../contracts/limits.ts'
import { SEARCH_ROUTE, type SearchHit, SearchLineSchema } from '../../contracts/search.ts'
import { RelayFailed, RelayUnreachable } from './relay-errors.ts'
import { askForLines } from './relay-request.ts'

/** As many as anybody reads; a word more brings others. */
const MOST_HITS = 30

export class SearchService {
  readonly #relay: string

  constructor(relay: string) {
    this.#relay = relay
  }

  /**
   * Tells of each hit as it comes, in order of rank; answers whether there may be more. Throws RelayUnreachable when nobody answers or
   * the answer breaks off, RelayRefused when the relay will not search. Comes to an end without a word when `signal` aborts.
   */
  async search(
    words: string,
    signal: AbortSignal,
    found: (hit: SearchHit) => void,
  ): Promise<{ readonly more: boolean }> {
    const query = { q: words.slice(0, MAX_SEARCH_CHARACTERS), limit: String(MOST_HITS) }
    for await (const line of askForLines(this.#relay, SEARCH_ROUTE, SearchLineSchema, { query, signal })) {
      if (line.kind === 'hit') found(line)
      else if (line.kind === 'end') return { more: line.more }
      else throw new RelayFailed(`the relay could not go on: ${line.problem.title}`)
    }
    if (signal.aborted) return { more: false }
    throw new RelayUnreachable('the answer broke off before its end')
  }
}
