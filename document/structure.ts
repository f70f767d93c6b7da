// Keeps a document's structure buildable. The Yjs binding deletes a node that breaks the schema's content rules, for
// everybody, with all the text in it; renderer/editor adds what is missing before the binding can look.
import { type Attrs, type ContentMatch, Fragment, type Node, type Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { isNew, MARK_DIGEST } from './understanding.ts'

/** Marks the transaction of a repair, so that undo leaves it alone. */
const REPAIR = 'repair of the structure'

/** What the content rules ask for and two people's edits together took away. */
interface Missing {
  readonly into: Y.XmlElement
  readonly at: number
  readonly nodes: Fragment
}

/**
 * Adds the empty nodes that the schema's content rules ask for, such as the paragraph that opens a list item: two people
 * who each delete one of its two paragraphs leave none, and the binding would delete the list. Answers the name of a node
 * that no addition can make fit, or, when this person may not write, of the first that needs one; then nothing is written.
 */
export function makeFit(
  fragment: Y.XmlFragment,
  schema: Schema,
  mayWrite: boolean,
  blocks: readonly unknown[] = fragment.toArray(),
): string | undefined {
  const missing: Missing[] = []
  for (const block of blocks) {
    const built = build(block, schema, missing)
    if (typeof built === 'string') return built
    if (schema.topNodeType.contentMatch.matchFragment(built) === null) return nameOf(block)
  }
  if (missing.length === 0) return undefined
  if (!mayWrite) return missing[0]!.into.nodeName
  fragment.doc?.transact(() => {
    // From the last on, so that the places of those before stay right.
    for (const { into, at, nodes } of missing.toReversed()) into.insert(at, nodes.content.map(emptyElement))
  }, REPAIR)
  return undefined
}

/** The name of the first of the blocks that one transaction touched which does not fit as it is. Writes nothing: what
 * is written in a transaction from the relay would count as the relay's own and not be sent to it. */
export function firstUnfitTouched(
  transaction: Y.Transaction,
  fragment: Y.XmlFragment,
  schema: Schema,
): string | undefined {
  const touched = new Set<unknown>()
  const changed: Iterable<unknown> = transaction.changed.keys()
  for (const type of changed) {
    if (type === fragment) for (const child of fragment.toArray()) if (isNew(child, transaction)) touched.add(child)
    for (let at: unknown = type; at instanceof Y.AbstractType; at = at.parent) {
      const parent: unknown = at.parent
      if (parent === fragment && at._item?.deleted === false) touched.add(at)
    }
  }
  return makeFit(fragment, schema, false, [...touched])
}

/** The ProseMirror nodes that stand for it once what is missing was added; or the name of what cannot fit. */
function build(content: unknown, schema: Schema, missing: Missing[]): Fragment | string {
  if (content instanceof Y.XmlText) return textNodes(content, schema)
  if (!(content instanceof Y.XmlElement)) return nameOf(content)
  const name = content.nodeName
  let match: ContentMatch | null | undefined = schema.nodes[name]?.contentMatch
  let inside = Fragment.empty
  const children: unknown[] = content.toArray()
  for (const [at, child] of [...children.entries(), [children.length, null] as const]) {
    const built: Fragment | string = child === null ? Fragment.empty : build(child, schema, missing)
    if (typeof built === 'string') return built
    const nodes: Fragment | null | undefined = match?.fillBefore(built, child === null)
    if (nodes === null || nodes === undefined) return name
    if (nodes.childCount > 0) missing.push({ into: content, at, nodes })
    match = match?.matchFragment(nodes)?.matchFragment(built)
    inside = inside.append(nodes).append(built)
  }
  try {
    return Fragment.from(schema.node(name, content.getAttributes(), inside))
  } catch {
    return name // An attribute or a mark that the schema refuses here: the binding would meet the same error.
  }
}

function textNodes(text: Y.XmlText, schema: Schema): Fragment | string {
  try {
    const runs = text.toDelta() as { insert: string; attributes?: Record<string, Attrs> }[]
    return Fragment.from(
      runs.map(({ insert, attributes = {} }) =>
        schema.text(
          insert,
          Object.entries(attributes)
            .filter(([name]) => name !== 'ychange')
            .map(([name, attrs]) => schema.mark(name.replace(MARK_DIGEST, ''), attrs)),
        ),
      ),
    )
  } catch {
    return nameOf(text) // As above.
  }
}

function emptyElement(node: Node): Y.XmlElement {
  const element = new Y.XmlElement(node.type.name)
  for (const [name, value] of Object.entries(node.attrs))
    if (value !== null) element.setAttribute(name, value as string)
  element.insert(0, node.content.content.map(emptyElement))
  return element
}

function nameOf(content: unknown): string {
  return content instanceof Y.XmlElement ? content.nodeName : 'text in a place of its own'
}
