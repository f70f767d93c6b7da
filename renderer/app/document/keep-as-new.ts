// Makes a new document of a text whose own can take nothing more: it was deleted for ever, or the relay knows another in its
// place. The copy is whole, with who wrote what; the old one stays as it is.
import { useCallback } from 'react'
import * as Y from 'yjs'
import { newDocumentId } from '../../api/new-document-id.ts'
import { type OpenDocument, openDocument } from '../../collab/open-document.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { documentPath, go } from '../route.ts'
import { useServices } from '../services.ts'

export function useKeepAsNew(old: OpenDocument, title: string): () => Promise<void> {
  const { relay, relayIdentity, dialer, documents } = useServices()
  return useCallback(async () => {
    try {
      const id = newDocumentId()
      const copy = openDocument({ relay, relayIdentity, dialer, document: id, createdHere: true, user: null })
      Y.applyUpdate(copy.doc, Y.encodeStateAsUpdate(old.doc))
      await copy.close() // On this disk, or with the relay: on the list no sooner than that.
      await documents.create(id, title)
      go(documentPath(id), 'push', { caret: 'end' })
    } catch (cause) {
      notify({ text: t('document.connection.notCopied', { why: String(cause) }) })
    }
  }, [relay, relayIdentity, dialer, documents, old, title])
}
