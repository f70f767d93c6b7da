// In the place of a page that did not arrive: the relay that serves the app is away, and the browser has not kept it yet. The page
// comes by itself when it can.
import { useTranslation } from 'react-i18next'
import { loadAnew } from './load-anew.ts'
import { Message } from './message.tsx'

export function PartMissing() {
  const { t } = useTranslation()
  return (
    // A relay that was upgraded meanwhile has it under another name.
    <Message
      title={t('document.partMissing.title')}
      action={{ label: t('start.tryAgain'), run: () => void loadAnew() }}
    >
      {t('document.partMissing.words')}
    </Message>
  )
}
