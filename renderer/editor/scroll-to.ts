// Brings a place of the document to the middle of the page. Blocks far away have only an estimated height until they are near,
// so it looks again when they have been laid out.
import type { EditorView } from '@tiptap/pm/view'

/** Enough for the estimates on the way to be corrected. */
const LOOKS = 4

export function scrollTo(view: EditorView, position: number, block: ScrollLogicalPosition = 'center'): void {
  const look = (left: number): void => {
    if (view.isDestroyed) return
    const { node } = view.domAtPos(Math.min(position, view.state.doc.content.size))
    const element = node instanceof Element ? node : node.parentElement
    element?.scrollIntoView({ block: left === LOOKS ? block : 'nearest' })
    if (left > 1) requestAnimationFrame(() => look(left - 1))
  }
  look(LOOKS)
}
