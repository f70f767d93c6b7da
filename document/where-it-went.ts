// Where the text of a deleted block stands now. Nothing in Yjs changes its kind: who makes a heading of a paragraph
// deletes the paragraph and inserts a copy, and nothing says that the two belong together but their words. Asked by
// renderer/collab/rescue for letters that the copy lacks, and by renderer/editor for the caret.
import * as Y from 'yjs'
import { isTextblock, lineOf, takesParagraphs, typeOf } from './textblock-line.ts'

/** What every Yjs type is, seen as a place in the tree. */
export interface Placed {
  readonly _item: Y.Item | null
  readonly _start: Y.Item | null
  readonly _length: number
}

/** What stood before and behind a place. */
export interface Surroundings {
  readonly left: string
  readonly right: string
}

export interface Place {
  readonly block: Y.XmlElement
  /** In the units of readLine, of what stands there now. */
  readonly offset: number
}

/** Characters on either side that are compared. */
const FAR_ENOUGH = 48

/** What must agree for a place that nothing but its words speaks for. */
const AGREEMENT_ANYWHERE = 8

/** The blocks of text that a transaction made or put text into, and that are still there. */
export function blocksFilledBy(transaction: Y.Transaction): Y.XmlElement[] {
  const blocks = new Set<Y.XmlElement>()
  for (const [client, clock] of transaction.afterState) {
    const before = transaction.beforeState.get(client) ?? 0
    if (clock === before) continue
    for (const item of itemsIn(transaction.doc, client, before, clock)) {
      const made = typeOf(item)
      const filled = item.content instanceof Y.ContentString ? parentOf(parentOf(item)) : undefined
      for (const block of [made, filled]) if (isTextblock(block) && isThere(block)) blocks.add(block)
    }
  }
  return [...blocks]
}

/** All of a document's. */
export function textblocksIn(content: Y.XmlFragment | Y.XmlElement): Y.XmlElement[] {
  if (isTextblock(content)) return [content]
  return content.toArray().flatMap((child) => (child instanceof Y.XmlElement ? textblocksIn(child) : []))
}

/** Where these words stand in one of the blocks, or null. An empty block's only mark is to be empty. */
export function placeAmong(
  blocks: readonly Y.XmlElement[],
  { left, right }: Surroundings,
  anywhere = false,
): Place | null {
  const [before, behind] = [left.slice(-FAR_ENOUGH), right.slice(0, FAR_ENOUGH)]
  const wanted = before.length + behind.length
  if (wanted === 0 && anywhere) return null
  let best: { readonly score: number; readonly place: Place } | null = null
  for (const block of blocks) {
    const line = lineOf(block)
    if (wanted === 0) {
      if (line === '') return { block, offset: 0 }
      continue
    }
    // The whole line as it was: sure, and cheap.
    if (line === left + right) return { block, offset: left.length }
    for (let offset = 0; offset <= line.length; offset++) {
      const score = agreesBefore(line, offset, before) + agreesBehind(line, offset, behind)
      if (score > (best?.score ?? 0)) best = { score, place: { block, offset } }
    }
  }
  if (best === null || best.score * 2 < wanted || (anywhere && best.score < AGREEMENT_ANYWHERE)) return null
  return best.place
}

/** Puts an empty paragraph behind this block, or as near as one may stand. */
export function paragraphBehind(block: Y.XmlElement): Y.XmlElement | null {
  let child: Placed = block
  let parent = parentOf(child)
  while (parent !== undefined && !takesParagraphs(parent)) [child, parent] = [parent, parentOf(parent)]
  if (!(parent instanceof Y.XmlFragment)) return null
  return paragraphIn(parent, parent.toArray().indexOf(child as Y.XmlElement) + 1)
}

export function paragraphIn(parent: Y.XmlFragment, index: number): Y.XmlElement {
  const paragraph = new Y.XmlElement('paragraph')
  parent.insert(Math.max(0, Math.min(index, parent.length)), [paragraph])
  return paragraph
}

/** The structs of this client from one clock to another, without what Yjs has forgotten. */
export function itemsIn(doc: Y.Doc, client: number, from: number, to: number): Y.Item[] {
  const structs = doc.store.clients.get(client)
  if (structs === undefined || from >= to) return []
  const items: Y.Item[] = []
  for (let at = Y.findIndexSS(structs, from); at < structs.length; at++) {
    const struct = structs[at]!
    if (struct.id.clock >= to) break
    if (struct instanceof Y.Item) items.push(struct)
  }
  return items
}

export function parentOf(of: Y.Item | Placed | null | undefined): Placed | undefined {
  const item = of instanceof Y.Item ? of : of?._item
  return item?.parent instanceof Y.AbstractType ? item.parent : undefined
}

/** Neither it nor anything around it is deleted. */
export function isThere(type: Placed): boolean {
  return outward(type).every(({ _item }) => _item?.deleted !== true)
}

/** It and everything around it. */
export function outward(type: Placed): Placed[] {
  const around = parentOf(type)
  return around === undefined ? [type] : [type, ...outward(around)]
}

function agreesBefore(line: string, offset: number, before: string): number {
  let n = 0
  while (n < before.length && n < offset && line[offset - 1 - n] === before[before.length - 1 - n]) n++
  return n
}

function agreesBehind(line: string, offset: number, behind: string): number {
  let n = 0
  while (n < behind.length && line[offset + n] === behind[n] && offset + n < line.length) n++
  return n
}
