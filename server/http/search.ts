// Full text search (contracts/search.ts): pages of the store's as one stream of lines, with what may be shown of each.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { NDJSON_TYPE } from '../../contracts/ndjson.ts'
import {
  SEARCH_ROUTE,
  type SearchHit,
  type SearchLine,
  SEARCH_LINES,
  type SearchQuerySchema,
} from '../../contracts/search.ts'
import { type Access, authorize, denied, type Principal } from '../access/access.ts'
import type { Log } from '../log.ts'
import type { FoundDocument, SearchPlace, SearchStore } from '../store/store.ts'
import { sendLines } from './ndjson.ts'
import { route } from './route.ts'
import { markedPlaces, searchWords, snippetOf } from './search-words.ts'

export interface SearchParts {
  readonly store: SearchStore
  readonly access: Access
  readonly log: Log
}

const LINE = z.discriminatedUnion('kind', [SEARCH_LINES.hit, SEARCH_LINES.end, SEARCH_LINES.failed])
/** What is asked of the store at once: whoever waits sees the first rows sooner. */
const FIRST_PAGE = 10
const PAGE = 50

export function serveSearch(app: FastifyInstance, parts: SearchParts): void {
  const { config, schema } = route(SEARCH_ROUTE)
  const lines = {
    description: 'One line of JSON for each, and a last one',
    content: { [NDJSON_TYPE]: { schema: LINE } },
  }
  app.route({
    method: SEARCH_ROUTE.method,
    url: SEARCH_ROUTE.path,
    config,
    schema: { ...schema, response: { ...schema.response, 200: lines } },
    handler: async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { principal } = request
      if (!(await authorize(parts.access, principal, 'list', null))) throw denied(principal, null, 'search')
      const { q, limit } = request.query as z.infer<typeof SearchQuerySchema>
      return await sendLines(request, reply, search(parts, principal, searchWords(q), limit), parts.log)
    },
  })
}

/**
 * Page by page: between two of them nothing is held, so that nobody waits for a slow reader. A document that somebody changes meanwhile
 * moves to the front, where it may be told twice or not at all; the former is seen to here.
 */
async function* search(
  { store, access }: SearchParts,
  principal: Principal,
  words: readonly string[],
  limit: number,
): AsyncGenerator<SearchLine | null> {
  const told = new Set<string>()
  let after: SearchPlace | undefined
  let isLooking = words.length > 0
  while (isLooking && told.size < limit) {
    const maxHits = Math.min(told.size === 0 ? FIRST_PAGE : PAGE, limit - told.size)
    const { found, next } = await store.search({ words, after, maxHits })
    for (const one of found) {
      const { id } = one.document
      if (told.has(id) || !(await authorize(access, principal, 'read', id))) continue
      told.add(id)
      yield hitOf(one, words)
    }
    after = next
    isLooking = next !== undefined
    if (found.length === 0 && isLooking) yield null
  }
  yield { kind: 'end', hits: told.size }
}

function hitOf(found: FoundDocument, words: readonly string[]): SearchHit {
  const { document, foundIn, heading } = found
  return {
    kind: 'hit',
    document,
    foundIn,
    titleRanges: markedPlaces(document.title, words),
    snippet: snippetOf(found, words),
    heading,
  }
}
