// What every screen needs and nobody makes twice, handed down by React context. Made in start-services.ts.
import type { QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { DocumentsService } from '../api/documents-service.ts'
import type { Dialer } from '../collab/dialer.ts'
import type { Platform } from '../platform/platform.ts'

export interface Services {
  readonly platform: Platform
  /** The relay's address, for requests. */
  readonly relay: string
  /** What this computer keeps of the relay goes by: its address may change, this does not. */
  readonly relayIdentity: string
  readonly dialer: Dialer
  readonly documents: DocumentsService
  readonly queries: QueryClient
}

export const ServicesContext = createContext<Services | null>(null)

export function useServices(): Services {
  const services = useContext(ServicesContext)
  if (services === null) throw new Error('useServices was called outside <App>')
  return services
}
