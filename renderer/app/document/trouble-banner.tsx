// The whole sentence when only the person can mend something, between the bar and the text.
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../../collab/open-document.ts'
import { Banner } from './banner.tsx'
import { useKeepAsNew } from './keep-as-new.ts'
import { troubleWords, type TroubleWords } from './trouble-words.ts'
import { useReadable } from './use-readable.ts'

interface TroubleBannerProps {
  readonly open: OpenDocument
  readonly title: string
}

export function TroubleBanner({ open, title }: TroubleBannerProps) {
  const { t } = useTranslation()
  const status = useReadable(open.status)
  const keepAsNew = useKeepAsNew(open, title)
  if (status.kind !== 'action-needed') return null
  const { sentence, next } = troubleWords(status.problem)
  const steps: Record<NonNullable<TroubleWords['next']>, () => void> = {
    retry: () => open.retryNow(),
    reload: () => location.reload(),
    copy: () => void keepAsNew(),
  }
  const action = next === null ? undefined : { label: t(`document.connection.${next}`), run: steps[next] }
  return (
    <Banner tone="alert" action={action}>
      {sentence}
    </Banner>
  )
}
