// Makes what every screen needs, before the first paint. Called by main.tsx.
import { QueryClient } from '@tanstack/react-query'
import { DocumentsService } from '../api/documents-service.ts'
import { Library } from '../api/library.ts'
import { Dialer } from '../collab/dialer.ts'
import { findPlatform } from '../platform/find-platform.ts'
import { DOCUMENTS_KEY } from './documents/documents-queries.ts'
import type { Services } from './services.ts'
import { webLocks } from './web-locks.ts'

export async function startServices(): Promise<Services> {
  const platform = await findPlatform()
  const relay = platform.relayUrl
  const documents = new DocumentsService({ relay, library: await Library.open(relay), locks: webLocks() })
  const queries = new QueryClient({
    // The service knows about being offline; TanStack's own guess would hold calls back that need no network.
    defaultOptions: { queries: { networkMode: 'always', retry: false }, mutations: { networkMode: 'always' } },
  })
  queries.setQueryData(DOCUMENTS_KEY, await documents.list())
  documents.subscribe(() => {
    void documents.list().then((list) => queries.setQueryData(DOCUMENTS_KEY, list), reportError)
  })
  addEventListener('online', () => documents.retryNow())
  return { platform, relay, dialer: new Dialer(relay), documents, queries }
}
