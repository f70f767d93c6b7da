// A caret that a key or the mouse has just moved is news to ProseMirror only when the browser says so, in a task of its own.
// Whatever may come before that task and builds on where the caret is has it read first: others' changes, and the next key.
import type { EditorView } from '@tiptap/pm/view'

/** Has ProseMirror look at the browser's selection now. Nothing happens when it knows it already. */
export function readCaret({ dom, composing }: EditorView): void {
  // An input method has the caret, and ProseMirror leaves it alone.
  if (!composing) dom.ownerDocument.dispatchEvent(new Event('selectionchange'))
}
