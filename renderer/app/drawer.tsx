// The list of documents in a narrow window: it comes in over the text and goes when one is chosen.
import { Dialog } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface DrawerProps {
  readonly open: boolean
  readonly setOpen: (open: boolean) => void
  readonly children: ReactNode
}

export function Drawer({ open, setOpen, children }: DrawerProps) {
  const { t } = useTranslation()
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        {/* Choosing a document puts the focus into its text. */}
        <Dialog.Popup className="sidebar drawer" aria-label={t('documents.title')}>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
