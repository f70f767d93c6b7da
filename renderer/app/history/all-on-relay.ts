// Waits until the relay has all that was typed into a document on this computer: what it has not cannot be in a version that it keeps.
import type { DocumentId } from '../../../contracts/ids.ts'
import { RelayUnreachable } from '../../api/relay-errors.ts'
import { asGoodAsItGets } from '../../collab/as-good-as-it-gets.ts'
import { openDocument } from '../../collab/open-document.ts'
import type { Services } from '../services.ts'

/** The relay answers, and lacks something that is here. */
export class NotAllThere extends Error {
  override readonly name = 'NotAllThere'
}

/** Throws NotAllThere, and RelayUnreachable while nobody can be asked. */
export async function allOnRelay(
  { relay, relayIdentity, dialer }: Pick<Services, 'relay' | 'relayIdentity' | 'dialer'>,
  document: DocumentId,
): Promise<void> {
  const open = openDocument({ relay, relayIdentity, dialer, document, user: null })
  try {
    await asGoodAsItGets(open, dialer, new AbortController().signal)
    const { synced, waiting } = open.connection.get()
    // Then the relay says itself why it takes nothing.
    const isRefused = open.status.get().kind === 'action-needed'
    if (!synced && !isRefused) throw new RelayUnreachable(`the relay cannot be asked about ${document}`)
    if (waiting > 0) throw new NotAllThere(`the relay has not all of ${document}`)
  } finally {
    await open.close()
  }
}
