// What a document is to begin anew with (E2): each of its parts as it shows, read row by row where it is stored and copied
// without its past in the fold worker. Changes nothing. Called by reset.ts.
import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { DocumentId, Part } from '../../contracts/ids.ts'
import { readThreads } from '../../document/comments.ts'
import { assertNever, messageOf } from '../errors.ts'
import { DocumentIndex } from '../room/document-index.ts'
import { type ReadUpdate, readUpdate } from '../room/update.ts'
import type { Inspection, StoredPart } from '../store/inspection.ts'
import type { Beginning } from '../store/store.ts'
import { imagesIn } from './check-part.ts'
import type { FoldLine } from './fold-line.ts'
import type { FoldAnswer } from './fold-messages.ts'
import type { FoldRow } from './fold.ts'

const SLICE_ROWS = 1_000

/** How much a part shows. */
export type Showing =
  | { readonly part: 'text'; readonly characters: number }
  | { readonly part: 'comments'; readonly threads: number; readonly entries: number }

/** A part's beginning, and what of the stored rows is not in it. */
export interface Copied extends Beginning {
  readonly shows: Showing
  readonly images: ReadonlySet<Sha256>
  /** Updates that cannot be read or integrated, those that were set aside before among them. */
  readonly unusable: number
  /** Ranges of clocks that hang on something that has never come. */
  readonly waiting: number
}

/** Of every part that the document has there. Throws when one of them cannot be read as a whole. */
export async function copyParts(
  source: Pick<Inspection, 'readParts'>,
  document: DocumentId,
  line: FoldLine,
): Promise<readonly Copied[]> {
  const parts: Copied[] = []
  for await (const part of source.readParts(document))
    try {
      parts.push(await copyPart(part, line))
    } catch (error) {
      throw new Error(`its ${part.part} cannot be copied, for ${messageOf(error)}`, { cause: error })
    }
  return parts
}

async function copyPart(part: StoredPart, line: FoldLine): Promise<Copied> {
  const unusable = new Set<number>()
  for await (const { seq } of part.setAside()) unusable.add(seq)
  for (;;) {
    let waiting = 0
    const answer = await line.fold(async (add) => {
      const index = new DocumentIndex()
      let slice: FoldRow[] = []
      for await (const row of rowsOf(part)) {
        if (unusable.has(row.seq)) continue
        const read = readUpdate(row.update)
        if (read !== undefined) index.add(read.claims)
        slice.push(row)
        if (slice.length < SLICE_ROWS) continue
        add(slice)
        slice = []
      }
      add(slice)
      waiting = index.holes
      return { kind: 'copy' }
    })
    for (const { seq } of answer.bad) unusable.add(seq)
    if (answer.ok) return described(part.part, answer, unusable.size, waiting)
    // It gives up after some; without those it may come further.
    if (answer.bad.length === 0) throw new Error(answer.message)
  }
}

function described(part: Part, answer: FoldAnswer & { ok: true }, unusable: number, waiting: number): Copied {
  const [bytes, index] = answer.values
  const { structs } = readUpdate(bytes!)!
  return {
    part,
    bytes: bytes!,
    index,
    shows: shownIn(part, bytes!, structs),
    images: imagesIn(structs),
    unusable,
    waiting,
  }
}

function shownIn(part: Part, bytes: Uint8Array, structs: ReadUpdate['structs']): Showing {
  switch (part) {
    case 'text':
      return { part, characters: charactersIn(structs) }
    case 'comments': {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, bytes)
      const threads = readThreads(doc)
      return { part, threads: threads.length, entries: threads.reduce((sum, { entries }) => sum + entries.length, 0) }
    }
    default:
      return assertNever(part)
  }
}

const charactersIn = (structs: ReadUpdate['structs']): number =>
  structs.reduce(
    (sum, each) => sum + (each instanceof Y.Item && each.content instanceof Y.ContentString ? each.length : 0),
    0,
  )

/** The snapshot that the relay would begin with, as row 0, and the log behind it. Throws where one is missing. */
async function* rowsOf(part: StoredPart): AsyncGenerator<FoldRow> {
  let damaged = false
  let last = 0
  for await (const { seq, bytes, sha256 } of part.snapshots()) {
    damaged = sha256 !== null && !createHash('sha256').update(bytes).digest().equals(sha256)
    if (damaged) continue
    last = seq
    yield { seq: 0, update: bytes }
    break
  }
  for await (const { seq, bytes } of part.log()) {
    if (seq <= last || seq > part.head) continue
    if (seq !== last + 1) break
    last = seq
    yield { seq, update: bytes }
  }
  if (last < part.head)
    throw new Error(`${damaged ? 'no snapshot is whole, and ' : ''}the log has no row ${last + 1} of ${part.head}`)
}
