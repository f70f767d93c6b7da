// Asks once more before a document is deleted for ever.
import { useTranslation } from 'react-i18next'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { Question } from '../../ui/question.tsx'
import { quoted } from './shown-title.ts'
import '../../words/trash-words.ts'

interface DeleteQuestionProps {
  /** The one it is about; it stays while the question fades. */
  readonly row: LibraryDocument | null
  readonly open: boolean
  readonly close: () => void
  readonly deleteForEver: (row: LibraryDocument) => void
}

export function DeleteQuestion({ row, open, close, deleteForEver }: DeleteQuestionProps) {
  const { t } = useTranslation()
  return (
    <Question
      open={open}
      close={close}
      title={t('documents.trash.confirm.title', { title: quoted(row ?? undefined) })}
      words={t('documents.trash.confirm.words')}
      keep={t('documents.trash.confirm.keep')}
      act={t('documents.trash.confirm.delete')}
      run={() => row !== null && deleteForEver(row)}
    />
  )
}
