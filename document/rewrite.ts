// Puts other blocks in the place of those of a shared document that others are writing in: only what differs is written, block by block
// and letter by letter, so that carets and what is typed meanwhile stay. Used by put-markdown.ts and put-version.ts.
import { Fragment, type Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { documentSchema } from './schema.ts'
import { TEXT_FIELD } from './text-field.ts'
import { push } from './twin/push.ts'
import { buildRoot, NotUnderstood, type Twins } from './twin/twin.ts'

/** Nodes of one schema do not fit into another, though it says the same. */
export const SCHEMA = documentSchema()

/** `update` undefined: there is nothing to do. It has one and has not `changed` anything when it only leaves a trace. */
export interface Rewritten {
  readonly kind: 'put'
  readonly update: Uint8Array | undefined
  readonly changed: boolean
}

export interface NotUnderstandable {
  readonly kind: 'not-understood'
  readonly detail: string
}

/**
 * As one edit of the doc's own client. `becomes` is told the blocks that are there, and answers those that are to be, or why not: then
 * nothing was changed. `traced`: leaves a trace under the doc's client id, also when nothing changes, by which a repeat is known.
 */
export function rewrite<Refusal extends { readonly kind: string }>(
  doc: Y.Doc,
  traced: boolean,
  becomes: (was: readonly Node[]) => Node[] | Refusal,
): Rewritten | NotUnderstandable | Refusal {
  const fragment = doc.getXmlFragment(TEXT_FIELD)
  const twins: Twins = new WeakMap()
  const root = understood(() => buildRoot(fragment, SCHEMA, twins))
  if ('kind' in root) return root
  // What an empty fragment is shown as is nobody's.
  const was = root.units.length === 0 ? [] : root.node.children
  const blocks = becomes(was)
  if (!Array.isArray(blocks)) return blocks
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  if (was.length > 0 || blocks.length > 0) doc.transact(() => push(root, nodeOf(root.node, blocks), Infinity, twins))
  const changed = updates.length > 0
  if (traced && Y.getState(doc.store, doc.clientID) === 0) doc.transact(() => leaveTrace(fragment))
  return { kind: 'put', update: updates.length > 1 ? Y.mergeUpdates(updates) : updates[0], changed }
}

/** The blocks of a document, none of an empty one. Changes nothing. */
export function blocksIn(doc: Y.Doc): Node[] | NotUnderstandable {
  const root = understood(() => buildRoot(doc.getXmlFragment(TEXT_FIELD), SCHEMA, new WeakMap()))
  if ('kind' in root) return root
  return root.units.length === 0 ? [] : [...root.node.children]
}

function understood<Built>(build: () => Built): Built | NotUnderstandable {
  try {
    return build()
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error
    return { kind: 'not-understood', detail: `the document holds ${error.what} in a way that cannot be built` }
  }
}

function nodeOf(root: Node, children: Node[]): Node {
  const filled = children.length > 0 ? children : [SCHEMA.nodes['paragraph']!.create()]
  const now = root.copy(Fragment.fromArray(filled))
  now.check()
  return now
}

/** Made and taken away in one edit: nobody sees it, and its clock stays known. */
function leaveTrace(fragment: Y.XmlFragment): void {
  fragment.insert(0, [new Y.XmlText()])
  fragment.delete(0, 1)
}
