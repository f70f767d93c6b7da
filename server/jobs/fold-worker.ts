// A worker thread that folds documents: applies snapshot and log to a real Y.Doc, and answers what somebody lacks, or a
// new snapshot, verified. The only place in the relay where a Y.Doc exists (R3). Started by folder.ts.
import { createHash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import * as Y from 'yjs'
import { messageOf } from '../errors.ts'
import { DocumentIndex } from '../room/document-index.ts'
import { readUpdate } from '../room/update.ts'
import type { FoldAnswer, FoldRequest } from './folder.ts'

interface Fold {
  readonly doc: Y.Doc
  /** What the updates put in say they hold. The result is checked against it. */
  readonly index: DocumentIndex
  /** Updates that decode and yet throw when they are integrated (about 1 in 12 of mutated ones do). */
  skipped: number
}

const folds = new Map<number, Fold>()
const port = parentPort!

port.on('message', (request: FoldRequest) => {
  const fold = folds.get(request.fold) ?? { doc: new Y.Doc(), index: new DocumentIndex(), skipped: 0 }
  if (request.kind === 'add') {
    folds.set(request.fold, fold)
    for (const update of request.updates) add(fold, update)
    return
  }
  folds.delete(request.fold)
  if (request.kind === 'drop') return
  try {
    const value = request.kind === 'diff' ? Y.encodeStateAsUpdate(fold.doc, request.stateVector) : verified(fold)
    const answer: FoldAnswer = { fold: request.fold, ok: true, value, skipped: fold.skipped }
    port.postMessage(answer, [value.buffer as ArrayBuffer])
  } catch (error) {
    port.postMessage({ fold: request.fold, ok: false, message: messageOf(error) } satisfies FoldAnswer)
  }
})

/**
 * One bad update must not keep people from the rest of the document (R7). What Yjs has integrated of it before it threw
 * stays, as it does in every client that heard it: what others typed after it hangs on that part.
 */
function add(fold: Fold, update: Uint8Array): void {
  const read = readUpdate(update)
  try {
    if (read === undefined) throw new Error('does not decode')
    Y.applyUpdate(fold.doc, update)
    fold.index.add(read.claims)
  } catch {
    // Reported by number with the answer; the row itself stays in the log.
    fold.skipped++
  }
}

/** The document as one update, after a fresh load of it has shown that nothing is missing (R5). */
function verified({ doc, index, skipped }: Fold): Uint8Array {
  if (skipped > 0) throw new Error(`${skipped} stored updates cannot be integrated; their log is not folded away`)
  const bytes = Y.encodeStateAsUpdate(doc)
  const read = readUpdate(bytes)
  if (read === undefined) throw new Error('the folded snapshot does not decode')
  const held = new DocumentIndex()
  held.add(read.claims)
  if (!held.includes(index)) throw new Error('the folded snapshot holds less than the log')
  const fresh = new Y.Doc()
  Y.applyUpdate(fresh, bytes)
  for (const name of doc.share.keys())
    if (rendered(doc, name) !== rendered(fresh, name))
      throw new Error(`the folded snapshot renders "${name}" differently`)
  return bytes
}

/** A digest of everything visible below a root type: equal when the content is. */
function rendered(doc: Y.Doc, root: string): string {
  const digest = createHash('sha256')
  const walk = (type: Y.AbstractType<unknown>): void => {
    for (let item = type._start; item !== null; item = item.right) if (!item.deleted) show(item.content)
    for (const [key, item] of [...type._map].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      if (!item.deleted) {
        digest.update(`${key}=`)
        show(item.content)
      }
    digest.update(';')
  }
  const show = (content: Y.Item['content']): void => {
    if (content instanceof Y.ContentType) walk(content.type)
    else if (content instanceof Y.ContentFormat) digest.update(JSON.stringify([content.key, content.value]))
    else if (content instanceof Y.ContentString) digest.update(content.str)
    else digest.update(JSON.stringify(content.getContent()))
  }
  walk(doc.get(root))
  return digest.digest('hex')
}
