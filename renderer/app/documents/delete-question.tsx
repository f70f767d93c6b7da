// Asks once more before a document is deleted for ever, and says what will be lost.
import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { quoted } from './shown-title.ts'

interface DeleteQuestionProps {
  /** The one it is about; it stays while the question fades. */
  readonly row: LibraryDocument | null
  readonly open: boolean
  readonly close: () => void
  readonly deleteForEver: (row: LibraryDocument) => void
}

export function DeleteQuestion({ row, open, close, deleteForEver }: DeleteQuestionProps) {
  const { t } = useTranslation()
  const keep = useRef<HTMLButtonElement>(null)
  return (
    <AlertDialog.Root open={open} onOpenChange={(isOpen) => !isOpen && close()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        {/* The focus begins on what changes nothing. */}
        <AlertDialog.Popup className="popup dialog" initialFocus={keep}>
          <AlertDialog.Title className="dialog-title">
            {t('documents.trash.confirm.title', { title: quoted(row ?? undefined) })}
          </AlertDialog.Title>
          <AlertDialog.Description className="dialog-words">
            {t('documents.trash.confirm.words')}
          </AlertDialog.Description>
          <div className="dialog-buttons">
            <AlertDialog.Close ref={keep} className="button outlined">
              {t('documents.trash.confirm.keep')}
            </AlertDialog.Close>
            <button
              type="button"
              className="button danger"
              onClick={() => {
                close()
                if (row !== null) deleteForEver(row)
              }}
            >
              {t('documents.trash.confirm.delete')}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
