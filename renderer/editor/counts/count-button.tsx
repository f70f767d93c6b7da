// The number of words at the end of the toolbar; behind it the rest, for the document and for what is selected.
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import { useTranslation } from 'react-i18next'
import { latePopup } from '../../ui/late-popup.tsx'
import { useCount } from './count.ts'
import './counts.css'

const Counts = latePopup('dialog', async () => (await import('./counts.tsx')).Counts)

export function CountButton({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const count = useCount(editor)
  return (
    <Counts
      editor={editor}
      count={count}
      trigger={
        <Toolbar.Button
          className="button count-button"
          // The selection in the text must survive the press: it is counted too.
          onMouseDown={(event) => event.preventDefault()}
        >
          {count === null ? t('editor.counts.counting') : t('editor.counts.button', { count: count.words })}
        </Toolbar.Button>
      }
    />
  )
}
