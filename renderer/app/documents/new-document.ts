// Starts a new document: made on this computer, with or without a relay, and opened with the caret in it.
import { useCallback } from 'react'
import type { FolderId } from '../../../contracts/ids.ts'
import { newDocumentId } from '../../api/random-id.ts'
import { notify } from '../../ui/notify.ts'
import { documentPath, go } from '../route.ts'
import { t } from '../../words/words.ts'
import { dropHeldKeys, holdKeys } from '../document/held-keys.ts'
import { useServices } from '../services.ts'

/** `folder`: the one that it is to lie in. */
export function useNewDocument(folder: FolderId | null = null): () => Promise<void> {
  const { documents } = useServices()
  return useCallback(async () => {
    const id = newDocumentId()
    holdKeys()
    try {
      await documents.create(id, '')
      if (folder !== null) await documents.move(id, folder)
      go(documentPath(id), 'push', { caret: 'end' })
    } catch (cause) {
      dropHeldKeys()
      notify({ text: t('documents.noNewDocument', { why: String(cause) }) })
    }
  }, [documents, folder])
}
