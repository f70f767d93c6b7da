// Where the selection, or other words, stand on the screen: what the bubble menu and the link field are put beside.
import type { EditorView } from '@tiptap/pm/view'

/** The box around it; around its first line and last line only, so that a long selection costs no more than a short one. */
export function selectionRect(
  view: EditorView,
  { from, to }: { readonly from: number; readonly to: number } = view.state.selection,
): DOMRect {
  const start = view.coordsAtPos(from, 1)
  const end = view.coordsAtPos(to, -1)
  const oneLine = start.top === end.top
  const page = view.dom.getBoundingClientRect()
  const left = oneLine ? Math.min(start.left, end.left) : page.left
  const right = oneLine ? Math.max(start.right, end.right) : page.right
  const top = Math.min(start.top, end.top)
  return new DOMRect(left, top, right - left, Math.max(start.bottom, end.bottom) - top)
}
