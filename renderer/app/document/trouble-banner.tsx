// The whole sentence when only the person can mend something, between the bar and the text.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../../collab/open-document.ts'
import { latePart } from '../../ui/late-part.tsx'
import { Banner } from './banner.tsx'
import { useKeepAsNew } from './keep-as-new.ts'
import { troubleWords, type TroubleWords } from './trouble-words.ts'
import { useReadable } from './use-readable.ts'

const DiscardQuestion = latePart(async () => (await import('./discard-question.tsx')).DiscardQuestion)

interface TroubleBannerProps {
  readonly open: OpenDocument
  readonly title: string
  /** Removes this computer's copy, and opens the document as the relay has it. */
  readonly discard: () => void
}

export function TroubleBanner({ open, title, discard }: TroubleBannerProps) {
  const { t } = useTranslation()
  const status = useReadable(open.status)
  const [asked, setAsked] = useState(false)
  const trouble = status.kind === 'action-needed' ? troubleWords(status.problem) : null
  const keepAsNew = useKeepAsNew(open, title, trouble?.keptAs ?? null)
  if (trouble === null) return null
  const { sentence, next, keptAs } = trouble
  const steps: Record<NonNullable<TroubleWords['next']>, () => void> = {
    retry: () => open.retryNow(),
    reload: () => location.reload(),
    copy: () => void keepAsNew(),
  }
  return (
    <>
      <Banner
        tone="alert"
        action={next === null ? undefined : { label: t(`document.connection.${next}`), run: steps[next] }}
        other={keptAs !== null ? { label: t('document.ownCopy.ask'), run: () => setAsked(true) } : undefined}
      >
        {sentence}
      </Banner>
      {/* Loaded with the banner: the relay may be away again when it is asked for. */}
      {keptAs !== null && <DiscardQuestion open={asked} close={() => setAsked(false)} discard={discard} />}
    </>
  )
}
