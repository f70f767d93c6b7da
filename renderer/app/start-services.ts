// Makes what every screen needs, before the first paint. Called by main.tsx.
import { QueryClient } from '@tanstack/react-query'
import { DocumentsService } from '../api/documents-service.ts'
import { Library } from '../api/library.ts'
import { adoptCopies } from '../collab/adopt-copies.ts'
import { Dialer } from '../collab/dialer.ts'
import { OwedSender } from '../collab/owed-sender.ts'
import { EMBEDDED_RELAY } from '../../contracts/desktop.ts'
import { findPlatform } from '../platform/find-platform.ts'
import type { Desktop, Platform } from '../platform/platform.ts'
import { DOCUMENTS_KEY } from './documents/documents-queries.ts'
import { shownDocument } from './route.ts'
import type { Services } from './services.ts'
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
  const { relayUrl: relay, relayIdentity } = platform
  const library = await Library.open(relayIdentity).catch((cause: unknown) => {
    throw new NoStorage(platform.kind, cause)
  })
  if (platform.desktop !== null && relayIdentity === EMBEDDED_RELAY) await adoptFormer(platform.desktop, library)
  const documents = new DocumentsService({ relay, relayIdentity, library, locks: webLocks() })
  const queries = new QueryClient({
    // The service knows about being offline; TanStack's own guess would hold calls back that need no network.
    defaultOptions: { queries: { networkMode: 'always', retry: false }, mutations: { networkMode: 'always' } },
  })
  queries.setQueryData(DOCUMENTS_KEY, await documents.list())
  documents.subscribe(() => {
    void documents.list().then((list) => queries.setQueryData(DOCUMENTS_KEY, list), reportError)
  })
  addEventListener('online', () => documents.retryNow())
  const dialer = new Dialer(relay)
  void new OwedSender({ relay, relayIdentity, dialer, shown: shownDocument }).start()
  return { platform, relay, relayIdentity, dialer, documents, queries }
}

const ADOPTED_KEY = 'ligature-embedded-adopted'

/**
 * Before the embedded relay went by its name, copies were kept under the address it happened to have. Every address of this
 * computer was one of its, for no other relay could be added then; those added since are left alone. What fails is tried
 * again at the next start: nothing is lost, it is only not shown.
 */
async function adoptFormer(desktop: Desktop, library: Library): Promise<void> {
  if (localStorage.getItem(ADOPTED_KEY) !== null) return
  try {
    await webLocks().request('ligature-adopt', async () => {
      const others = new Set(await desktop.relays())
      const isFormer = (relay: string): boolean => /^http:\/\/127\.0\.0\.1:\d+$/.test(relay) && !others.has(relay)
      const left = await adoptCopies(EMBEDDED_RELAY, isFormer)
      await library.adopt(isFormer)
      if (left === 0) localStorage.setItem(ADOPTED_KEY, 'yes')
    })
  } catch (cause) {
    reportError(cause)
  }
}
