// The two ways to a second caret: the document's link, and another window on this computer.
import { useCallback } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import { notify } from '../../ui/notify.ts'
import { documentPath } from '../route.ts'
import { t } from '../../words/words.ts'
import { useServices } from '../services.ts'

/** The answer is true when the link is on the clipboard. Otherwise a notice has shown the link itself. */
export function useCopyLink(): (id: DocumentId) => Promise<boolean> {
  const { platform } = useServices()
  return useCallback(
    async (id) => {
      const link = platform.linkTo(id)
      try {
        await platform.copyText(link)
        const { hostname } = new URL(link)
        if (isThisComputer(hostname)) notify({ text: t('document.copiedHere', { host: hostname }) })
        return true
      } catch {
        // Refused by the browser: the person can still take it by hand.
        notify({ text: t('document.copyRefused', { link }) })
        return false
      }
    },
    [platform],
  )
}

export function useOpenWindow(): (id: DocumentId) => void {
  const { platform } = useServices()
  return useCallback(
    (id) => {
      platform.newWindow(documentPath(id)).catch(() => {
        notify({ text: t('document.newWindowBlocked') })
      })
    },
    [platform],
  )
}

/** On another computer such an address means that one. */
function isThisComputer(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}
