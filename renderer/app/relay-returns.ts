// The relay is back: whoever hears from it first, texts, lists or images, tells the others. Each waits for it in its own time,
// and one would say for half a minute that it cannot be reached while another says that all is saved there. Set up by
// start-services.ts.
import type { AttachmentsService } from '../api/attachments-service.ts'
import type { DocumentsService } from '../api/documents-service.ts'
import type { Dialer } from '../collab/dialer.ts'

/** Answers what tells everybody, for when the network may be back. */
export function tellOfReturns(
  dialer: Pick<Dialer, 'onReturn' | 'tryNow'>,
  documents: Pick<DocumentsService, 'reached' | 'retryNow' | 'subscribe'>,
  attachments: () => Promise<Pick<AttachmentsService, 'retryNow'>>,
): () => void {
  const tell = (): void => {
    documents.retryNow()
    attachments().then((service) => service.retryNow(), reportError)
  }
  dialer.onReturn(tell)
  let { reached } = documents
  documents.subscribe(() => {
    const before = reached
    reached = documents.reached
    if (reached && !before) dialer.tryNow()
  })
  return tell
}
