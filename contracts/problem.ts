// The body of an answer that is a problem. Apart from errors.ts, for only the relay writes one.
import { type Problem, type ProblemCode, type ProblemFacts, PROBLEMS } from './errors.ts'

/** The short title of each code, which never changes. */
const TITLES: Readonly<Record<ProblemCode, string>> = {
  'bad-token': 'This token is not valid',
  'scope-required': 'This token may not do this',
  'section-not-found': 'The document has no such section',
  'section-ambiguous': 'Several sections have that heading',
  'not-understood': 'The document holds something that this relay cannot build',
  'version-id-taken': 'This document has another version under that id',
  'not-acceptable': 'This address has nothing of that media type',
  'section-left': 'The text would end the section that it replaces',
  'too-much-unfinished': 'Too much that is not whole comes from this network address',
  'document-damaged': 'What is stored of this document is damaged',
  'import-running': 'Another import is running; nothing was imported',
  'workspace-broken': 'The file is broken; nothing was imported',
  'workspace-cut-off': 'The file has no end; nothing was imported',
  'workspace-unknown': 'This relay does not know what is in the file; nothing was imported',
  'too-many-exports': 'As many exports as may be at once are running',
  'bad-request': 'The request is not what this address takes',
  'bad-document-id': 'That is not a document id',
  'bad-folder-id': 'That is not a folder id',
  'secret-required': 'This relay asks for its secret',
  'forbidden-origin': 'This site may not talk to this relay',
  'forbidden-host': 'This relay is not known by that name',
  forbidden: 'You may not do this',
  'not-found': 'There is nothing at this address',
  'document-not-found': 'There is no such document',
  'folder-not-found': 'There is no such folder',
  'method-not-allowed': 'This address does not take that method',
  'attachment-not-found': 'There is no such image on this relay',
  'not-in-trash': 'Only a document in the trash can be deleted for ever',
  'folders-full': 'This relay has as many folders as it takes',
  'version-not-found': 'There is no such version',
  'versions-full': 'This document has as many versions as are kept',
  'thread-not-found': 'There is no such comment',
  'comments-full': 'There are as many comments as this relay takes',
  'document-gone': 'This document was deleted for ever',
  'folder-gone': 'This folder was deleted',
  'changed-meanwhile': 'It was changed meanwhile',
  'too-large': 'The request is larger than this relay accepts',
  'wrong-media-type': 'This address does not take that media type',
  'not-an-image': 'This is not an image of a kind that is kept',
  'hash-mismatch': 'The bytes are not those that the address names',
  'upgrade-required': 'This address speaks WebSocket',
  internal: 'The relay failed; nothing saved has changed',
  unavailable: 'The relay cannot do this just now',
}

/** What stands in `WWW-Authenticate` beside a 401 (RFC 9110, 11.6.1). */
export const CHALLENGE = 'Bearer realm="ligature"'

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
