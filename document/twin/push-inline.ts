// The letters of one textblock: finds the one range that differs, takes it out of the Yjs texts it lies in, puts in what is
// there now, and re-formats what kept its letters and changed its marks. Part of push.
import type { Fragment, Mark, Node } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import { equalValues, insertUnits, makeElement, makeText, pushAttributes, removeUnits, type Run } from './elements.ts'
import { type Formatting, formattingOf, markNameOf } from './marks.ts'
import { isElement, isText, sizeOf, type TextTwin, type Twin, type Twins } from './twin.ts'

/** A UTF-16 unit of text, or a node that stands in the line. A node of size n counts once at its start, then n-1 nulls. */
interface Cell {
  readonly of: string | Node | null
  readonly marks: readonly Mark[]
}

interface Change {
  /** From the start of the block's content; before and after agree up to here. */
  readonly from: number
  readonly removed: readonly Cell[]
  readonly put: readonly Cell[]
}

export function pushInline(twin: Twin, now: Node, caret: number, twins: Twins): void {
  const was = twin.node.content
  const start = was.findDiffStart(now.content)
  if (start !== null) {
    const window = differingWindow(was, now.content, start, caret)
    const before = cells(was, window.from, window.wasTo)
    const after = cells(now.content, window.from, window.isTo)
    const change = changeBetween(before, after, window.from, caret)
    if (!updateInPlace(twin, change)) {
      remove(twin, change.from, change.removed.length)
      put(twin, change.from, change.put, twins)
    }
    format(twin, before, after, change, window.from)
  }
  const nodes = now.children.filter((child) => !child.isText)
  for (const [at, unit] of twin.units.filter(isElement).entries()) unit.node = nodes[at]!
}

/** Where the two differ in anything, widened by a unit on each side (half a surrogate pair is no letter) and to the caret. */
function differingWindow(was: Fragment, is: Fragment, start: number, caret: number) {
  const end = was.findDiffEnd(is) ?? { a: was.size, b: is.size }
  // The same letters may count for the beginning and for the end: ProseMirror leaves it to the caller.
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  const grown = is.size - was.size
  const from = Math.max(0, Math.min(start, caret - Math.max(0, grown)) - 1)
  return {
    from,
    wasTo: Math.min(was.size, end.a + overlap + 1),
    isTo: Math.min(is.size, end.b + overlap + 1),
  }
}

function cells(content: Fragment, from: number, to: number): Cell[] {
  const found: Cell[] = []
  let offset = 0
  for (const node of content.content) {
    const end = offset + node.nodeSize
    if (end > from && offset < to) {
      for (let at = Math.max(offset, from); at < Math.min(end, to); at++) {
        if (node.isText) found.push({ of: node.text![at - offset]!, marks: node.marks })
        else found.push({ of: at === offset ? node : null, marks: node.marks })
      }
    }
    offset = end
  }
  return found
}

function sameCell(a: Cell, b: Cell): boolean {
  if (typeof a.of === 'string' || typeof b.of === 'string' || a.of === null || b.of === null) return a.of === b.of
  return a.of === b.of || (a.of.hasMarkup(b.of.type, b.of.attrs, a.of.marks) && a.of.content.eq(b.of.content))
}

function changeBetween(before: readonly Cell[], after: readonly Cell[], offset: number, caret: number): Change {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && sameCell(before[start]!, after[start]!)) start++
  while (start > 0 && isHalf(before[start - 1]!, 0xd800)) start--
  let end = 0
  while (end < shorter - start && sameCell(before.at(-1 - end)!, after.at(-1 - end)!)) end++
  while (end > 0 && isHalf(before.at(-end)!, 0xdc00)) end--
  // "a" typed into "aa" might be any of the three; this person's caret says which one it is.
  if (start + end === before.length) {
    const inserted = after.length - before.length
    while (
      offset + start + inserted > caret &&
      start > 0 &&
      sameCell(after[start - 1]!, after[start + inserted - 1]!)
    ) {
      if (isHalf(after[start - 1]!, 0xdc00) || isHalf(after[start - 1]!, 0xd800)) break
      start--
      end++
    }
  }
  return {
    from: offset + start,
    removed: before.slice(start, before.length - end),
    put: after.slice(start, after.length - end),
  }
}

/** Yjs replaces a surrogate pair that is cut in two by two replacement characters. */
const isHalf = ({ of }: Cell, first: number): boolean => typeof of === 'string' && (of.charCodeAt(0) & 0xfc00) === first

/** An image with another description is the same image. */
function updateInPlace(twin: Twin, { from, removed, put }: Change): boolean {
  const [was, is] = [removed[0]?.of, put[0]?.of]
  if (removed.length !== 1 || put.length !== 1 || typeof was !== 'object' || typeof is !== 'object') return false
  if (was === null || is === null || was.type !== is.type || is.content.size > 0) return false
  let offset = 0
  for (const unit of twin.units) {
    if (offset === from && isElement(unit)) pushAttributes(unit.type as Y.XmlElement, was.attrs, is.attrs)
    offset += sizeOf(unit)
  }
  return true
}

function remove(twin: Twin, from: number, length: number): void {
  const to = from + length
  let offset = 0
  for (let place = 0; place < twin.units.length && offset < to;) {
    const unit = twin.units[place]!
    const size = sizeOf(unit)
    const [start, end] = [Math.max(from, offset), Math.min(to, offset + size)]
    offset += size
    if (start >= end) place++
    else if (isText(unit)) {
      // A text that is empty now stays: somebody may be writing into it.
      unit.text.delete(start - (offset - size), end - start)
      unit.length -= end - start
      place++
    } else removeUnits(twin, place, 1)
  }
}

