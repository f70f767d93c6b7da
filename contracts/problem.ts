// The body of an answer that is a problem. Apart from errors.ts, for only the relay writes one.
import { type Problem, type ProblemCode, type ProblemFacts, PROBLEMS } from './errors.ts'

/** The short title of each code, which never changes. */
const TITLES: Readonly<Record<ProblemCode, string>> = {
  'bad-request': 'The request is not what this address takes',
  'bad-document-id': 'That is not a document id',
  'secret-required': 'This relay asks for its secret',
  'forbidden-origin': 'This site may not talk to this relay',
  'forbidden-host': 'This relay is not known by that name',
  forbidden: 'You may not do this',
  'not-found': 'There is nothing at this address',
  'document-not-found': 'There is no such document',
  'method-not-allowed': 'This address does not take that method',
  'attachment-not-found': 'There is no such image on this relay',
  'not-in-trash': 'Only a document in the trash can be deleted for ever',
  'document-gone': 'This document was deleted for ever',
  'changed-meanwhile': 'The document was changed meanwhile',
  'too-large': 'The request is larger than this relay accepts',
  'wrong-media-type': 'This address takes JSON',
  'not-an-image': 'This is not an image of a kind that is kept',
  'hash-mismatch': 'The bytes are not those that the address names',
  'upgrade-required': 'This address speaks WebSocket',
  internal: 'The relay failed; nothing saved has changed',
  unavailable: 'The relay cannot do this just now',
}

/** The body for a code. */
export function problem(code: ProblemCode, detail?: string, facts: ProblemFacts = {}): Problem {
  return {
    type: `urn:ligature:${code}`,
    title: TITLES[code],
    status: PROBLEMS[code],
    code,
    ...(detail === undefined ? {} : { detail }),
    ...facts,
  }
}
