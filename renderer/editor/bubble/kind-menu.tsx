// The kind of the selected block, as a menu in the bubble: says which it is, and makes it another.
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { latePopup } from '../../ui/late-popup.tsx'
import { ACTIONS, type EditorAction, KINDS } from '../actions.ts'
import { useEditorState } from '../use-editor.ts'

const KindList = latePopup('menu', async () => (await import('./kind-list.tsx')).KindList)

/** Lists and quotes hold paragraphs: what stands around is the kind that a person sees. */
const FROM_OUTSIDE: readonly EditorAction[] = [...KINDS.slice(1), ACTIONS.paragraph]

export function KindMenu({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const id = useEditorState(editor, (current) => FROM_OUTSIDE.find(({ isOn }) => isOn?.(current))?.id ?? 'paragraph')
  const kind = t(`editor.actions.${id}`)
  return (
    <KindList
      editor={editor}
      id={id}
      trigger={
        <Toolbar.Button
          className="button bubble-kind"
          aria-label={t('editor.bubble.kind', { kind })}
          onMouseDown={(event) => event.preventDefault()}
        >
          {kind} <ChevronDown aria-hidden />
        </Toolbar.Button>
      }
    />
  )
}
