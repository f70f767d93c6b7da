// Makes what every screen needs, before the first paint. Called by main.tsx.
import { QueryClient } from '@tanstack/react-query'
import type { AttachmentsService } from '../api/attachments-service.ts'
import { DocumentsService } from '../api/documents-service.ts'
import { Library } from '../api/library.ts'
import { Dialer } from '../collab/dialer.ts'
import { deleteLocalCopy, listLocalCopies, owes } from '../collab/local-database.ts'
import { EMBEDDED_RELAY } from '../../contracts/desktop-names.ts'
import { findPlatform } from '../platform/find-platform.ts'
import type { Platform } from '../platform/platform.ts'
import { arrived } from '../ui/arrived.ts'
import { loadText } from './document/load-text.ts'
import { keepNotedTitles } from './document/title-notes.ts'
import { DOCUMENTS_KEY, TRASH_KEY } from './documents/documents-queries.ts'
import { tellOfReturns } from './relay-returns.ts'
import { shownDocument } from './route.ts'
import type { Services } from './services.ts'
import { Transfers } from './transfer/transfers.ts'
import { deedLocks, webLocks } from './web-locks.ts'

/** This computer does not keep the list of documents, and so would not keep what is typed either. */
export class NoStorage extends Error {
  override readonly name = 'NoStorage'
  readonly platform: Platform['kind']

  constructor(platform: Platform['kind'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.platform = platform
  }
}

/** Its storage does not answer any more, before there is a first document. */
export class NotOpened extends Error {}

/** Throws EmbeddedRelayDown or NoStorage; asks no relay and waits for none. */
export async function startServices(): Promise<Services> {
  const platform = await findPlatform()
  const { relayUrl: relay, relayIdentity } = platform
  const library = await Library.open(relayIdentity).catch((cause: unknown) => {
    throw new NoStorage(platform.kind, cause)
  })
  const { desktop } = platform
  if (desktop !== null && relayIdentity === EMBEDDED_RELAY)
    await import('./adopt-former.ts').then(({ adoptFormer }) => adoptFormer(desktop, library)).catch(reportError)
  const documents = new DocumentsService({
    relay,
    relayIdentity,
    library,
    locks: deedLocks(),
    hasText: async (id, gone) =>
      gone ? await owes(relayIdentity, id) : (await listLocalCopies(relayIdentity)).includes(id),
    deleteCopy: (id) => deleteLocalCopy(relayIdentity, id),
  })
  const attachments = once(async (): Promise<AttachmentsService> => {
    const { AttachmentShelf, AttachmentsService } = await loadText()
    const shelf = await AttachmentShelf.open(relayIdentity)
    return new AttachmentsService({ relay, identity: relayIdentity, shelf, locks: webLocks() })
  })
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
  await keepNotedTitles(relayIdentity, documents).catch(reportError)
  await show()
  documents.subscribe(() => void show().catch(reportError))
  const dialer = new Dialer(relay)
  addEventListener('online', tellOfReturns(dialer, documents, attachments))
  arrived(loadText)
    .then(async ({ OwedSender, followEvents }) => {
      followEvents({ relay, relayIdentity, library, documents, dialer }).catch(reportError)
      await attachments()
      await new OwedSender({ relay, relayIdentity, dialer, shown: shownDocument }).start()
    })
    .catch(reportError)
  const transfers = new Transfers({ platform, relay, relayIdentity, dialer, documents, attachments })
  return { platform, relay, relayIdentity, dialer, documents, attachments, transfers, queries, late: new Map() }
}

/** What `make` makes, made when it is first asked for; what failed is tried again by the next who asks. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((cause: unknown) => {
      made = undefined
      throw cause
    })
    return made
  }
}
