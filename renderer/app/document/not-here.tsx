// The page in the place of a text of which this computer has nothing. Loaded with the text, for document-screen.tsx.
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../../collab/open-document.ts'
import { Message } from '../message.tsx'
import { useServices } from '../services.ts'
import { notHereWords } from './not-here-words.ts'
import { useReadable } from './use-readable.ts'

export function NotHere({ open }: { open: OpenDocument }) {
  const { t } = useTranslation()
  const { relay } = useServices()
  const { title, words } = notHereWords(useReadable(open.status), new URL(relay).host)
  return (
    <Message title={title} action={{ label: t('document.notHere.retry'), run: () => open.retryNow() }}>
      {words}
    </Message>
  )
}
