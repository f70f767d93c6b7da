// What stands in the menu of a block: a table's commands, or a code block's language. Loaded by block-menu.tsx.
import type { Editor } from '@tiptap/core'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnchored } from '../anchored.ts'
import { CodeControls } from '../code/code-controls.tsx'
import type { Block } from '../menu-of.ts'
import type { Holding } from '../use-held.ts'
import { TableMenu } from './table-menu.tsx'

export interface BlockMenuProps {
  readonly editor: Editor
  readonly copyText: (text: string) => Promise<void>
}

interface BlockControlsProps extends BlockMenuProps, Holding {
  readonly block: Block
}

export function BlockControls({ editor, copyText, block, onFocus, onBlur }: BlockControlsProps) {
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
