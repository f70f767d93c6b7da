// What this person did that the shared document does not have yet: while an input method composes in a block that others
// change, both sides go on, and meet here when the composition ends. Used by the binding's pull.
import type { Node, Slice } from '@tiptap/pm/model'
import { TextSelection, type Transaction } from '@tiptap/pm/state'
import { ReplaceStep } from '@tiptap/pm/transform'

/** One range of the document that both know, and what the editor shows instead. */
export interface Unsent {
  readonly from: number
  readonly to: number
  /** Where the same range ends in the editor's document. */
  readonly toNow: number
  readonly slice: Slice
  readonly before: Slice
}

export function unsentBetween(known: Node, now: Node): Unsent | null {
  const from = known === now ? null : known.content.findDiffStart(now.content)
  if (from === null) return null
  const end = known.content.findDiffEnd(now.content)!
  const overlap = Math.max(0, from - Math.min(end.a, end.b))
  const [to, toNow] = [end.a + overlap, end.b + overlap]
  return { from, to, toNow, slice: now.slice(from, toNow), before: known.slice(from, to) }
}

/** Back to what both know, so that the others' edits fit. */
export function takeOut(transaction: Transaction, { from, toNow, before }: Unsent): void {
  transaction.step(new ReplaceStep(from, toNow, before))
}

/** Puts it back where it belongs now. Letters whose block somebody deleted meanwhile get a paragraph of their own. */
export function putBack(
  transaction: Transaction,
  unsent: Unsent,
  caret: number,
  placeNow: (position: number) => number,
): void {
  const from = placeNow(unsent.from)
  const to = Math.max(from, placeNow(unsent.to))
  const size = transaction.doc.content.size
  const { slice } = unsent
  const isLetters = slice.openStart === 0 && slice.openEnd === 0 && slice.content.firstChild?.isInline === true
  const $from = transaction.doc.resolve(from)
  let start = from
  if (isLetters && !$from.parent.inlineContent) {
    const paragraph = $from.parent.type.schema.nodes['paragraph']!.create(null, slice.content)
    transaction.insert(from, paragraph)
    start = from + 1
  } else transaction.replace(from, to, slice)
  const grown = transaction.doc.content.size - size
  const within = caret - unsent.from
  const place =
    within < 0
      ? placeNow(caret)
      : caret <= unsent.toNow
        ? start + within
        : placeNow(caret - unsent.toNow + unsent.to) + grown
  const bounded = Math.max(0, Math.min(place, transaction.doc.content.size))
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(bounded), -1))
}
