// The pages in the place of a text that cannot be had: not on this computer, or deleted for ever. Loaded by document-screen.tsx.
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../../collab/open-document.ts'
import '../../words/instead-words.ts'
import { Message } from '../message.tsx'
import { go } from '../route.ts'
import { useServices } from '../services.ts'
import { notHereWords } from './not-here-words.ts'
import { useReadable } from './use-readable.ts'

interface InsteadOfTextProps {
  readonly open: OpenDocument
  readonly why: 'not-here' | 'gone'
}

export function InsteadOfText({ open, why }: InsteadOfTextProps) {
  return why === 'gone' ? <Gone /> : <NotHere open={open} />
}

function NotHere({ open }: { open: OpenDocument }) {
  const { t } = useTranslation()
  const { relay } = useServices()
  const { title, words } = notHereWords(useReadable(open.status), new URL(relay).host)
  return (
    <Message title={title} action={{ label: t('document.notHere.retry'), run: () => open.retryNow() }}>
      {words}
    </Message>
  )
}

function Gone() {
  const { t } = useTranslation()
  return (
    <Message title={t('document.gone.title')} action={{ label: t('app.toDocuments'), run: () => go('/documents') }}>
      {t('document.gone.words')}
    </Message>
  )
}
