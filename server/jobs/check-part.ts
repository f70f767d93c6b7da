// Checks one part of one stored document: its snapshots, its log from row to row, and that both together make a document. Called
// by check.ts. It reads what the relay would read and then some, and has it folded as the relay does (R5).
import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import { attachmentIn, type Sha256 } from '../../contracts/attachment-names.ts'
import { DocumentIndex } from '../room/document-index.ts'
import { type ReadUpdate, readUpdate } from '../room/update.ts'
import type { StoredPart, StoredSnapshot } from '../store/inspection.ts'
import { counted } from './counted.ts'
import type { FindingKind } from './findings.ts'
import { type FoldLine, FoldTooSlow } from './fold-line.ts'
import type { FoldAnswer } from './fold-messages.ts'
import type { FoldRow } from './fold.ts'

/** Rows handed to the fold worker at once. */
const SLICE_ROWS = 1_000

/** After one of these, what waits does so for something that was there. */
const DAMAGES: ReadonlySet<FindingKind> = new Set(['set-aside', 'row-undecodable', 'row-unintegrable'])

export type Tell = (kind: FindingKind, detail?: string, seq?: number) => void

export interface CheckedPart {
  /** Of the log. */
  readonly rows: number
  /** That the document shows. */
  readonly images: ReadonlySet<Sha256>
  /** That its versions show. */
  readonly imagesOfVersions: ReadonlySet<Sha256>
}

export async function checkPart(part: StoredPart, line: FoldLine, tell: Tell): Promise<CheckedPart> {
  if (part.known === 'deleted') tell('not-deleted')
  if (part.known === 'unknown') tell('not-listed')
  let damaged = false
  const tellOf: Tell = (kind, ...rest) => {
    damaged ||= DAMAGES.has(kind)
    tell(kind, ...rest)
  }
  for await (const { seq, reason, at, bytes } of part.setAside())
    tellOf('set-aside', `${reason}; ${bytes} bytes, ${new Date(at).toISOString()}`, seq)

  const snapshots = await checkSnapshots(part, tell)
  let log: CheckedLog | undefined
  const fold = line.fold(async (add) => {
    if (snapshots.base !== undefined) add([{ seq: 0, update: snapshots.base.bytes }])
    log = await checkLog(part, snapshots, add, tellOf)
    return { kind: 'snapshot' }
  })
  const answer = await fold.catch((error: unknown) => {
    // The log is at fault, not the fold.
    if (log === undefined) throw error
    return error as Error
  })
  const { rows, whole } = log!
  if (!(answer instanceof Error)) for (const { seq, reason } of answer.bad) tellOf('row-unintegrable', reason, seq)
  const imagesOfVersions = await checkVersions(part, tell)
  // Half a document is told of already.
  return { rows, images: whole ? checkWhole(answer, damaged, tell) : new Set(), imagesOfVersions }
}

/** Answers which images they show. */
async function checkVersions(part: StoredPart, tell: Tell): Promise<ReadonlySet<Sha256>> {
  const images = new Set<Sha256>()
  for await (const { id, bytes, sha256 } of part.versions()) {
    if (!createHash('sha256').update(bytes).digest().equals(sha256)) {
      tell('version-hash', id)
      continue
    }
    const read = readUpdate(bytes)
    if (read === undefined) tell('version-undecodable', id)
    else for (const image of imagesIn(read.structs)) images.add(image)
  }
  return images
}

interface CheckedLog {
  readonly rows: number
  /** With the snapshot it is all that a document is made of. */
  readonly whole: boolean
}

async function checkLog(
  part: StoredPart,
  { base, reach, earlier, noneWhole }: Snapshots,
  add: (rows: readonly FoldRow[]) => void,
  tell: Tell,
): Promise<CheckedLog> {
  const slice: FoldRow[] = []
  const from = base?.seq ?? 0
  let whole = true
  const gap = (first: number, last: number): void => {
    const behind = last <= from
    tell(behind ? 'log-gap-behind' : 'log-gap', first === last ? `${first}` : `${first} to ${last}`)
    whole &&= behind
  }
  let rows = 0
  let first: number | undefined
  // The log may reach back further: it is trimmed piece by piece.
  let next = reach + 1
  for await (const { seq, epoch, bytes } of part.log()) {
    rows++
    first ??= seq
    if (seq > part.head) {
      tell('row-above-head', undefined, seq)
      continue
    }
    if (seq > next) gap(next, seq - 1)
    next = seq + 1
    if (epoch !== part.epoch) tell('row-epoch', epoch, seq)
    const read = readUpdate(bytes)
    if (read === undefined) tell('row-undecodable', undefined, seq)
    else if (seq <= from) earlier.add(read.claims)
    else if (slice.push({ seq, update: bytes }) === SLICE_ROWS) add(slice.splice(0))
  }
  add(slice)
  if (next <= part.head) gap(next, part.head)
  if (noneWhole && first !== 1) {
    tell('snapshots-lost')
    whole = false
  }
  if (base !== undefined && !base.held.includes(earlier)) tell('snapshot-short', undefined, from)
  return { rows, whole }
}

