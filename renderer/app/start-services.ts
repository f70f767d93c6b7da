// Makes what every screen needs, before the first paint. Called by main.tsx.
import { QueryClient } from '@tanstack/react-query'
import { AttachmentShelf } from '../api/attachment-shelf.ts'
import { AttachmentsService } from '../api/attachments-service.ts'
import { DocumentsService } from '../api/documents-service.ts'
import { Library } from '../api/library.ts'
import { Dialer } from '../collab/dialer.ts'
import { deleteLocalCopy } from '../collab/local-database.ts'
import { findPlatform } from '../platform/find-platform.ts'
import type { Platform } from '../platform/platform.ts'
import { loadText } from './document/load-text.ts'
import { DOCUMENTS_KEY, TRASH_KEY } from './documents/documents-queries.ts'
import { shownDocument } from './route.ts'
import type { Services } from './services.ts'
import { Transfers } from './transfer/transfers.ts'
import { webLocks } from './web-locks.ts'

/** This computer does not keep the list of documents, and so would not keep what is typed either. */
export class NoStorage extends Error {
  override readonly name = 'NoStorage'
  readonly platform: Platform['kind']

  constructor(platform: Platform['kind'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.platform = platform
  }
}

/** Throws EmbeddedRelayDown or NoStorage; asks no relay and waits for none. */
export async function startServices(): Promise<Services> {
  const platform = await findPlatform()
  const relay = platform.relayUrl
  const library = await Library.open(relay).catch((cause: unknown) => {
    throw new NoStorage(platform.kind, cause)
  })
  const documents = new DocumentsService({
    relay,
    library,
    locks: webLocks(),
    deleteCopy: (id) => deleteLocalCopy(relay, id),
  })
  const shelf = await AttachmentShelf.open(relay).catch((cause: unknown) => {
    throw new NoStorage(platform.kind, cause)
  })
  const attachments = new AttachmentsService({ relay, identity: relay, shelf, locks: webLocks() })
  const queries = new QueryClient({
    // The service knows about being offline; TanStack's own guess would hold calls back that need no network.
    // And the rows that have not changed are the same objects already: comparing ten thousand would only take time.
    defaultOptions: {
      queries: { networkMode: 'always', retry: false, structuralSharing: false },
      mutations: { networkMode: 'always' },
    },
  })
  const show = async (): Promise<void> => {
    queries.setQueryData(DOCUMENTS_KEY, await documents.list())
    queries.setQueryData(TRASH_KEY, await documents.listTrash())
  }
  await show()
  documents.subscribe(() => void show().catch(reportError))
  addEventListener('online', () => {
    documents.retryNow()
    attachments.retryNow()
  })
  const dialer = new Dialer(relay)
  // A start without the editor at hand sends nothing yet: the next one does.
  loadText()
    .then(({ OwedSender }) => new OwedSender({ relay, dialer, shown: shownDocument }).start())
    .catch(reportError)
  const transfers = new Transfers({ relay, dialer, documents, attachments })
  return { platform, relay, dialer, documents, attachments, transfers, queries }
}