/** The unit that an offset falls into, and how far. At a border it is the text on the left, else the text on the right. */
function placeOf(twin: Twin, at: number): { readonly place: number; readonly within: number } {
  let offset = 0
  let border: { place: number; within: number } | undefined
  for (const [place, unit] of twin.units.entries()) {
    const size = sizeOf(unit)
    const isHere = isText(unit) ? at <= offset + size : at < offset + size
    if (isHere && (isText(unit) || border === undefined)) return { place, within: at - offset }
    if (isHere) break
    offset += size
    if (offset === at) border ??= { place: place + 1, within: 0 }
  }
  return border ?? { place: twin.units.length, within: 0 }
}

function put(twin: Twin, from: number, change: readonly Cell[], twins: Twins): void {
  let at = from
  for (let next = 0; next < change.length;) {
    const { of, marks } = change[next]!
    if (typeof of !== 'string') {
      const place = breakAt(twin, at, twins)
      insertUnits(twin, place, [makeElement(of!, twins)])
      next += of!.nodeSize
      at += of!.nodeSize
      continue
    }
    let end = next
    let text = ''
    while (end < change.length && typeof change[end]!.of === 'string' && change[end]!.marks === marks)
      text += change[end++]!.of as string
    putText(twin, at, text, marks, twins)
    at += end - next
    next = end
  }
}

function putText(twin: Twin, at: number, text: string, marks: readonly Mark[], twins: Twins): void {
  const { place, within } = placeOf(twin, at)
  const unit = twin.units[place]
  if (unit === undefined || !isText(unit)) {
    insertUnits(twin, place, [makeText([{ insert: text, attributes: formattingOf(marks) }], twins)])
    return
  }
  unit.text.insert(within, text, formattingOf(marks))
  unit.length += text.length
}

/** A place for a new unit at an offset; a text that goes on behind it is cut, and its end becomes a text of its own. */
function breakAt(twin: Twin, at: number, twins: Twins): number {
  const { place, within } = placeOf(twin, at)
  const unit = twin.units[place]
  if (unit === undefined || !isText(unit) || within === 0) return place
  if (within < unit.length) {
    const end = deltaFrom(unit, within)
    unit.text.delete(within, unit.length - within)
    unit.length = within
    insertUnits(twin, place + 1, [makeText(end, twins)])
  }
  return place + 1
}

function deltaFrom({ text }: TextTwin, from: number): Run[] {
  let offset = 0
  return (text.toDelta() as Run[]).flatMap(({ insert, ...formatting }) => {
    const start = Math.max(0, from - offset)
    offset += insert.length
    return start < insert.length ? [{ insert: insert.slice(start), ...formatting }] : []
  })
}

/** Of a stretch of letters, in offsets of its twin. */
interface Formatted {
  readonly from: number
  readonly to: number
  readonly marks: readonly Mark[]
}

/** Whatever kept its letters and not its marks. */
function format(twin: Twin, before: readonly Cell[], after: readonly Cell[], change: Change, offset: number): void {
  const [start, grown] = [change.from - offset, change.put.length - change.removed.length]
  const changed: Formatted[] = []
  for (let at = 0; at < after.length;) {
    const was = at < start ? before[at] : at >= start + change.put.length ? before[at - grown] : undefined
    const { marks, of } = after[at]!
    if (was === undefined || typeof of !== 'string' || sameMarks(was.marks, marks)) {
      at++
      continue
    }
    let end = at + 1
    while (end < after.length && end !== start && typeof after[end]!.of === 'string' && after[end]!.marks === marks)
      end++
    changed.push({ from: offset + at, to: offset + end, marks })
    at = end
  }
  if (changed.length > 0) formatAll(twin, changed)
}

const sameMarks = (a: readonly Mark[], b: readonly Mark[]): boolean =>
  a === b || (a.length === b.length && a.every((mark, at) => mark.eq(b[at]!)))

/** In order. Each text is walked once, however many stretches it has: Yjs would look for each from the beginning. */
function formatAll(twin: Twin, stretches: readonly Formatted[]): void {
  let offset = 0
  let next = 0
  for (const unit of twin.units) {
    const end = offset + sizeOf(unit)
    if (isText(unit)) {
      while (next < stretches.length && stretches[next]!.to <= offset) next++
      if (next < stretches.length && stretches[next]!.from < end) formatText(unit.text, offset, stretches, next)
    }
    offset = end
  }
}

/** The text begins at this offset, and `first` is the first stretch that is not before it. */
function formatText(text: Y.XmlText, offset: number, stretches: readonly Formatted[], first: number): void {
  const delta: { readonly retain: number; readonly attributes?: Formatting }[] = []
  let next = first
  let at = offset
  for (const { insert, attributes = {} } of text.toDelta() as Run[]) {
    const end = at + insert.length
    while (at < end) {
      while (next < stretches.length && stretches[next]!.to <= at) next++
      const stretch = stretches[next]
      const from = Math.min(end, stretch?.from ?? end)
      if (from > at) delta.push({ retain: from - at })
      const to = Math.min(end, stretch?.to ?? end)
      if (stretch !== undefined && to > from)
        delta.push({ retain: to - Math.max(at, from), attributes: changesTo(stretch.marks, attributes) })
      at = to
    }
  }
  text.applyDelta(delta)
}

function changesTo(marks: readonly Mark[], attributes: Formatting): Formatting {
  const wanted = formattingOf(marks)
  const changed: Formatting = {}
  // Another client may have written the same mark under another name: whatever stands for it goes.
  for (const name of Object.keys(attributes))
    if (wanted[name] === undefined && markNameOf(name) !== 'ychange') changed[name] = null
  for (const [name, value] of Object.entries(wanted)) if (!equalValues(attributes[name], value)) changed[name] = value
  return changed
}
