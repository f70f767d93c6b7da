// The menu at the right end of the bar: what is needed seldom.
import { Ellipsis } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../contracts/ids.ts'
import { latePopup } from '../ui/late-popup.tsx'

const Popup = latePopup('menu', async () => (await import('./app-menu-popup.tsx')).AppMenuPopup)

export function AppMenu({ current }: { current: DocumentId | undefined }) {
  const { t } = useTranslation()
  return (
    <Popup
      current={current}
      trigger={
        <button type="button" className="icon-button bar-menu" aria-label={t('app.menu.label')}>
          <Ellipsis aria-hidden />
        </button>
      }
    />
  )
}
