// Comments on a document over REST: threads that are opened, answered, resolved and reopened. The relay validates with these and writes its
// OpenAPI from them, and the client is typed by them. How they lie in the document, document/comments.ts says.
import { z } from 'zod'
import { API_PREFIX } from './api-prefix.ts'
import { ProblemSchema } from './errors.ts'
import { DocumentIdSchema } from './id-schemas.ts'
import { DOCUMENT_ID } from './ids.ts'
import { MAX_COMMENT_CHARACTERS, MAX_NAME_CHARACTERS, MAX_QUOTE_CHARACTERS, QUOTE_MARGIN_CHARACTERS } from './limits.ts'

/** Encoded, a relative position has some 30 characters. */
const MOST_PLACE_CHARACTERS = 200

const CommentId = z.string().regex(DOCUMENT_ID, 'an id is 1 to 64 characters of A-Z, a-z, 0-9, "_" and "-"')
const Place = z
  .string()
  .max(MOST_PLACE_CHARACTERS)
  .regex(/^[A-Za-z0-9+/]+=*$/, 'a place is a Yjs relative position, in base64')

const AnchorSchema = z
  .object({
    from: Place,
    to: Place,
    /** The words it is about, as they were. */
    quote: z.string().min(1).max(MAX_QUOTE_CHARACTERS),
    /** What stood on either side of them. */
    before: z.string().max(QUOTE_MARGIN_CHARACTERS).default(''),
    after: z.string().max(QUOTE_MARGIN_CHARACTERS).default(''),
  })
  .strict()

const Text = z
  .string()
  .trim()
  .min(1, 'a comment says something')
  .max(MAX_COMMENT_CHARACTERS, `a comment may have ${MAX_COMMENT_CHARACTERS} characters`)
/** What a guest calls themselves. A token has the name that it was made with, and this is not looked at. */
const Name = z.string().trim().min(1).max(MAX_NAME_CHARACTERS).optional()

const Time = z.iso.datetime()
const Signed = {
  /** Id of the principal: guest, or the name of a service. */
  author: z.string(),
  /** As they called themselves; null when they did not. */
  name: z.string().nullable(),
  at: Time,
}

/** As it is told: whoever wrote it past the relay's hands may have written any text. */
export const CommentAnchorSchema = z.object({
  from: z.string(),
  to: z.string(),
  quote: z.string(),
  before: z.string(),
  after: z.string(),
})
export type CommentAnchor = z.infer<typeof CommentAnchorSchema>

export const CommentThreadSchema = z.object({
  id: z.string(),
  /** Null: it is about the document. */
  anchor: CommentAnchorSchema.nullable(),
  createdAt: Time,
  /** Null while it is open. */
  resolved: z.object(Signed).nullable(),
  /** The oldest first. */
  entries: z.array(z.object({ id: z.string(), ...Signed, text: z.string() })),
})
export type CommentThread = z.infer<typeof CommentThreadSchema>

const Id = z.object({ id: DocumentIdSchema })
const OfThread = Id.extend({ thread: CommentId })
const path = `${API_PREFIX}/documents/:id/comments`
const answered = { response: { 200: CommentThreadSchema, default: ProblemSchema } }
const made = { response: { 200: CommentThreadSchema, 201: CommentThreadSchema, default: ProblemSchema } }

/** Every write is on the disk before it is answered. */
export const COMMENT_ROUTES = {
  list: {
    method: 'GET',
    path,
    summary: 'The comments on a document: open threads first, and of each kind the oldest',
    scope: 'comments:read',
    schema: {
      params: Id,
      querystring: z.object({ state: z.enum(['open', 'resolved', 'all']).default('all') }),
      response: { 200: z.object({ threads: z.array(CommentThreadSchema) }), default: ProblemSchema },
    },
  },
  open: {
    method: 'PUT',
    path: `${path}/:thread`,
    summary: 'Comment on a document, under an id of your own making; a repeat changes nothing',
    scope: 'comments:write',
    schema: {
      params: OfThread,
      body: z.object({ anchor: AnchorSchema.nullable().default(null), text: Text, name: Name }).strict(),
      ...made,
    },
  },
  reply: {
    method: 'PUT',
    path: `${path}/:thread/entries/:entry`,
    summary: 'Answer a comment, under an id of your own making; a repeat changes nothing',
    scope: 'comments:write',
    schema: {
      params: OfThread.extend({ entry: CommentId }),
      body: z.object({ text: Text, name: Name }).strict(),
      ...made,
    },
  },
  resolve: {
    method: 'PATCH',
    path: `${path}/:thread`,
    summary: 'Resolve a thread of comments, or reopen it',
    scope: 'comments:write',
    schema: { params: OfThread, body: z.object({ resolved: z.boolean(), name: Name }).strict(), ...answered },
  },
} as const
