// What belongs to the block around the caret and to nothing else: a table's menu, a code block's language. It stands at the
// block's upper edge while the caret is in it, and is reached with Alt-F10.
import type { Editor } from '@tiptap/core'
import { CellSelection } from '@tiptap/pm/tables'
import { useEditorState } from '../use-editor.ts'
import { useHeld } from '../use-held.ts'
import { useLateMenu } from '../use-late-menu.ts'
import type { Block, BlockMenuProps } from './block-controls.tsx'

const load = async () => (await import('./block-controls.tsx')).BlockControls

export function BlockMenu({ editor, copyText }: BlockMenuProps) {
  const [held, hold] = useHeld()
  const block = useEditorState(editor, (current) => blockAround(current))
  const focused = useEditorState(editor, (current) => current.isFocused)
  const shown = focused || held ? block : null
  const Controls = useLateMenu(editor, load, shown)
  if (shown === null || Controls === null) return null
  return <Controls editor={editor} copyText={copyText} block={shown} {...hold} />
}

/** The innermost block that has a menu. While text is selected there is the bubble. */
function blockAround({ state, isEditable }: Editor): Block | null {
  const { selection } = state
  if (!isEditable || !(selection.empty || selection instanceof CellSelection || isInCode(selection))) return null
  const { $from } = selection
  for (let depth = $from.depth; depth > 0; depth--) {
    const kind = $from.node(depth).type.name
    if (kind === 'table' || kind === 'codeBlock') return { kind, position: $from.before(depth) }
  }
  return null
}

const isInCode = ({ $from }: Editor['state']['selection']): boolean => $from.parent.type.name === 'codeBlock'
