// Asks once more before something is gone for good, and says what will be lost.
import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useRef } from 'react'

interface QuestionProps {
  readonly open: boolean
  readonly close: () => void
  readonly title: string
  readonly words: string
  /** The button that changes nothing. */
  readonly keep: string
  /** And the one that does it. */
  readonly act: string
  readonly run: () => void
}

export function Question({ open, close, title, words, keep, act, run }: QuestionProps) {
  const kept = useRef<HTMLButtonElement>(null)
  return (
    <AlertDialog.Root open={open} onOpenChange={(isOpen) => !isOpen && close()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        {/* The focus begins on what changes nothing. */}
        <AlertDialog.Popup className="popup dialog" initialFocus={kept}>
          <AlertDialog.Title className="dialog-title">{title}</AlertDialog.Title>
          <AlertDialog.Description className="dialog-words">{words}</AlertDialog.Description>
          <div className="dialog-buttons">
            <AlertDialog.Close ref={kept} className="button outlined">
              {keep}
            </AlertDialog.Close>
            <button
              type="button"
              className="button danger"
              onClick={() => {
                close()
                run()
              }}
            >
              {act}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
