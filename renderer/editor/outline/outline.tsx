// The outline: the document's headings, each a way to its place, the one that is being read marked. A panel beside the text
// where there is room, a popover of the same button where there is not.
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import { ListTree } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { latePopup } from '../../ui/late-popup.tsx'
import { Tip } from '../../ui/tip.tsx'
import { Headings } from './heading-list.tsx'
import { OUTLINE_KEYS } from './use-outline-shown.ts'
import './outline.css'

const Popup = latePopup('dialog', async () => (await import('./outline-popup.tsx')).OutlinePopup)

interface OutlineButtonProps {
  readonly editor: Editor
  /** No room for a panel. */
  readonly narrow: boolean
  readonly shown: boolean
  readonly show: (shown: boolean) => void
}

export function OutlineButton({ editor, narrow, shown, show }: OutlineButtonProps) {
  const { t } = useTranslation()
  const button = (
    <Tip text={t('editor.outline.show')} keys={OUTLINE_KEYS}>
      <Toolbar.Button
        className="icon-button"
        aria-label={t('editor.outline.show')}
        aria-pressed={narrow ? undefined : shown}
        // What is typed next is still for the text.
        onMouseDown={(event) => event.preventDefault()}
        onClick={narrow ? undefined : () => show(!shown)}
      >
        <ListTree aria-hidden />
      </Toolbar.Button>
    </Tip>
  )
  return narrow ? <Popup trigger={button} editor={editor} open={shown} show={show} /> : button
}

export function OutlinePanel({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  return (
    <nav className="outline" aria-label={t('editor.outline.label')}>
      <h2 className="outline-title">{t('editor.outline.label')}</h2>
      <Headings editor={editor} />
    </nav>
  )
}
