// In the place of a page that did not arrive: the relay that serves the app is away, and the browser has not kept it yet. The page
// comes by itself when it can.
import { useTranslation } from 'react-i18next'
import { RelayUnreachable } from '../api/relay-errors.ts'
import { Message } from './message.tsx'
import { useServices } from './services.ts'

export function PartMissing() {
  const { t } = useTranslation()
  const { documents } = useServices()
  // A relay that was upgraded meanwhile has it under another name. While none answers a reload would leave nothing at all.
  const tryAgain = (): void =>
    void documents.refresh().then(
      () => location.reload(),
      (cause: unknown) => cause instanceof RelayUnreachable || location.reload(),
    )
  return (
    <Message title={t('document.partMissing.title')} action={{ label: t('start.tryAgain'), run: tryAgain }}>
      {t('document.partMissing.words')}
    </Message>
  )
}
