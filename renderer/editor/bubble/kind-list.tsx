// The kinds that the selected block can be made, the one it is marked. Loaded by kind-menu.tsx.
import { Menu } from '@base-ui/react/menu'
import type { Editor } from '@tiptap/core'
import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { WithTrigger } from '../../ui/late-popup.tsx'
import { KINDS, runAction } from '../actions.ts'

interface KindListProps extends WithTrigger {
  readonly editor: Editor
  /** The action that makes what the block is already. */
  readonly id: string
}

export function KindList({ trigger, editor, id }: KindListProps) {
  const { t } = useTranslation()
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={8} align="start" collisionPadding={8} className="above">
          {/* The keys go back to the text, not to the button. */}
          <Menu.Popup className="popup menu" finalFocus={() => editor.view.dom}>
            {KINDS.map((action) => (
              <Menu.Item key={action.id} className="menu-item" onClick={() => runAction(action, editor)}>
                <action.icon aria-hidden /> {t(`editor.actions.${action.id}`)}
                {action.id === id && (
                  <span className="menu-check">
                    <Check aria-hidden />
                  </span>
                )}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
