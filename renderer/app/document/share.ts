// The two ways to a second caret: the document's link, and another window on this computer.
import { useCallback } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import { notify } from '../../ui/toasts.tsx'
import { documentPath } from '../route.ts'
import { useServices } from '../services.ts'

/** The answer is true when the link is on the clipboard. Otherwise a notice has shown the link itself. */
export function useCopyLink(): (id: DocumentId) => Promise<boolean> {
  const { platform } = useServices()
  return useCallback(
    async (id) => {
      const link = platform.linkTo(id)
      try {
        await platform.copyText(link)
        return true
      } catch {
        // Refused by the browser: the person can still take it by hand.
        notify({ text: `The browser does not let Ligature copy. The link is ${link}` })
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
        notify({
          text: 'Nothing has changed. The new window was blocked; allow pop-up windows for this page and try again.',
        })
      })
    },
    [platform],
  )
}
