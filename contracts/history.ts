// What was done to a document, and by whom: what may be asked, and the lines of the answer, the newest first.
import { z } from 'zod'
import { API_PREFIX } from './api-prefix.ts'
import { ProblemSchema } from './errors.ts'
import { DocumentIdSchema } from './id-schemas.ts'
import { FailedLineSchema } from './ndjson.ts'

/** Rows when the client names no number, and the most it may ask for. */
const HISTORY_ROWS = 200
export const MAX_HISTORY_ROWS = 10_000

export const HistoryQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_HISTORY_ROWS).default(HISTORY_ROWS),
})

const Count = z.number().int().nonnegative()
const Seq = z.number().int().positive()
/** Milliseconds since 1970. */
const Time = z.number().int()

/** What one author did without a long pause. Others may have written meanwhile: their stretches overlap it. */
const HistoryStretchSchema = z.object({
  kind: z.enum(['stretch']),
  epoch: z.string(),
  /** Its first and its last edit in the log. */
  fromSeq: Seq,
  toSeq: Seq,
  /** `id` is the principal's. `name` is null where the relay knows none. */
  author: z.object({ id: z.string(), name: z.string().nullable() }),
  startedAt: Time,
  endedAt: Time,
  edits: Count,
  /** UTF-16 units of text that were put in. */
  added: Count,
  /** What was taken out, in the same measure; the beginning of a block, a mark or an image counts as one or a few. */
  removed: Count,
})
export type HistoryStretch = z.infer<typeof HistoryStretchSchema>

/** Of these edits it was not recorded who made them, or when. */
const HistoryEarlierSchema = z.object({ kind: z.enum(['earlier']), fromSeq: Seq, toSeq: Seq })

/** The document was reset then: what was before it has forgotten. */
const HistoryResetSchema = z.object({ kind: z.enum(['reset']) })

const HistoryEndSchema = z.object({
  kind: z.enum(['end']),
  rows: Count,
  /** There are older ones: `limit` was reached. */
  more: z.boolean(),
})

/** By their kind. */
export const HISTORY_LINES = {
  stretch: HistoryStretchSchema,
  earlier: HistoryEarlierSchema,
  reset: HistoryResetSchema,
  end: HistoryEndSchema,
  failed: FailedLineSchema,
} as const
export type HistoryLine = z.infer<(typeof HISTORY_LINES)[keyof typeof HISTORY_LINES]>
export type HistoryRow = Exclude<HistoryLine, { readonly kind: 'end' | 'failed' }>

export const HISTORY_ROUTE = {
  method: 'GET',
  path: `${API_PREFIX}/documents/:id/history`,
  scope: 'content:read',
  summary: 'What was done to a document, and by whom, the newest first; one line of JSON for each, as it is found',
  schema: {
    params: z.object({ id: DocumentIdSchema }),
    querystring: HistoryQuerySchema,
    response: { default: ProblemSchema },
  },
} as const
