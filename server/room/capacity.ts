// What one update, and what waits in a document, may cost the relay to read and to remember, and what it takes no more.
// Asked by room.ts.
import { createHash } from 'node:crypto'
import type { SetAsideBytes } from '../store/store.ts'
import type { DocumentIndex, Novelty } from './document-index.ts'

/** Ranges of structs that wait for something missing in one document. A person's never has more than a few, and not for long. */
const MAX_HOLES = 1_000
/** Runs of structs that may wait, some 4 MB in memory, which whatever comes to wait with them is sorted into. */
const MAX_WAITING = 20_000
/**
 * Structs, texts, values and deletes in one update: what it costs to read, while its bytes and ranges may be few. All of
 * a paper of 259,778 edits sent as one update comes to 0.6 million. Reading a million takes 1 to 2 s and 250 MB on two busy
 * cores; 16 MB of the smallest structs, eight million, took 20 s and 1.1 GB.
 */
export const MAX_PARTS = 1_000_000
/** Ranges of structs and deletes in one update. Ten times what a paper of 260,000 edits comes to. */
export const MAX_RANGES = 200_000
/** So much above its size a document takes what deletes more than it adds: a full one could never be made smaller otherwise. */
export const SHARE_FOR_DELETES = 1 / 8

/** Whether more would wait in the document, with this news, than may. */
export function waitsTooMuch(
  { waiting, holes }: Pick<DocumentIndex, 'waiting' | 'holes'>,
  news: Extract<Novelty, { kind: 'news' }>,
): boolean {
  if (news.waits === 0) return false
  return waiting + news.waits > MAX_WAITING || (news.holes > 0 && holes + news.holes > MAX_HOLES)
}

/** Whoever has it would send it again each time it was set aside. */
export const wasSetAside = (update: Uint8Array, { sha256 }: SetAsideBytes): boolean =>
  sha256.size > 0 && sha256.has(createHash('sha256').update(update).digest('hex'))
