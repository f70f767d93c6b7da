// What the window, the tab and the taskbar call a screen.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

export function useWindowTitle(title: string): void {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = t('documents.inWindowTitle', { title })
  }, [t, title])
}
