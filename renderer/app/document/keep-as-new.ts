// Makes a new document of a text whose own can take nothing more: it was deleted for ever, or was reset. The copy is whole,
// with who wrote what. The old one stays as it is; but where it was reset, this computer's copy of its past goes once the new
// document is safe, so that the next who opens it here sees it as it is now.
import { useCallback } from 'react'
import * as Y from 'yjs'
import { newDocumentId } from '../../api/new-document-id.ts'
import { type OpenDocument, openDocument } from '../../collab/open-document.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { documentPath, go } from '../route.ts'
import { useServices } from '../services.ts'

/** `isPast`: the document lives on without this text. */
export function useKeepAsNew(old: OpenDocument, title: string, isPast: boolean): () => Promise<void> {
  const { relay, relayIdentity, dialer, documents } = useServices()
  return useCallback(async () => {
    let text: Uint8Array
    try {
      const id = newDocumentId()
      text = await old.takeCopy()
      const copy = openDocument({ relay, relayIdentity, dialer, document: id, createdHere: true, user: null })
      Y.applyUpdate(copy.doc, text)
      await copy.close() // On this disk, or with the relay: on the list no sooner than that.
      // Two of one name could not be told apart.
      await documents.create(id, isPast && title !== '' ? t('document.ownCopy.title', { title }) : title)
      go(documentPath(id), 'push', { caret: 'end' })
    } catch (cause) {
      notify({ text: t('document.connection.notCopied', { why: String(cause) }) })
      return
    }
    // If that fails, the text is here twice, and whoever opens the old one is told once more.
    if (isPast) await old.discard(text).catch(reportError)
  }, [relay, relayIdentity, dialer, documents, old, title, isPast])
}
