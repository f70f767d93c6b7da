// Folders over REST: what may be asked, and the addresses. Folders hold documents and no folders; a document is in one or in none.
import { z } from 'zod'
import { API_PREFIX } from './api-prefix.ts'
import { Conditional } from './documents.ts'
import { ProblemSchema } from './errors.ts'
import { FolderSchema, FolderTitleSchema } from './folder-resource.ts'
import { FolderIdSchema } from './id-schemas.ts'

/** All of them: there are MAX_FOLDERS at most. */
export const FolderListSchema = z.object({ folders: z.array(FolderSchema) })

const Id = z.object({ id: FolderIdSchema })
const Titled = z.object({ title: FolderTitleSchema }).strict()

/** Every address of the resource. `:id` is the folder id. */
export const FOLDER_ROUTES = {
  list: {
    method: 'GET',
    path: `${API_PREFIX}/folders`,
    summary: 'List all folders, the oldest first',
    scope: 'documents:read',
    schema: { response: { 200: FolderListSchema, default: ProblemSchema } },
  },
  get: {
    method: 'GET',
    path: `${API_PREFIX}/folders/:id`,
    summary: 'Read one folder',
    scope: 'documents:read',
    schema: { params: Id, response: { 200: FolderSchema, default: ProblemSchema } },
  },
  put: {
    method: 'PUT',
    path: `${API_PREFIX}/folders/:id`,
    summary: 'Create a folder under an id of your own making; a repeat changes nothing',
    scope: 'documents:write',
    schema: {
      params: Id,
      body: Titled,
      response: { 200: FolderSchema, 201: FolderSchema, default: ProblemSchema },
    },
  },
  patch: {
    method: 'PATCH',
    path: `${API_PREFIX}/folders/:id`,
    summary: 'Rename a folder',
    scope: 'documents:write',
    schema: {
      params: Id,
      headers: Conditional,
      body: Titled,
      response: { 200: FolderSchema, default: ProblemSchema },
    },
  },
  delete: {
    method: 'DELETE',
    path: `${API_PREFIX}/folders/:id`,
    summary: 'Delete a folder for ever; its documents stay, and are in none',
    scope: 'documents:write',
    schema: { params: Id, headers: Conditional, response: { 204: z.null(), default: ProblemSchema } },
  },
} as const
