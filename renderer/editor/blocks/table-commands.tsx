// What can be done with the table around the caret, in words. Loaded by table-menu.tsx.
import { Menu } from '@base-ui/react/menu'
import type { ChainedCommands, Editor } from '@tiptap/core'
import {
  ArrowDownToLine,
  ArrowLeftToLine,
  ArrowRightToLine,
  ArrowUpToLine,
  Columns3,
  type LucideIcon,
  PanelTop,
  Rows3,
  Trash2,
} from 'lucide-react'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { WithTrigger } from '../../ui/late-popup.tsx'

interface TableCommand {
  readonly id:
    | 'rowAbove'
    | 'rowBelow'
    | 'columnBefore'
    | 'columnAfter'
    | 'headerRow'
    | 'removeRow'
    | 'removeColumn'
    | 'remove'
  readonly icon: LucideIcon
  readonly apply: (chain: ChainedCommands) => ChainedCommands
}

const GROUPS: readonly (readonly TableCommand[])[] = [
  [
    { id: 'rowAbove', icon: ArrowUpToLine, apply: (chain) => chain.addRowBefore() },
    { id: 'rowBelow', icon: ArrowDownToLine, apply: (chain) => chain.addRowAfter() },
    { id: 'columnBefore', icon: ArrowLeftToLine, apply: (chain) => chain.addColumnBefore() },
    { id: 'columnAfter', icon: ArrowRightToLine, apply: (chain) => chain.addColumnAfter() },
  ],
  [{ id: 'headerRow', icon: PanelTop, apply: (chain) => chain.toggleHeaderRow() }],
  [
    { id: 'removeRow', icon: Rows3, apply: (chain) => chain.deleteRow() },
    { id: 'removeColumn', icon: Columns3, apply: (chain) => chain.deleteColumn() },
    { id: 'remove', icon: Trash2, apply: (chain) => chain.deleteTable() },
  ],
]

interface TableCommandsProps extends WithTrigger {
  readonly editor: Editor
}

export function TableCommands({ trigger, editor }: TableCommandsProps) {
  const { t } = useTranslation()
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={8} align="end" collisionPadding={8} className="above">
          <Menu.Popup className="popup menu" finalFocus={() => editor.view.dom}>
            {GROUPS.map((group, at) => (
              <Fragment key={group[0]?.id}>
                {at > 0 && <Menu.Separator className="menu-line" />}
                {group.map(({ id, icon: Icon, apply }) => (
                  <Menu.Item key={id} className="menu-item" onClick={() => apply(editor.chain().focus()).run()}>
                    <Icon aria-hidden /> {t(`editor.table.${id}`)}
                  </Menu.Item>
                ))}
              </Fragment>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
