// The toolbar's link: a popover with one field. Setting, changing and taking off a link; Ctrl/⌘-K opens it.
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import { Link as LinkIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { latePopup } from '../../ui/late-popup.tsx'
import { Tip } from '../../ui/tip.tsx'
import { ASK_FOR_LINK, LINK_KEYS } from '../link-keys.ts'
import { useEditorState } from '../use-editor.ts'

const LinkPopup = latePopup('dialog', async () => (await import('./link-popup.tsx')).LinkPopup)

export function LinkButton({ editor, readOnly }: { editor: Editor; readOnly: boolean }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const state = useEditorState(editor, (current) => ({ on: current.isActive('link'), possible: canLink(current) }))

  useEffect(() => {
    const host = editor.view.dom
    const ask = (): void => {
      if (canLink(editor)) setOpen(true)
    }
    host.addEventListener(ASK_FOR_LINK, ask)
    return () => host.removeEventListener(ASK_FOR_LINK, ask)
  }, [editor])

  return (
    <LinkPopup
      editor={editor}
      isLink={state.on}
      open={open}
      setOpen={setOpen}
      trigger={
        <Tip text={t('editor.actions.link')} keys={LINK_KEYS}>
          <Toolbar.Button
            className="icon-button"
            aria-label={t('editor.actions.link')}
            aria-pressed={state.on}
            disabled={readOnly || !state.possible}
            onMouseDown={(event) => event.preventDefault()}
          >
            <LinkIcon aria-hidden />
          </Toolbar.Button>
        </Tip>
      }
    />
  )
}

/** In code there are no links, and an empty selection outside a link has nothing to put one on. */
function canLink(editor: Editor): boolean {
  if (!editor.isEditable) return false
  return editor.isActive('link') || (!editor.state.selection.empty && editor.can().setMark('link'))
}
