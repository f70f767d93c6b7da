// Begins to hear what happens on the relay, once the text is on the screen. Called by start-services.ts, and in text-chunk.ts:
// nobody waits for it.
import type { DocumentsService } from '../api/documents-service.ts'
import type { Library } from '../api/library.ts'
import type { Dialer } from '../collab/dialer.ts'
import { arrived } from '../ui/arrived.ts'
import { textFirst } from './document/text-first.ts'

interface FollowParts {
  readonly relay: string
  readonly relayIdentity: string
  readonly library: Library
  readonly documents: DocumentsService
  readonly dialer: Pick<Dialer, 'onReturn'>
  readonly firstWaitMs?: number
}

export async function followEvents({ dialer, ...parts }: FollowParts): Promise<void> {
  await textFirst
  const { EventsService } = await arrived(() => import('../api/events-service.ts'))
  const events = new EventsService({ ...parts, locks: navigator.locks })
  dialer.onReturn(() => events.tryNow())
  addEventListener('online', () => events.tryNow())
  // As the texts do (Dialer): whoever comes back to the window has perhaps just started the relay.
  addEventListener('focus', () => {
    events.tryNow()
    parts.documents.retryNow()
  })
  addEventListener('offline', () => events.doubt())
}
