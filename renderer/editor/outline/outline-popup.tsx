// The outline in a window without room for a panel. Loaded by outline.tsx.
import { Popover } from '@base-ui/react/popover'
import type { Editor } from '@tiptap/core'
import { useTranslation } from 'react-i18next'
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
    <Popover.Root open={open} onOpenChange={show}>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner
          sideOffset={8}
          align="end"
          collisionPadding={8}
          sticky
          positionMethod="fixed"
          className="above"
        >
          <Popover.Popup className="popup outline-popup" aria-label={t('editor.outline.label')}>
            <Headings editor={editor} chosen={() => show(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
