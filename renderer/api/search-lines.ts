// The relay's search, line by line. Loaded by search-service.ts with the first search.
import { SEARCH_LINES, SEARCH_ROUTE, type SearchHit } from '../../contracts/search.ts'
import { RelayFailed, RelayUnreachable } from './relay-errors.ts'
// What the two have in common is one chunk then, and not a chunk beside each.
import './relay-client.ts'
import { askForLines } from './relay-lines.ts'

/** As many as anybody reads; a word more brings others. */
const MOST_HITS = 30

/** As SearchService has it. */
export async function searchRelay(
  relay: string,
  words: string,
  signal: AbortSignal,
  found: (hit: SearchHit) => void,
): Promise<{ readonly more: boolean }> {
  const query = { q: words, limit: String(MOST_HITS) }
  for await (const line of askForLines(relay, SEARCH_ROUTE, SEARCH_LINES, { query, signal })) {
    if (line.kind === 'hit') found(line)
    else if (line.kind === 'end') return { more: line.hits >= MOST_HITS }
    else throw new RelayFailed(`the relay could not go on: ${line.problem.title}`)
  }
  if (signal.aborted) return { more: false }
  throw new RelayUnreachable('the answer broke off before its end')
}
