// Full text search: what may be asked, and the lines of the answer, in order of rank: titles before texts, and of two the one that was
// changed later.
import { z } from 'zod'
import { API_PREFIX } from './api-prefix.ts'
import { DocumentSchema } from './document-resource.ts'
import { ProblemSchema } from './errors.ts'
import { MAX_SEARCH_CHARACTERS, MAX_SEARCH_HITS, SEARCH_HITS } from './limits.ts'
import { FailedLineSchema } from './ndjson.ts'

export const SearchQuerySchema = z.object({
  /** Words, all of which a document must hold; `"quoted"` ones in this order. Case and accents make no difference. */
  q: z.string().max(MAX_SEARCH_CHARACTERS),
  limit: z.coerce.number().int().min(1).max(MAX_SEARCH_HITS).default(SEARCH_HITS),
})

const Place = z.number().int().nonnegative()
/** In UTF-16 units of the text beside it, `to` behind the last; in order, and none over another. */
const RangesSchema = z.array(z.object({ from: Place, to: Place }))
export type Ranges = z.infer<typeof RangesSchema>

export const SearchHitSchema = z.object({
  kind: z.enum(['hit']),
  document: DocumentSchema,
  /** Whether the title holds all the words. */
  foundIn: z.enum(['title', 'text']),
  /** Where in the title. */
  titleRanges: RangesSchema,
  /** A piece of the text, on one line, around the first place; else its beginning. An ellipsis stands where it is cut. */
  snippet: z.object({ text: z.string(), ranges: RangesSchema }),
  /** The last heading above that place; null when there is none. */
  heading: z.string().nullable(),
})
export type SearchHit = z.infer<typeof SearchHitSchema>

/** The last line when all was looked at, or `limit` hits were found: then there may be more. */
const SearchEndSchema = z.object({
  kind: z.enum(['end']),
  hits: z.number().int().nonnegative(),
})

/** By their kind. Apart, for a union of schemas would be the largest thing that a first visit loads of them. */
export const SEARCH_LINES = { hit: SearchHitSchema, end: SearchEndSchema, failed: FailedLineSchema } as const
export type SearchLine = z.infer<(typeof SEARCH_LINES)[keyof typeof SEARCH_LINES]>

export const SEARCH_ROUTE = {
  method: 'GET',
  path: `${API_PREFIX}/search`,
  scope: 'content:read',
  summary: 'Find documents by words of their titles and texts; one line of JSON for each, as it is found',
  schema: { querystring: SearchQuerySchema, response: { default: ProblemSchema } },
} as const
