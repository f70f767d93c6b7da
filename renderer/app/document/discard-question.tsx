// Asks once more before a copy is discarded that belongs to the past of a document. Loaded by trouble-banner.tsx.
import { useTranslation } from 'react-i18next'
import { Question } from '../../ui/question.tsx'
import '../../words/discard-words.ts'

interface DiscardQuestionProps {
  readonly open: boolean
  readonly close: () => void
  readonly discard: () => void
}

export function DiscardQuestion({ open, close, discard }: DiscardQuestionProps) {
  const { t } = useTranslation()
  return (
    <Question
      open={open}
      close={close}
      title={t('document.ownCopy.question')}
      words={t('document.ownCopy.words')}
      keep={t('document.ownCopy.keep')}
      act={t('document.ownCopy.discard')}
      run={discard}
    />
  )
}