interface Snapshots {
  /** The newest whole one, which the relay begins with. */
  readonly base: { readonly seq: number; readonly bytes: Uint8Array; readonly held: DocumentIndex } | undefined
  /** Seq of the oldest: the log reaches back to it. */
  readonly reach: number
  /** What the older ones hold, and so the base must. */
  readonly earlier: DocumentIndex
  /** There are some, and none is whole: only the log from its first row is a way to the text. */
  readonly noneWhole: boolean
}

async function checkSnapshots(part: StoredPart, tell: Tell): Promise<Snapshots> {
  let base: Snapshots['base']
  let newest: number | undefined
  let reach = 0
  const earlier = new DocumentIndex()
  for await (const snapshot of part.snapshots()) {
    const { seq, epoch, bytes } = snapshot
    newest ??= seq
    reach = seq
    if (epoch !== part.epoch) tell('snapshot-epoch', epoch, seq)
    if (seq > part.snapshotSeq || seq > part.head) tell('snapshot-misplaced', undefined, seq)
    const read = checkBytes(snapshot, tell)
    if (read === undefined) continue
    const held = new DocumentIndex()
    held.add(read.claims)
    checkIndex(snapshot, held, tell)
    if (base === undefined) base = { seq, bytes, held }
    else earlier.add(read.claims)
  }
  if (part.snapshotSeq > (newest ?? 0)) tell('snapshot-missing', undefined, part.snapshotSeq)
  return { base, reach, earlier, noneWhole: newest !== undefined && base === undefined }
}

function checkBytes({ seq, bytes, sha256 }: StoredSnapshot, tell: Tell): ReadUpdate | undefined {
  if (sha256 !== null && !createHash('sha256').update(bytes).digest().equals(sha256)) {
    tell('snapshot-hash', undefined, seq)
    return undefined
  }
  const read = readUpdate(bytes)
  if (read === undefined) tell('snapshot-undecodable', undefined, seq)
  return read
}

/** The relay opens a document by it: what it claims and the snapshot has not would be acknowledged and never stored. */
function checkIndex({ seq, index }: StoredSnapshot, held: DocumentIndex, tell: Tell): void {
  if (index === null) return
  if (!index.matchesHash) return tell('index-hash', undefined, seq)
  const said = DocumentIndex.decode(index.bytes)
  if (said === undefined || !said.includes(held) || !held.includes(said)) tell('index-wrong', undefined, seq)
}

/** Looks at the document that was made. It was loaded anew and compared, as compaction does. */
function checkWhole(answer: FoldAnswer | Error, damaged: boolean, tell: Tell): ReadonlySet<Sha256> {
  if (answer instanceof FoldTooSlow) tell('fold-slow', answer.message)
  else if (answer instanceof Error) tell('fold-fails', answer.message)
  else if (!answer.ok) tell('fold-fails', answer.message)
  else {
    const { claims, structs } = readUpdate(answer.values[0]!)!
    const index = new DocumentIndex()
    index.add(claims)
    if (damaged && index.waiting > 0) tell('hidden', counted(charactersAbove(index, structs), 'character'))
    else if (index.holes > 0) tell('holes', `${index.holes}`)
    return imagesIn(structs)
  }
  return new Set()
}

/** How much that would show waits for what the document does not hold. */
function charactersAbove(index: DocumentIndex, structs: ReadUpdate['structs']): number {
  const held = Y.decodeStateVector(index.encodeStateVector())
  let characters = 0
  for (const struct of structs)
    if (struct instanceof Y.Item && struct.countable && struct.id.clock >= (held.get(struct.id.client) ?? 0))
      characters += struct.length
  return characters
}

/** An image's address is an attribute; what was deleted has no content any more. */
export function imagesIn(structs: ReadUpdate['structs']): ReadonlySet<Sha256> {
  const images = new Set<Sha256>()
  for (const struct of structs)
    if (struct instanceof Y.Item && struct.content instanceof Y.ContentAny)
      for (const value of struct.content.arr) {
        const image = attachmentIn(value)
        if (image !== undefined) images.add(image)
      }
  return images
}
