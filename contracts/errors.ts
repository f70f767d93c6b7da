// Errors over HTTP: RFC 9457 problem details with a stable `code`. Programs read the code, people read title and detail.
import { z } from 'zod'
import { DocumentSchema } from './document-resource.ts'

/** Every code the relay answers with, and its HTTP status. */
export const PROBLEMS = {
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
  /** With `changed-meanwhile`: as it is now. */
  document: DocumentSchema.optional(),
})
export type Problem = z.infer<typeof ProblemSchema>
/** What only some codes have beside the words. */
export type ProblemFacts = Pick<Problem, 'limitBytes' | 'document'>
