// What every screen needs and nobody makes twice: the platform, the relay's dialer, the list of documents, the query
// cache. Made by main.tsx before the first paint, handed down by React context.
import { QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { DocumentsService } from '../api/documents-service.ts'
import { Library } from '../api/library.ts'
import { Dialer } from '../collab/dialer.ts'
import { findPlatform, type Platform } from '../platform/platform.ts'
import { DOCUMENTS_KEY } from './documents/documents-queries.ts'

export interface Services {
  readonly platform: Platform
  readonly relay: string
  readonly dialer: Dialer
  readonly documents: DocumentsService
  readonly queries: QueryClient
}

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

/**
 * Web Locks, or their face where they are missing (plain http on a LAN is no secure context): then two windows may both
 * tell the relay of the same deed, which it takes twice without harm.
 */
export function webLocks(): LockManager {
  if (navigator.locks !== undefined) return navigator.locks
  const alone = { request: async (_name: string, work: () => Promise<unknown>) => await work() }
  return alone as unknown as LockManager
}

export const ServicesContext = createContext<Services | null>(null)

export function useServices(): Services {
  const services = useContext(ServicesContext)
  if (services === null) throw new Error('useServices was called outside <App>')
  return services
}
