// Which menu belongs to the selection: that of selected text, or that of the block around the caret. Asked by those two, and by the key
// that goes to them.
import { type Editor, isNodeSelection } from '@tiptap/core'
import { CellSelection } from '@tiptap/pm/tables'
import { isInCode } from './actions.ts'

export interface Block {
  readonly kind: 'table' | 'codeBlock'
  readonly position: number
}

/** Text that marks can be put on. Selected cells have the table's menu. */
export function isTextSelected(editor: Editor): boolean {
  const { selection } = editor.state
  const isText = !selection.empty && !isNodeSelection(selection) && !(selection instanceof CellSelection)
  return editor.isEditable && isText && !isInCode(editor)
}

/** The innermost block that has a menu. While text is selected there is the bubble. */
export function blockWithMenu(editor: Editor): Block | null {
  const { selection } = editor.state
  const isOfBlock = selection.empty || selection instanceof CellSelection || isInCode(editor)
  if (!editor.isEditable || !isOfBlock) return null
  const { $from } = selection
  for (let depth = $from.depth; depth > 0; depth--) {
    const kind = $from.node(depth).type.name
    if (kind === 'table' || kind === 'codeBlock') return { kind, position: $from.before(depth) }
  }
  return null
}
