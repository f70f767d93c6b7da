// Says of a page that came over plain http what is missing: for the browser it is no secure context, and gets neither the
// service worker that keeps the app nor storage that stays. Once understood, it is not said again in this browser.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Banner } from './banner.tsx'
import '../../words/plain-http-words.ts'

const KEY = 'ligature-plain-http'

export function PlainHttpBanner() {
  const { t } = useTranslation()
  const [understood, setUnderstood] = useState(() => isSecureContext || localStorage.getItem(KEY) !== null)
  if (understood) return null
  const dismiss = (): void => {
    localStorage.setItem(KEY, 'understood')
    setUnderstood(true)
  }
  return (
    <Banner tone="calm" action={{ label: t('document.isNew.dismiss'), run: dismiss }}>
      {t('document.plainHttp')}
    </Banner>
  )
}
