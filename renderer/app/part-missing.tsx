// In the place of a page that did not arrive: the relay that serves the app is away, and the browser has not kept it yet. The page
// comes by itself when it can.
import { useTranslation } from 'react-i18next'
import { Message } from './message.tsx'

export function PartMissing() {
  const { t } = useTranslation()
  // A reload would leave nothing at all. What this window waits for is asked for when the network is back: it may be.
  const tryAgain = (): unknown => dispatchEvent(new Event('online'))
  return (
    <Message title={t('document.partMissing.title')} action={{ label: t('start.tryAgain'), run: tryAgain }}>
      {t('document.partMissing.words')}
    </Message>
  )
}
