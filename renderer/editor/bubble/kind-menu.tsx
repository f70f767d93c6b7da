// The kind of the selected block, as a menu in the bubble: says which it is, and makes it another.
import { Menu } from '@base-ui/react/menu'
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { Check, ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ACTIONS, type EditorAction, KINDS, runAction } from '../actions.ts'

/** Lists and quotes hold paragraphs: what stands around is the kind that a person sees. */
const FROM_OUTSIDE: readonly EditorAction[] = [...KINDS.slice(1), ACTIONS.paragraph]

export function KindMenu({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const id = useEditorState({
    editor,
    selector: ({ editor: current }) => FROM_OUTSIDE.find(({ isOn }) => isOn?.(current))?.id ?? 'paragraph',
  })
  const kind = t(`editor.actions.${id}`)
  return (
    <Menu.Root modal={false}>
      <Toolbar.Button
        className="button bubble-kind"
        aria-label={t('editor.bubble.kind', { kind })}
        onMouseDown={(event) => event.preventDefault()}
        render={<Menu.Trigger />}
      >
        {kind} <ChevronDown aria-hidden />
      </Toolbar.Button>
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
