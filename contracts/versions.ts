// Named versions of a document: its text as it was when somebody gave it a name, kept until somebody deletes it. What may be asked, and
// the addresses.
import { z } from 'zod'
import { API_PREFIX } from './api-prefix.ts'
import { CONTENT_FORMATS } from './content.ts'
import { ProblemSchema } from './errors.ts'
import { DocumentIdSchema, VersionIdSchema } from './id-schemas.ts'
import { MAX_PAGE_ROWS, MAX_VERSION_NAME_CHARACTERS, PAGE_ROWS } from './limits.ts'

/** U+0000 is nothing that every store keeps. */
export const VersionNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(MAX_VERSION_NAME_CHARACTERS)
  .regex(/^[^\0]*$/, 'a name has no U+0000')

const VersionSchema = z.object({
  id: VersionIdSchema,
  name: VersionNameSchema,
  /** Where the document stood. */
  epoch: z.string(),
  seq: z.number().int().nonnegative(),
  /** Who kept it. `id` is the principal's. `name` is null where the relay knows none. */
  author: z.object({ id: z.string(), name: z.string().nullable() }),
  createdAt: z.iso.datetime(),
  /** In bytes. */
  size: z.number().int().positive(),
})
export type VersionResource = z.infer<typeof VersionSchema>

export const VersionPageSchema = z.object({
  versions: z.array(VersionSchema),
  /** Pass it as `cursor` for the next page; null on the last. */
  nextCursor: z.string().nullable(),
})

const RestoreSchema = z
  .object({
    /** What the document says now is kept first, under an id of your own making: a restore loses nothing. */
    keepAs: z.object({ id: VersionIdSchema, name: VersionNameSchema }).strict(),
  })
  .strict()

export const RestoredSchema = z.object({
  /** Number of the edit in the document's log; of its last one when nothing was changed. */
  seq: z.number().int().nonnegative(),
  epoch: z.string(),
  /** False: the document says that already. */
  changed: z.boolean(),
  /** A restore under this `keepAs.id` was carried out before, and this one did nothing. */
  repeated: z.boolean(),
  /** What the document said before; null when nothing was changed. */
  before: VersionSchema.nullable(),
})
export type Restored = z.infer<typeof RestoredSchema>

const Id = z.object({ id: DocumentIdSchema })
const Ids = Id.extend({ versionId: VersionIdSchema })
const Named = z.object({ name: VersionNameSchema }).strict()
const all = `${API_PREFIX}/documents/:id/versions`
const one = `${all}/:versionId`

/** Every address of the resource. `:id` is the document id. */
export const VERSION_ROUTES = {
  list: {
    method: 'GET',
    path: all,
    summary: 'List the named versions of a document, the newest first',
    scope: 'content:read',
    schema: {
      params: Id,
      querystring: z.object({
        cursor: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(MAX_PAGE_ROWS).default(PAGE_ROWS),
      }),
      response: { 200: VersionPageSchema, default: ProblemSchema },
    },
  },
  keep: {
    method: 'PUT',
    path: one,
    summary: 'Keep what a document says now as a version, under an id of your own making; a repeat changes nothing',
    scope: 'content:write',
    schema: {
      params: Ids,
      body: Named,
      response: { 200: VersionSchema, 201: VersionSchema, default: ProblemSchema },
    },
  },
  read: {
    method: 'GET',
    path: `${one}/content`,
    summary: 'Read a version as Markdown, HTML, plain text or JSON',
    scope: 'content:read',
    schema: {
      params: Ids,
      querystring: z.object({ format: z.enum(CONTENT_FORMATS).default('md') }),
      response: { default: ProblemSchema },
    },
  },
  rename: {
    method: 'PATCH',
    path: one,
    summary: 'Give a version another name',
    scope: 'content:write',
    schema: { params: Ids, body: Named, response: { 200: VersionSchema, default: ProblemSchema } },
  },
  delete: {
    method: 'DELETE',
    path: one,
    summary: 'Delete a version for ever; the document is not concerned',
    scope: 'content:write',
    schema: { params: Ids, response: { 204: z.null(), default: ProblemSchema } },
  },
  restore: {
    method: 'POST',
    path: `${one}/restore`,
    summary: 'Make a document say again what a version says, as an edit that is merged with what people are typing',
    scope: 'content:write',
    schema: { params: Ids, body: RestoreSchema, response: { 200: RestoredSchema, default: ProblemSchema } },
  },
} as const
