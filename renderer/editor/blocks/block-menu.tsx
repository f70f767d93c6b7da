// What belongs to the block around the caret and to nothing else: a table's menu, a code block's language. It stands at the
// block's upper edge while the caret is in it, and is reached with Alt-F10.
import type { Editor } from '@tiptap/core'
import { CellSelection } from '@tiptap/pm/tables'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnchored } from '../anchored.ts'
import { CodeControls } from '../code/code-controls.tsx'
import { type Holding, useHeld } from '../use-held.ts'
import { TableMenu } from './table-menu.tsx'
import { useEditorState } from '../use-editor.ts'

interface Block {
  readonly kind: 'table' | 'codeBlock'
  readonly position: number
}

interface BlockMenuProps {
  readonly editor: Editor
  readonly copyText: (text: string) => Promise<void>
}

export function BlockMenu({ editor, copyText }: BlockMenuProps) {
  const [held, hold] = useHeld()
  const block = useEditorState(editor, (current) => blockAround(current))
  const focused = useEditorState(editor, (current) => current.isFocused)
  if (block === null || !(focused || held)) return null
  return <Menu editor={editor} copyText={copyText} block={block} {...hold} />
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

interface MenuProps extends BlockMenuProps, Holding {
  readonly block: Block
}

function Menu({ editor, copyText, block, onFocus, onBlur }: MenuProps) {
  const { t } = useTranslation()
  const menu = useRef<HTMLDivElement>(null)
  const rect = (): DOMRect | undefined => rectOf(editor.view.nodeDOM(block.position))
  useAnchored(
    menu,
    { rect, within: editor.view.dom, placement: 'top-end', distance: 4 },
    `${block.kind} ${block.position}`,
  )
  const isTable = block.kind === 'table'
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={menu}
      role="group"
      className="popup floating bubble"
      aria-label={t(isTable ? 'editor.table.label' : 'editor.codeBlock.label')}
      data-menu-of="block"
      onFocus={onFocus}
      onBlur={onBlur}
      onKeyDown={(event) => {
        if (event.key === 'Escape') editor.commands.focus()
      }}
    >
      {isTable ? (
        <TableMenu editor={editor} />
      ) : (
        <CodeControls editor={editor} position={block.position} copyText={copyText} />
      )}
    </div>
  )
}

/** What is seen of the block: a table is narrower than its box, or scrolls in it. */
function rectOf(dom: Node | null): DOMRect | undefined {
  if (!(dom instanceof Element)) return undefined
  const { left, top, right, height } = dom.getBoundingClientRect()
  const table = dom.querySelector('table')?.getBoundingClientRect()
  return new DOMRect(left, top, Math.min(right, table?.right ?? right) - left, height)
}
