// Shows notices at the lower edge (see notify.ts). Loaded by notices.tsx with the first of them. Base UI's toast and not sonner: sonner
// writes a <style> element when imported, which our CSP refuses.
import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { type Notice, showNoticesWith } from './notify.ts'
import './toasts.css'

/** Long enough to read two lines and reach for Undo. Hovering stops the clock. */
const SHOWN_MS = 8_000

const notices = Toast.createToastManager()

/** By what they are about. */
const latest = new Map<string, string>()

function add({ text, action, about }: Notice): void {
  const older = about !== undefined && latest.get(about)
  if (typeof older === 'string') notices.close(older)
  const id = notices.add({
    title: text,
    timeout: SHOWN_MS,
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          notices.close(id)
          action.run()
        },
      },
    }),
  })
  // Of one that has gone by itself nothing is left to close.
  if (about !== undefined) latest.set(about, id)
}

export function Toasts() {
  // Once the region stands: what is put into it is read out then.
  useEffect(() => showNoticesWith(add), [])
  return (
    <Toast.Provider toastManager={notices} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <Shown />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Shown() {
  const { t } = useTranslation()
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <Toast.Content className="toast-content">
        {/* A title and not a description: what is read out needs a name. */}
        <Toast.Title render={<p />} className="toast-text" />
        <Toast.Action className="toast-action" />
        <Toast.Close className="icon-button" aria-label={t('ui.dismiss')}>
          <X aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
