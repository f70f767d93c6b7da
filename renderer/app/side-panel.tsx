// What the panels at the side of a document have in common: how they look (side-panel.css), and the bar on top with what they are called
// and the way out. In a `Dialog.Popup` with the class `side-panel`.
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import './side-panel.css'

export function PanelHead(title: Omit<ComponentProps<typeof Dialog.Title>, 'className'>) {
  const { t } = useTranslation()
  return (
    <div className="panel-head">
      <Dialog.Title {...title} className="panel-title" />
      <Dialog.Close className="icon-button" aria-label={t('ui.close')}>
        <X aria-hidden />
      </Dialog.Close>
    </div>
  )
}
