// Makes a document of our schema out of whatever claims to be one: JSON from a file, a Yjs document that an editor of
// another kind wrote, a ProseMirror node. No text is lost, nothing throws, and nesting is bounded. Every export begins here.
import { type NodeJson, type MarkJson, paragraph, textIn } from './json.ts'
import { documentSchema } from './schema.ts'

const SCHEMA = documentSchema()

/**
 * How deep quotes and lists may stand in each other (a quote is one level, a list and its item are two, a table none).
 * Deeper blocks are kept as paragraphs. Indentation costs depth × length, and recursion a stack.
 */
const DEEPEST_LEVEL = 64

const TEXT_BLOCKS = new Set(['paragraph', 'heading', 'codeBlock'])
const INLINE = new Set(['text', 'hardBreak', 'image'])
/** What each container holds, and how many levels a child is below it. */
const ITEMS: Readonly<Record<string, string>> = {
  bulletList: 'listItem',
  orderedList: 'listItem',
  taskList: 'taskItem',
}
const CELLS = new Set(['tableCell', 'tableHeader'])

/** A valid document of our schema with all the text of `source`, which may be anything. Attributes are checked by kind only. */
export function readDocument(source: unknown): NodeJson {
  const json = hasToJson(source) ? source.toJSON() : source
  return { type: 'doc', content: atLeastOne(blocksOf(childrenOf(json), 0)) }
}

/** The same with every attribute spelled out, as an editor would give it. */
export function canonical(source: unknown): NodeJson {
  const node = SCHEMA.nodeFromJSON(readDocument(source))
  node.check()
  return node.toJSON() as NodeJson
}

function blocksOf(children: readonly unknown[], level: number): NodeJson[] {
  const blocks: NodeJson[] = []
  let line: unknown[] = []
  const endLine = (): void => {
    if (line.length > 0) blocks.push(paragraph(inlineOf(line)))
    line = []
  }
  for (const child of children) {
    if (INLINE.has(typeOf(child))) line.push(child)
    else {
      endLine()
      for (const block of blockOf(child, level)) blocks.push(block)
    }
  }
  endLine()
  return blocks
}

function blockOf(node: unknown, level: number): readonly NodeJson[] {
  const type = typeOf(node)
  const children = childrenOf(node)
  const attrs = attributesOf(node)
  if (type === 'horizontalRule') return [{ type }]
  if (type === 'codeBlock') return [{ type, attrs, content: plainText(textIn({ type, content: inlineOf(children) })) }]
  if (TEXT_BLOCKS.has(type)) return [{ type, attrs, content: inlineOf(children) }]
  if (level + 2 > DEEPEST_LEVEL) return paragraphsIn(children)
  const item = ITEMS[type]
  if (item !== undefined) {
    const items = children.flatMap((child) => itemOf(child, item, level + 2))
    return items.length > 0 ? [{ type, attrs, content: items }] : []
  }
  if (type === 'blockquote') return [{ type, content: atLeastOne(blocksOf(children, level + 1)) }]
  if (type === 'table') {
    const rows = children.filter((row) => typeOf(row) === 'tableRow').map((row) => rowOf(row, level))
    const strays = blocksOf(
      children.filter((child) => typeOf(child) !== 'tableRow'),
      level,
    )
    return rows.length > 0 ? [{ type, content: rows }, ...strays] : strays
  }
  // A node of another editor, or one of ours in a place where it cannot stand: what it holds is kept.
  return blocksOf(children, level + 1)
}

function itemOf(node: unknown, type: string, level: number): NodeJson[] {
  const children = typeOf(node) === 'listItem' || typeOf(node) === 'taskItem' ? childrenOf(node) : [node]
  const content = blocksOf(children, level)
  if (content[0]?.type !== 'paragraph') content.unshift(paragraph([]))
  return [{ type, attrs: type === 'taskItem' ? { checked: attributesOf(node)['checked'] === true } : {}, content }]
}

function rowOf(row: unknown, level: number): NodeJson {
  const content = childrenOf(row).map((cell) => ({
    type: CELLS.has(typeOf(cell)) ? typeOf(cell) : 'tableCell',
    attrs: attributesOf(cell),
    content: atLeastOne(blocksOf(CELLS.has(typeOf(cell)) ? childrenOf(cell) : [cell], level + 2)),
  }))
  return { type: 'tableRow', content }
}

