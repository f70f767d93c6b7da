// A document's text over REST: read in four formats, and written as Markdown that is merged into what people are typing. The relay
// validates with these and writes its OpenAPI from them.
import { z } from 'zod'
import { API_PREFIX } from './api-prefix.ts'
import { ProblemSchema } from './errors.ts'
import { DocumentIdSchema } from './id-schemas.ts'

export const CONTENT_TYPES = {
  md: 'text/markdown',
  html: 'text/html',
  txt: 'text/plain',
  json: 'application/json',
} as const
export type ContentFormat = keyof typeof CONTENT_TYPES
export const CONTENT_FORMATS = Object.keys(CONTENT_TYPES) as [ContentFormat, ...ContentFormat[]]

/** Most headings in the path of a section, and characters of each. */
const MOST_HEADINGS = 6
const HEADING_CHARACTERS = 1_000
const KEY_CHARACTERS = 200

const Heading = z.string().min(1).max(HEADING_CHARACTERS)

const ReadQuerySchema = z.object({
  /** Without it `Accept` says which; Markdown where that takes anything. */
  format: z.enum(CONTENT_FORMATS).optional(),
})
const WriteQuerySchema = z
  .object({
    /** `append`: behind the last block. `replace-section`: what stands below a heading. `replace`: everything. */
    mode: z.enum(['append', 'replace-section', 'replace']).default('append'),
    /** The heading of the section; given several times: the headings that lead to it, outermost first. */
    section: z.union([Heading, z.array(Heading).min(1).max(MOST_HEADINGS)]).optional(),
  })
  .strict()

const NoteSchema = z.object({
  kind: z.enum(['title-not-taken', 'image-missing', 'address-not-allowed', 'cells-left-out']),
  detail: z.string(),
})

const WrittenSchema = z.object({
  /** Number of the edit in the document's log; of its last one when nothing was changed. */
  seq: z.number().int().nonnegative(),
  epoch: z.string(),
  /** False: the document says what was sent already. */
  changed: z.boolean(),
  /** A request with this Idempotency-Key was carried out before, and this one did nothing. */
  repeated: z.boolean(),
  /** What of the Markdown is not in the document as it was written. */
  notes: z.array(NoteSchema),
})
export type ContentWritten = z.infer<typeof WrittenSchema>

const Id = z.object({ id: DocumentIdSchema })
const path = `${API_PREFIX}/documents/:id/content`

/** HEAD answers where GET does. */
export const CONTENT_ROUTES = {
  read: {
    method: 'GET',
    path,
    summary:
      'Read a document as Markdown, HTML, plain text or JSON, as it is committed now; `If-None-Match` answers 304',
    scope: 'content:read',
    schema: {
      params: Id,
      querystring: ReadQuerySchema,
      response: { default: ProblemSchema },
    },
  },
  write: {
    method: 'POST',
    path,
    summary: 'Put Markdown into a document, merged with what people are typing; answered once it is on the disk',
    scope: 'content:write',
    schema: {
      params: Id,
      querystring: WriteQuerySchema,
      headers: z.object({
        /** An ETag of the content: nothing is written when it has changed since. */
        'if-match': z.string().optional(),
        /** A repeat under the same key does nothing, on any relay, for as long as the document has its epoch. */
        'idempotency-key': z
          .string()
          .regex(/^[\x21-\x7e]+$/, 'a key is 1 to 200 visible ASCII characters without spaces')
          .max(KEY_CHARACTERS)
          .optional(),
      }),
      body: z.string(),
      response: { 200: WrittenSchema, default: ProblemSchema },
    },
  },
} as const
