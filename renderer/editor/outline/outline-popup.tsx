// The outline in a window without room for a panel. Loaded by outline.tsx.
import type { Editor } from '@tiptap/core'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import type { WithTrigger } from '../../ui/late-popup.tsx'
import { Headings } from './heading-list.tsx'

interface OutlinePopupProps extends WithTrigger {
  readonly editor: Editor
  readonly open: boolean
  readonly show: (shown: boolean) => void
}

export function OutlinePopup({ trigger, editor, open, show }: OutlinePopupProps) {
  const { t } = useTranslation()
  return (
    <Card trigger={trigger} className="outline-popup" label={t('editor.outline.label')} open={open} onOpenChange={show}>
      <Headings editor={editor} chosen={() => show(false)} />
    </Card>
  )
}
