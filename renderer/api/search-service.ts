// The search of titles and texts as the screens know it. That the relay answers line by line nobody else has to know.
import { MAX_SEARCH_CHARACTERS } from '../../contracts/limits.ts'
import type { SearchHit } from '../../contracts/search.ts'
import { RelayUnreachable } from './relay-errors.ts'
import type { searchRelay } from './search-lines.ts'

/** Not to be had is the same as a relay that does not answer: it is the relay that serves it. */
async function loadSearch(): Promise<typeof searchRelay> {
  try {
    return (await import('./search-lines.ts')).searchRelay
  } catch (cause) {
    throw new RelayUnreachable('a part of the app did not arrive', { cause })
  }
}

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
    const search = await loadSearch()
    return await search(this.#relay, words.slice(0, MAX_SEARCH_CHARACTERS), signal, found)
  }
}