/** Every text block in there as a paragraph. Without recursion: this is where nesting has no bound. */
function paragraphsIn(children: readonly unknown[]): NodeJson[] {
  const paragraphs: NodeJson[] = []
  const waiting = children.toReversed()
  while (waiting.length > 0) {
    const node = waiting.pop()
    const inner = childrenOf(node)
    if (INLINE.has(typeOf(node))) paragraphs.push(paragraph(inlineOf([node])))
    else if (inner.some((child) => INLINE.has(typeOf(child)))) paragraphs.push(paragraph(inlineOf(inner)))
    else for (const child of inner.toReversed()) waiting.push(child)
  }
  return paragraphs
}

/** Marked text, breaks and images in there, however deep. */
function inlineOf(children: readonly unknown[]): NodeJson[] {
  const inline: NodeJson[] = []
  const waiting = children.toReversed()
  while (waiting.length > 0) {
    const child = waiting.pop()
    const type = typeOf(child)
    const marks = marksOf(child)
    if (type === 'text') {
      const text = (child as { text?: unknown }).text
      if (typeof text === 'string' && text !== '') inline.push({ type, text: text.toWellFormed(), marks })
    } else if (type === 'hardBreak') inline.push({ type })
    else if (type === 'image') {
      // Yjs keeps marks of text only. The link around an image is the one that would be missed.
      const link = marks.find((mark) => mark.type === 'link')?.attrs?.['href']
      inline.push({ type, attrs: { ...(link !== undefined && { href: link }), ...attributesOf(child) } })
    } else for (const inner of childrenOf(child).toReversed()) waiting.push(inner)
  }
  return joined(inline)
}

/** Neighbours with the same marks are one text. */
export function joined(inline: readonly NodeJson[]): NodeJson[] {
  const result: NodeJson[] = []
  for (const node of inline) {
    const last = result.at(-1)
    if (last?.type === 'text' && node.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(node.marks))
      result[result.length - 1] = { ...last, text: `${last.text}${node.text}` }
    else result.push(node)
  }
  return result
}

function marksOf(node: unknown): MarkJson[] {
  const marks: unknown = (node as { marks?: unknown } | null)?.marks
  if (!Array.isArray(marks)) return []
  const known = marks.filter((mark) => SCHEMA.marks[typeOf(mark)] !== undefined)
  return known
    .map((mark): MarkJson =>
      typeOf(mark) === 'link' ? { type: 'link', attrs: attributesOf(mark) } : { type: typeOf(mark) },
    )
    .sort((a, b) => rankOf(a) - rankOf(b))
    .filter((mark, at, all) => all[at - 1]?.type !== mark.type)
}

/** ProseMirror's own order of marks is the schema's. */
const RANKS = new Map(Object.keys(SCHEMA.marks).map((name, at) => [name, at]))
const rankOf = (mark: MarkJson): number => RANKS.get(mark.type) ?? 0

const atLeastOne = (blocks: readonly NodeJson[]): readonly NodeJson[] => (blocks.length > 0 ? blocks : [paragraph([])])
const plainText = (text: string): NodeJson[] => (text === '' ? [] : [{ type: 'text', text }])

const hasToJson = (source: unknown): source is { toJSON(): unknown } =>
  typeof source === 'object' && source !== null && 'toJSON' in source && typeof source.toJSON === 'function'

function typeOf(node: unknown): string {
  const type: unknown = (node as { type?: unknown } | null | undefined)?.type
  return typeof type === 'string' ? type : ''
}

function childrenOf(node: unknown): readonly unknown[] {
  const content: unknown = (node as { content?: unknown } | null | undefined)?.content
  return Array.isArray(content) ? content : []
}

/** The attributes our schema has for this node or mark, of the kind that may stand there. */
function attributesOf(node: unknown): Record<string, unknown> {
  const given: unknown = (node as { attrs?: unknown } | null | undefined)?.attrs
  const known = SCHEMA.nodes[typeOf(node)]?.spec.attrs ?? SCHEMA.marks[typeOf(node)]?.spec.attrs
  if (typeof given !== 'object' || given === null || known === undefined) return {}
  const entries = Object.entries(given).filter(([name]) => Object.hasOwn(known, name))
  return Object.fromEntries(entries.map(([name, value]) => [name, attribute(name, value)]))
}

function attribute(name: string, value: unknown): unknown {
  if (name === 'level') return Math.min(6, Math.max(1, wholeNumber(value, 1)))
  if (name === 'start') return Math.min(999_999_999, Math.max(0, wholeNumber(value, 1)))
  if (name === 'colspan' || name === 'rowspan') return Math.max(1, wholeNumber(value, 1))
  if (name === 'colwidth') return Array.isArray(value) ? value.map((width) => wholeNumber(width, 0)) : null
  return typeof value === 'string' ? value.toWellFormed() : typeof value === 'object' ? null : value
}

const wholeNumber = (value: unknown, otherwise: number): number => (Number.isInteger(value) ? Number(value) : otherwise)
