// Starts a new document: made on this computer, with or without a relay, and opened with the caret in it.
import { useCallback } from 'react'
import { newDocumentId } from '../../api/new-document-id.ts'
import { notify } from '../../ui/toasts.tsx'
import { documentPath, go } from '../route.ts'
import { useServices } from '../services.ts'

export const NEW_DOCUMENT_KEYS = 'Mod-Alt-N'

export function useNewDocument(): () => Promise<void> {
  const { documents } = useServices()
  return useCallback(async () => {
    const id = newDocumentId()
    try {
      await documents.create(id, '')
      go(documentPath(id), 'push', { caret: true })
    } catch (cause) {
      notify({ text: `Nothing was changed. This computer could not keep a new document: ${String(cause)}. Try again.` })
    }
  }, [documents])
}

/** By the key's place: with Alt held, a Mac's N writes a tilde. */
export function isNewDocumentKey(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && event.altKey && !event.shiftKey && event.code === 'KeyN'
}
