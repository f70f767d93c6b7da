// Makes a new document of a text whose own can take nothing more: it was deleted for ever, was reset, or the relay's database
// is another one. The copy is whole, with who wrote what. The old one stays as it is; but where it goes on without this text,
// this computer's copy goes once the new document is safe, so that the next who opens it here sees it as it is now.
import { useCallback } from 'react'
import * as Y from 'yjs'
import { newDocumentId } from '../../api/random-id.ts'
import { type OpenDocument, openDocument } from '../../collab/open-document.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { documentPath, go } from '../route.ts'
import { useServices } from '../services.ts'
import type { TroubleWords } from './trouble-words.ts'

/** `keptAs`: null unless the document goes on without this text. */
export function useKeepAsNew(old: OpenDocument, title: string, keptAs: TroubleWords['keptAs']): () => Promise<void> {
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
      await documents.create(id, keptAs !== null && title !== '' ? t(`document.ownCopy.${keptAs}`, { title }) : title)
      go(documentPath(id), 'push', { caret: 'end' })
    } catch (cause) {
      notify({ text: t('document.connection.notCopied', { why: String(cause) }) })
      return
    }
    // If that fails, the text is here twice, and whoever opens the old one is told once more.
    if (keptAs !== null) await old.discard(text).catch(reportError)
  }, [relay, relayIdentity, dialer, documents, old, title, keptAs])
}
