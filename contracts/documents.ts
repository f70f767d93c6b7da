// Document metadata over REST: what may be asked of the resource (document-resource.ts), and the addresses. The relay validates with these,
// writes its OpenAPI from them, and the client is typed by them.
import { z } from 'zod'
import { API_PREFIX } from './api-prefix.ts'
import { DocumentSchema, TitleSchema } from './document-resource.ts'
import { ProblemSchema } from './errors.ts'
import { DocumentIdSchema, FolderIdSchema } from './id-schemas.ts'
import { MAX_PAGE_ROWS, PAGE_ROWS } from './limits.ts'

export const DocumentPageSchema = z.object({
  documents: z.array(DocumentSchema),
  /** Pass it as `cursor` for the next page; null on the last. */
  nextCursor: z.string().nullable(),
})
export type DocumentPage = z.infer<typeof DocumentPageSchema>

const Id = z.object({ id: DocumentIdSchema })
/** `If-Match: "3"` makes a write conditional on metaVersion 3. */
export const Conditional = z.object({ 'if-match': z.string().optional() })

export const PutDocumentSchema = z
  .object({ title: TitleSchema.default(''), folder: FolderIdSchema.nullable().default(null) })
  .strict()
/** One or the other: a write is one event. `folder`: null takes it out of the one that it is in. */
export const PatchDocumentSchema = z
  .object({ title: TitleSchema.optional(), folder: FolderIdSchema.nullable().optional() })
  .strict()
  .refine(({ title, folder }) => (title === undefined) !== (folder === undefined), 'either a title or a folder')
export const ListQuerySchema = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_ROWS).default(PAGE_ROWS),
  /** `true` lists the trash, and only that. */
  trashed: z.enum(['true', 'false']).default('false'),
  /** Only what is in this one. */
  folder: FolderIdSchema.optional(),
})

/** Every address of the resource. `:id` is the document id. */
export const DOCUMENT_ROUTES = {
  list: {
    method: 'GET',
    path: `${API_PREFIX}/documents`,
    summary: 'List documents, newest change first',
    scope: 'documents:read',
    schema: { querystring: ListQuerySchema, response: { 200: DocumentPageSchema, default: ProblemSchema } },
  },
  get: {
    method: 'GET',
    path: `${API_PREFIX}/documents/:id`,
    summary: 'Read one document’s metadata',
    scope: 'documents:read',
    schema: { params: Id, response: { 200: DocumentSchema, default: ProblemSchema } },
  },
  put: {
    method: 'PUT',
    path: `${API_PREFIX}/documents/:id`,
    summary: 'Create a document under an id of your own making; a repeat changes nothing',
    scope: 'documents:write',
    schema: {
      params: Id,
      body: PutDocumentSchema,
      response: { 200: DocumentSchema, 201: DocumentSchema, default: ProblemSchema },
    },
  },
  patch: {
    method: 'PATCH',
    path: `${API_PREFIX}/documents/:id`,
    summary: 'Rename a document, or move it into a folder or out of it',
    scope: 'documents:write',
    schema: {
      params: Id,
      headers: Conditional,
      body: PatchDocumentSchema,
      response: { 200: DocumentSchema, default: ProblemSchema },
    },
  },
  trash: {
    method: 'POST',
    path: `${API_PREFIX}/documents/:id/trash`,
    summary: 'Move a document to the trash; its text stays',
    scope: 'documents:write',
    schema: { params: Id, headers: Conditional, response: { 200: DocumentSchema, default: ProblemSchema } },
  },
  restore: {
    method: 'POST',
    path: `${API_PREFIX}/documents/:id/restore`,
    summary: 'Take a document out of the trash',
    scope: 'documents:write',
    schema: { params: Id, headers: Conditional, response: { 200: DocumentSchema, default: ProblemSchema } },
  },
  deleteForEver: {
    method: 'DELETE',
    path: `${API_PREFIX}/documents/:id`,
    summary: 'Delete a trashed document for ever; its id answers 410 from then on',
    scope: 'documents:write',
    schema: { params: Id, headers: Conditional, response: { 204: z.null(), default: ProblemSchema } },
  },
} as const
