// A block of text as a line of characters, each with the id that Yjs gave it, also those that were just deleted; and the
// way to put characters into such a block. Read by what looks for lost text (where-it-went.ts and renderer/collab/rescue)
// while a transaction's observers run: afterwards Yjs forgets what was deleted.
import type { Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { documentSchema } from './schema.ts'
import { MARK_DIGEST } from './understanding.ts'

let cachedSchema: Schema | undefined
const schema = (): Schema => (cachedSchema ??= documentSchema())

export type Attributes = Readonly<Record<string, unknown>>

/** Something in a line that is no text: a break, an image. */
interface Thing {
  readonly name: string
  readonly attributes: Attributes
}

/** One UTF-16 unit of text, or one thing, for which `text` is U+FFFC. */
export interface Unit {
  readonly id: Y.ID
  readonly text: string
  readonly thing?: Thing
  readonly attributes: Attributes
  readonly deleted: boolean
}

export const THING = '\uFFFC'

/** What can be put into a line: its formatting and its ids' order come from elsewhere. */
export type Piece = Pick<Unit, 'text' | 'thing' | 'attributes'>

/** Whether text stands directly in elements of this kind. */
export function isTextblock(content: unknown): content is Y.XmlElement {
  return content instanceof Y.XmlElement && schema().nodes[content.nodeName]?.isTextblock === true
}

/** Whether a paragraph may stand anywhere in it. */
export function takesParagraphs(content: unknown): boolean {
  if (!(content instanceof Y.XmlElement)) return content instanceof Y.XmlFragment
  return mayBegin(content.nodeName, 'paragraph')
}

function mayBegin(parent: string, child: string): boolean {
  const { nodes } = schema()
  const [content, type] = [nodes[parent]?.contentMatch, nodes[child]]
  return content !== undefined && type !== undefined && content.matchType(type) !== null
}

/** Everything in it that Yjs still knows, deleted or not. `formats` says which formatting counts. */
export function readLine(block: Y.XmlElement, formats: (item: Y.Item) => boolean = ({ deleted }) => !deleted): Unit[] {
  const units: Unit[] = []
  for (let item = block._start; item !== null; item = item.right) {
    const type = typeOf(item)
    if (type instanceof Y.XmlText) readText(type, formats, units)
    else if (type instanceof Y.XmlElement) {
      const thing = { name: type.nodeName, attributes: attributesOf(type) }
      units.push({ id: item.id, text: THING, thing, attributes: {}, deleted: item.deleted })
    }
  }
  return units
}

function readText(text: Y.XmlText, formats: (item: Y.Item) => boolean, units: Unit[]): void {
  let attributes: Attributes = {}
  for (let item = text._start; item !== null; item = item.right) {
    const { content, deleted } = item
    if (content instanceof Y.ContentFormat) {
      if (formats(item)) attributes = { ...attributes, [content.key]: content.value }
    } else if (content instanceof Y.ContentString) {
      for (let at = 0; at < content.str.length; at++) {
        const id = Y.createID(item.id.client, item.id.clock + at)
        units.push({ id, text: content.str[at]!, attributes, deleted })
      }
    }
  }
}

/** What the block says now, THING for what is no text. */
export function lineOf(block: Y.XmlElement): string {
  return block
    .toArray()
    .map((child) => (child instanceof Y.XmlText ? textOf(child) : THING))
    .join('')
}

const textOf = (text: Y.XmlText): string =>
  (text.toDelta() as { insert: unknown }[]).map(({ insert }) => (typeof insert === 'string' ? insert : THING)).join('')

/** Puts the pieces before the unit at `offset` of what stands there now, with no more formatting than the block allows. */
export function insertIntoLine(block: Y.XmlElement, offset: number, pieces: readonly Piece[]): void {
  let at = offset
  for (const piece of joined(pieces, block.nodeName)) {
    if (piece.thing === undefined) {
      const { text, index } = textAt(block, at)
      text.insert(index, piece.text, { ...noneOf(text), ...piece.attributes })
    } else insertThing(block, at, piece.thing)
    at += piece.text.length
  }
}

/** Neighbours with the same formatting as one piece; a break as the line feed that code has for it. */
function joined(pieces: readonly Piece[], into: string): Piece[] {
  const type = schema().nodes[into]
  const result: Piece[] = []
  for (const piece of pieces) {
    const asText = piece.thing?.name === 'hardBreak' && type?.spec.code === true
    const text = asText ? '\n' : piece.text
    if (piece.thing !== undefined && !asText) {
      if (mayBegin(into, piece.thing.name)) result.push(piece)
      continue
    }
    const attributes = Object.fromEntries(
      Object.entries(piece.attributes).filter(([name, value]) => {
        const mark = schema().marks[name.replace(MARK_DIGEST, '')]
        return value !== null && mark !== undefined && type?.allowsMarkType(mark) === true
      }),
    )
    const last = result.at(-1)
    if (
      last !== undefined &&
      last.thing === undefined &&
      JSON.stringify(last.attributes) === JSON.stringify(attributes)
    )
      result[result.length - 1] = { text: last.text + text, attributes }
    else result.push({ text, attributes })
  }
  return result
}

/** Y.Text hands the formatting of the place on to what is inserted, unless it is told otherwise. */
function noneOf(text: Y.XmlText): Record<string, null> {
  const names = (text.toDelta() as { attributes?: object }[]).flatMap(({ attributes = {} }) => Object.keys(attributes))
  return Object.fromEntries(names.map((name) => [name, null]))
}

/** The text that holds this place, or a new one. */
function textAt(block: Y.XmlElement, offset: number): { readonly text: Y.XmlText; readonly index: number } {
  let passed = 0
  const children = block.toArray()
  for (const [nth, child] of children.entries()) {
    const length = child instanceof Y.XmlText ? child.length : 1
    if (child instanceof Y.XmlText && offset <= passed + length) return { text: child, index: offset - passed }
    if (offset <= passed) return { text: newText(block, nth), index: 0 }
    passed += length
  }
  return { text: newText(block, children.length), index: 0 }
}

function newText(block: Y.XmlElement, nth: number): Y.XmlText {
  const text = new Y.XmlText()
  block.insert(nth, [text])
  return text
}

/** Splits the text at this place, as the binding does when a break is typed. */
function insertThing(block: Y.XmlElement, offset: number, { name, attributes }: Thing): void {
  const { text, index } = textAt(block, offset)
  const element = new Y.XmlElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value as string)
  const behind = text.clone()
  behind.delete(0, index)
  const nth = block.toArray().indexOf(text)
  const tail = text.length - index
  block.insert(nth + 1, tail > 0 ? [element, behind] : [element])
  if (tail > 0) text.delete(index, tail)
}

/** Also those of an element that was just deleted. */
function attributesOf(element: Y.XmlElement): Attributes {
  return Object.fromEntries([...element._map].map(([key, item]) => [key, item.content.getContent().at(-1)]))
}

export function typeOf({ content }: Y.Item): unknown {
  return content instanceof Y.ContentType ? content.type : undefined
}
