// Checks one part of one stored document: its snapshots, its log from row to row, and that both together make a document. Called
// by check.ts. It reads what the relay would read and then some, and folds it with the relay's own code (R5).
import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import { attachmentIn, type Sha256 } from '../../contracts/attachment-names.ts'
import { messageOf } from '../errors.ts'
import { DocumentIndex } from '../room/document-index.ts'
import { type ReadUpdate, readUpdate } from '../room/update.ts'
import type { StoredPart, StoredSnapshot } from '../store/inspection.ts'
import type { FindingKind } from './findings.ts'
import { Fold } from './fold.ts'

export type Tell = (kind: FindingKind, detail?: string, seq?: number) => void

export interface CheckedPart {
  /** Of the log. */
  readonly rows: number
  /** That the document shows. */
  readonly images: ReadonlySet<Sha256>
}

export function checkPart(part: StoredPart, tell: Tell): CheckedPart {
  if (part.known === 'deleted') tell('not-deleted')
  if (part.known === 'unknown') tell('not-listed')
  for (const { seq, reason, at, bytes } of part.setAside())
    tell('set-aside', `${reason}; ${bytes} bytes, ${new Date(at).toISOString()}`, seq)

  const { base, reach, earlier, noneWhole } = checkSnapshots(part, tell)
  const fold = new Fold()
  if (base !== undefined) fold.add([{ seq: 0, update: base.bytes }])
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
  for (const { seq, epoch, bytes } of part.log()) {
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
    else fold.add([{ seq, update: bytes }])
  }
  if (next <= part.head) gap(next, part.head)
  if (noneWhole && first !== 1) {
    tell('snapshots-lost')
    whole = false
  }
  if (base !== undefined && !base.held.includes(earlier)) tell('snapshot-short', undefined, from)
  for (const { seq, reason } of fold.bad) tell('row-unintegrable', reason, seq)
  // Half a document is told of already.
  return { rows, images: whole ? checkWhole(fold, tell) : new Set() }
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

function checkSnapshots(part: StoredPart, tell: Tell): Snapshots {
  let base: Snapshots['base']
  let newest: number | undefined
  let reach = 0
  const earlier = new DocumentIndex()
  for (const snapshot of part.snapshots()) {
    const { seq, epoch, bytes } = snapshot
    newest ??= seq
    reach = seq
    if (epoch !== part.epoch) tell('snapshot-epoch', epoch, seq)
    if (seq > part.snapshotSeq || seq > part.head) tell('snapshot-misplaced', undefined, seq)
    const read = checkBytes(snapshot, tell)
    if (read === undefined) continue
    if (base !== undefined) earlier.add(read.claims)
    else {
      const held = new DocumentIndex()
      held.add(read.claims)
      base = { seq, bytes, held }
    }
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

/** Makes the document, and loads what that gives anew, as compaction does. Answers the images in it. */
function checkWhole(fold: Fold, tell: Tell): ReadonlySet<Sha256> {
  try {
    const { claims, structs } = readUpdate(fold.snapshot())!
    const index = new DocumentIndex()
    index.add(claims)
    if (index.holes > 0) tell('holes', `${index.holes}`)
    return imagesIn(structs)
  } catch (error) {
    tell('fold-fails', messageOf(error))
    return new Set()
  }
}

/** An image's address is an attribute; what was deleted has no content any more. */
function imagesIn(structs: ReadUpdate['structs']): ReadonlySet<Sha256> {
  const images = new Set<Sha256>()
  for (const struct of structs)
    if (struct instanceof Y.Item && struct.content instanceof Y.ContentAny)
      for (const value of struct.content.arr) {
        const image = attachmentIn(value)
        if (image !== undefined) images.add(image)
      }
  return images
}
