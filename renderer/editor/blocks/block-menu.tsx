// What belongs to the block around the caret and to nothing else: a table's menu, a code block's language. It stands at the
// block's upper edge while the caret is in it, and is reached with Alt-F10.
import { blockWithMenu } from '../menu-of.ts'
import { useEditorState } from '../use-editor.ts'
import { useHeld } from '../use-held.ts'
import { useLateMenu } from '../use-late-menu.ts'
import type { BlockMenuProps } from './block-controls.tsx'

const load = async () => (await import('./block-controls.tsx')).BlockControls

export function BlockMenu({ editor, copyText }: BlockMenuProps) {
  const [held, hold] = useHeld()
  const block = useEditorState(editor, blockWithMenu)
  const focused = useEditorState(editor, (current) => current.isFocused)
  const shown = focused || held ? block : null
  const Controls = useLateMenu(editor, load, shown)
  if (shown === null || Controls === null) return null
  return <Controls editor={editor} copyText={copyText} block={shown} {...hold} />
}
