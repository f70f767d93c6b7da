// Errors over HTTP: RFC 9457 problem details with a stable `code`. Programs read the code, people read title and detail.
import { z } from 'zod'
import { DocumentSchema } from './document-resource.ts'
import { FolderSchema } from './folder-resource.ts'

/** Codes that only programs meet: the app asks nothing that is answered so, and has no words for them. */
const PROBLEMS_OF_PROGRAMS = {
  'bad-folder-id': 400,
  'bad-token': 401,
  'scope-required': 403,
  'section-not-found': 404,
  'section-ambiguous': 409,
  'not-understood': 409,
  'version-id-taken': 409,
  'not-acceptable': 406,
  'section-left': 422,
  // It passes.
  'too-much-unfinished': 429,
  'document-damaged': 500,
} as const

/** Codes that are said with the other words about folders. */
const PROBLEMS_OF_FOLDERS = {
  'folder-not-found': 404,
  'folders-full': 409,
  'folder-gone': 410,
} as const

/** Codes that are said with the other words about versions. */
const PROBLEMS_OF_VERSIONS = {
  'version-not-found': 404,
  'versions-full': 409,
} as const

/** Codes that are said with the other words about comments. */
const PROBLEMS_OF_COMMENTS = {
  'thread-not-found': 404,
  'comments-full': 409,
} as const

/** What an import or an export of a workspace is refused with: the app says these in words of their own, most with the line. */
const PROBLEMS_OF_WORKSPACES = {
  'import-running': 409,
  'workspace-broken': 422,
  'workspace-cut-off': 422,
  'workspace-unknown': 422,
  // It passes: `curl --retry` asks again.
  'too-many-exports': 429,
} as const

/** Every code the relay answers with, and its HTTP status. */
export const PROBLEMS = {
  ...PROBLEMS_OF_PROGRAMS,
  ...PROBLEMS_OF_FOLDERS,
  ...PROBLEMS_OF_VERSIONS,
  ...PROBLEMS_OF_COMMENTS,
  ...PROBLEMS_OF_WORKSPACES,
  'bad-request': 400,
  'bad-document-id': 400,
  'secret-required': 401,
  'forbidden-origin': 403,
  'forbidden-host': 403,
  forbidden: 403,
  'not-found': 404,
  'document-not-found': 404,
  'method-not-allowed': 405,
  'attachment-not-found': 404,
  'not-in-trash': 409,
  'document-gone': 410,
  'changed-meanwhile': 412,
  'too-large': 413,
  'wrong-media-type': 415,
  'not-an-image': 415,
  'hash-mismatch': 422,
  'upgrade-required': 426,
  internal: 500,
  unavailable: 503,
} as const

export type ProblemCode = keyof typeof PROBLEMS
export type FolderProblemCode = keyof typeof PROBLEMS_OF_FOLDERS
export type CommentProblemCode = keyof typeof PROBLEMS_OF_COMMENTS
/** What the app has words for, wherever it is met. */
export type SpokenProblemCode = Exclude<
  ProblemCode,
  | keyof typeof PROBLEMS_OF_PROGRAMS
  | FolderProblemCode
  | keyof typeof PROBLEMS_OF_VERSIONS
  | CommentProblemCode
  | keyof typeof PROBLEMS_OF_WORKSPACES
>

export const ProblemSchema = z.object({
  /** A URI that names the kind of problem; `urn:ligature:` and the code. */
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** What happened this time, naming the value. */
  detail: z.string().optional(),
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
  /** With `too-large`: how many bytes it may have, where one number says that. */
  limitBytes: z.number().int().nonnegative().optional(),
  /** Of a workspace that cannot be imported: the line, from 1. */
  line: z.number().int().positive().optional(),
  /** With `changed-meanwhile`, one of these two: as it is now. */
  document: DocumentSchema.optional(),
  folder: FolderSchema.optional(),
})
export type Problem = z.infer<typeof ProblemSchema>
/** What only some codes have beside the words. */
export type ProblemFacts = Pick<Problem, 'limitBytes' | 'line' | 'document' | 'folder'>
