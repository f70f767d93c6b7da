// A worker thread that folds documents: applies snapshot and log to a real Y.Doc, and answers what somebody lacks, or a
// new snapshot, verified. The only place in the relay where a Y.Doc exists (R3). Started by folder.ts.
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
}

const folds = new Map<number, Fold>()
const port = parentPort!

port.on('message', (request: FoldRequest) => {
  try {
    const value = handle(request)
    if (request.kind !== 'add') port.postMessage({ fold: request.fold, ok: true, value } satisfies FoldAnswer)
  } catch (error) {
    port.postMessage({ fold: request.fold, ok: false, message: messageOf(error) } satisfies FoldAnswer)
  } finally {
    if (request.kind !== 'add') folds.delete(request.fold)
  }
})

function handle(request: FoldRequest): Uint8Array {
  const fold = folds.get(request.fold) ?? { doc: new Y.Doc(), index: new DocumentIndex() }
  switch (request.kind) {
    case 'add':
      folds.set(request.fold, fold)
      for (const update of request.updates) add(fold, update)
      return new Uint8Array()
    case 'diff':
      return Y.encodeStateAsUpdate(fold.doc, request.stateVector)
    case 'snapshot':
      return verified(fold)
  }
}

function add({ doc, index }: Fold, update: Uint8Array): void {
  const read = readUpdate(update)
  if (read === undefined) throw new Error(`a stored update of ${update.byteLength} bytes does not decode`)
  Y.applyUpdate(doc, update)
  index.add(read.claims)
}

/** The document as one update, after a fresh load of it has shown that nothing is missing (R5). */
function verified({ doc, index }: Fold): Uint8Array {
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

/** Everything visible below a root type, as text that is equal when the content is. */
function rendered(doc: Y.Doc, root: string): string {
  const parts: string[] = []
  const walk = (type: Y.AbstractType<unknown>): void => {
    for (let item = type._start; item !== null; item = item.right) if (!item.deleted) show(item.content)
    for (const [key, item] of [...type._map].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      if (!item.deleted) {
        parts.push(`${key}=`)
        show(item.content)
      }
    parts.push(';')
  }
  const show = (content: Y.Item['content']): void => {
    if (content instanceof Y.ContentType) walk(content.type)
    else if (content instanceof Y.ContentFormat) parts.push(JSON.stringify([content.key, content.value]))
    else if (content instanceof Y.ContentString) parts.push(content.str)
    else parts.push(JSON.stringify(content.getContent()))
  }
  walk(doc.get(root))
  return parts.join('')
}
