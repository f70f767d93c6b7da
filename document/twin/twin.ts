// The pairs of a Yjs type and the ProseMirror node that shows it, kept from edit to edit: what did not change is neither
// looked at nor built again. Built here from the shared document without ever writing into it; changed by pull and push.
import { type Attrs, Fragment, type Node, type Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { marksOf } from './marks.ts'

/** Shared content that this schema cannot build. Whoever catches it leaves the document alone. */
export class NotUnderstood extends Error {
  /** The name of the node or mark. */
  readonly what: string
  constructor(what: string) {
    super(`the shared document holds ${what}, which this editor cannot show and must not touch`)
    this.what = what
  }
}

/** A run of text. Its length is what ProseMirror shows, which is behind the Yjs text while an input method composes. */
export interface TextTwin {
  readonly text: Y.XmlText
  length: number
  /** Null until the element that holds it was made. */
  parent: Twin | null
}

/** An element, or the whole fragment, with everything in it. */
export interface Twin {
  readonly type: Y.XmlElement | Y.XmlFragment
  node: Node
  /** One for each child of the Yjs type, in its order. Two texts side by side are one to ProseMirror. */
  units: Unit[]
  parent: Twin | null
}

export type Unit = TextTwin | Twin

export const isText = (unit: Unit): unit is TextTwin => 'text' in unit
export const isElement = (unit: Unit): unit is Twin => 'type' in unit
export const sizeOf = (unit: Unit): number => (isText(unit) ? unit.length : unit.node.nodeSize)

/** Finds the twin of a Yjs type. Weak, because Yjs forgets what was deleted and so may we. */
export type Twins = WeakMap<object, Unit>

/** The whole document. An empty fragment is shown as the emptiest document there is, and nothing of that is shared. */
export function buildRoot(fragment: Y.XmlFragment, schema: Schema, twins: Twins): Twin {
  const units = fragment.toArray().map((child) => buildUnit(child, schema, twins))
  const node = rootNode(units, schema)
  const root: Twin = { type: fragment, node, units, parent: null }
  for (const unit of units) unit.parent = root
  twins.set(fragment, root)
  return root
}

/** The filler is the one paragraph that ProseMirror needs and nobody wrote. */
export function fillerOf(schema: Schema): Node {
  const filler = schema.topNodeType.createAndFill()
  if (filler === null) throw new Error('this schema cannot make an empty document')
  return filler
}

function rootNode(units: readonly Unit[], schema: Schema): Node {
  const content = contentOf(units)
  if (content.childCount === 0) return fillerOf(schema)
  try {
    return schema.topNodeType.createChecked(null, content)
  } catch {
    throw new NotUnderstood(units.find(isElement)?.node.type.name ?? 'text in a place of its own')
  }
}

export function buildUnit(child: unknown, schema: Schema, twins: Twins): Unit {
  if (child instanceof Y.XmlText) return buildText(child, twins)
  if (!(child instanceof Y.XmlElement)) throw new NotUnderstood('something that is not text')
  const type = schema.nodes[child.nodeName]
  if (type === undefined) throw new NotUnderstood(child.nodeName)
  const content: Node[] = []
  const units = child.toArray().map((inner: unknown) => {
    const unit = buildUnit(inner, schema, twins)
    if (isText(unit)) content.push(...textNodes(unit.text, schema))
    else content.push(unit.node)
    return unit
  })
  let node: Node
  try {
    node = type.createChecked(attributesOf(child), Fragment.fromArray(content))
  } catch {
    throw new NotUnderstood(child.nodeName)
  }
  const twin: Twin = { type: child, node, units, parent: null }
  for (const unit of units) unit.parent = twin
  twins.set(child, twin)
  return twin
}

export function buildText(text: Y.XmlText, twins: Twins): TextTwin {
  const twin: TextTwin = { text, length: text.length, parent: null }
  twins.set(text, twin)
  return twin
}

export function attributesOf(element: Y.XmlElement): Attrs {
  return element.getAttributes()
}

export function textNodes(text: Y.XmlText, schema: Schema): Node[] {
  const runs = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]
  return runs.map(({ insert, attributes }) => {
    if (typeof insert !== 'string') throw new NotUnderstood('something that is not text')
    try {
      return schema.text(insert, marksOf(attributes, schema))
    } catch {
      throw new NotUnderstood(Object.keys(attributes ?? {}).join(', '))
    }
  })
}

/** The nodes that the units of a block container stand for. Throws for text where only blocks may be. */
function contentOf(units: readonly Unit[]): Fragment {
  const nodes: Node[] = []
  for (const unit of units) {
    if (isElement(unit)) nodes.push(unit.node)
    else if (unit.length > 0) throw new NotUnderstood('text in a place of its own')
  }
  return Fragment.fromArray(nodes)
}
