// Errors over HTTP: RFC 9457 problem details with a stable `code`. Programs read the code, people read title and detail.
import { z } from 'zod'

/** Codes that only programs meet: the app asks nothing that is answered so, and has no words for them. */
const PROBLEMS_OF_PROGRAMS = {
  'bad-token': { status: 401, title: 'This token is not valid' },
  'scope-required': { status: 403, title: 'This token may not do this' },
  'section-not-found': { status: 404, title: 'The document has no such section' },
  'section-ambiguous': { status: 409, title: 'Several sections have that heading' },
  'not-understood': { status: 409, title: 'The document holds something that this relay cannot build' },
  'not-acceptable': { status: 406, title: 'This address has nothing of that media type' },
  'section-left': { status: 422, title: 'The text would end the section that it replaces' },
  'document-damaged': { status: 500, title: 'What is stored of this document is damaged' },
} as const

/** Every code the relay answers with, its HTTP status, and the short title that never changes. */
export const PROBLEMS = {
  ...PROBLEMS_OF_PROGRAMS,
  'bad-request': { status: 400, title: 'The request is not what this address takes' },
  'bad-document-id': { status: 400, title: 'That is not a document id' },
  'secret-required': { status: 401, title: 'This relay asks for its secret' },
  'forbidden-origin': { status: 403, title: 'This site may not talk to this relay' },
  'forbidden-host': { status: 403, title: 'This relay is not known by that name' },
  forbidden: { status: 403, title: 'You may not do this' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'document-not-found': { status: 404, title: 'There is no such document' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  'attachment-not-found': { status: 404, title: 'There is no such image on this relay' },
  'not-in-trash': { status: 409, title: 'Only a document in the trash can be deleted for ever' },
  'document-gone': { status: 410, title: 'This document was deleted for ever' },
  'changed-meanwhile': { status: 412, title: 'The document was changed meanwhile' },
  'too-large': { status: 413, title: 'The request is larger than this relay accepts' },
  'wrong-media-type': { status: 415, title: 'This address does not take that media type' },
  'not-an-image': { status: 415, title: 'This is not an image of a kind that is kept' },
  'hash-mismatch': { status: 422, title: 'The bytes are not those that the address names' },
  'upgrade-required': { status: 426, title: 'This address speaks WebSocket' },
  internal: { status: 500, title: 'The relay failed; nothing saved has changed' },
  unavailable: { status: 503, title: 'The relay cannot do this just now' },
} as const

export type ProblemCode = keyof typeof PROBLEMS
/** What the app has words for. */
export type SpokenProblemCode = Exclude<ProblemCode, keyof typeof PROBLEMS_OF_PROGRAMS>

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
})
export type Problem = z.infer<typeof ProblemSchema>

/** The body for a code. */
export function problem(code: ProblemCode, detail?: string, limitBytes?: number): Problem {
  const { status, title } = PROBLEMS[code]
  return {
    type: `urn:ligature:${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  }
}
