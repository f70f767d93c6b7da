// The whole sentence when only the person can mend something, between the bar and the text.
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../../collab/open-document.ts'
import { Banner } from './banner.tsx'
import { troubleWords } from './trouble-words.ts'
import { useReadable } from './use-readable.ts'

export function TroubleBanner({ open }: { open: OpenDocument }) {
  const { t } = useTranslation()
  const status = useReadable(open.status)
  if (status.kind !== 'action-needed') return null
  const { sentence, next } = troubleWords(status.problem)
  const run = (): void => (next === 'retry' ? open.retryNow() : location.reload())
  return (
    <Banner tone="alert" action={next === null ? undefined : { label: t(`document.connection.${next}`), run }}>
      {sentence}
    </Banner>
  )
}
