// What every screen needs and nobody makes twice, handed down by React context. Made in start-services.ts.
import type { QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { AttachmentsService } from '../api/attachments-service.ts'
import type { DocumentsService } from '../api/documents-service.ts'
import type { Dialer } from '../collab/dialer.ts'
import type { Transfers } from './transfer/transfers.ts'
import type { Platform } from '../platform/platform.ts'

/** What there is to ask of a service. Whatever has the same face may stand in for it. */
export type Face<Service> = Pick<Service, keyof Service>

export interface Services {
  readonly platform: Platform
  /** The relay's address, for requests. */
  readonly relay: string
  /** What this computer keeps of the relay goes by: its address may change, this does not. */
  readonly relayIdentity: string
  readonly dialer: Dialer
  readonly documents: Face<DocumentsService>
  /** Rejects while the chunk that has it cannot be loaded, or the browser gives images no place. */
  readonly attachments: () => Promise<AttachmentsService>
  readonly transfers: Face<Transfers>
  readonly queries: QueryClient
  /** Those that late-service.ts has made, by their classes. */
  readonly late: Map<object, object>
}

export const ServicesContext = createContext<Services | null>(null)

export function useServices(): Services {
  const services = useContext(ServicesContext)
  if (services === null) throw new Error('useServices was called outside <App>')
  return services
}
