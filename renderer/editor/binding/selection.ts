// This person's selection across what others change: kept as relative positions, put back behind the same letters. Used
// by the binding for each pull, and by undo, whose steps remember where the caret was.
import type { Node } from '@tiptap/pm/model'
import { NodeSelection, type Selection, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { Mapping } from '@tiptap/pm/transform'
import type * as Y from 'yjs'
import type { Edit } from './pull.ts'
import { offsetInReplacement } from './replaced.ts'

export interface KeptSelection {
  readonly isNode: boolean
  readonly anchor: KeptPlace
  readonly head: KeptPlace
}

interface KeptPlace {
  readonly relative: Y.RelativePosition
  /** Where it was in the document of that time. */
  readonly position: number
}

/** What knows both sides. */
interface Places {
  relativePosition(position: number): Y.RelativePosition
  absolutePosition(relative: Y.RelativePosition): number | null
}

interface Change {
  readonly before: Node
  readonly mapping: Mapping
  readonly edits: readonly Edit[]
}

/** Null for kinds of selection that ProseMirror maps through the steps itself: everything, cells of a table, gaps. */
export function keepSelection(selection: Selection, places: Places): KeptSelection | null {
  const isNode = selection instanceof NodeSelection
  if (!isNode && !(selection instanceof TextSelection)) return null
  const keep = (position: number): KeptPlace => ({ relative: places.relativePosition(position), position })
  const head = keep(selection.head)
  return { isNode, head, anchor: selection.anchor === selection.head ? head : keep(selection.anchor) }
}

/** @param change for places whose block was replaced; null when the selection is from another time. */
export function restoreSelection(
  transaction: Transaction,
  { isNode, anchor, head }: KeptSelection,
  places: Places,
  change: Change | null,
): boolean {
  const find = ({ relative, position }: KeptPlace): number | null => {
    const now = places.absolutePosition(relative) ?? (change === null ? null : placeAfter(position, change))
    return now === null ? null : wholeLetter(transaction.doc, now)
  }
  const [anchorNow, headNow] = [find(anchor), find(head)]
  if (anchorNow === null || headNow === null) return false
  if (isNode) {
    const node = transaction.doc.nodeAt(anchorNow)
    if (node !== null && NodeSelection.isSelectable(node)) {
      transaction.setSelection(NodeSelection.create(transaction.doc, anchorNow))
      return true
    }
  }
  transaction.setSelection(TextSelection.between(transaction.doc.resolve(anchorNow), transaction.doc.resolve(headNow)))
  return true
}

/** A place of the document before the edits, in the document after them. */
export function placeAfter(position: number, { before, mapping, edits }: Change): number {
  const edit = edits.find(({ from, to }) => from < position && position < to)
  const offset = edit === undefined ? null : offsetInReplacement(before, position, edit)
  return offset === null ? mapping.map(position, -1) : mapping.map(edit!.from, -1) + offset
}

/** Before a letter of two units, not between them: Yjs makes two replacement characters of one that is cut. */
function wholeLetter(doc: Node, position: number): number {
  const { nodeBefore, nodeAfter } = doc.resolve(position)
  const isCut = isHalf(nodeBefore?.text?.at(-1), 0xd800) && isHalf(nodeAfter?.text?.[0], 0xdc00)
  return isCut ? position - 1 : position
}

const isHalf = (unit: string | undefined, first: number): boolean =>
  unit !== undefined && (unit.charCodeAt(0) & 0xfc00) === first
