// Waits until the relay has all that was typed into a document on this computer: what it has not cannot be in a version that it keeps.
import type { DocumentId } from '../../../contracts/ids.ts'
import { RelayUnreachable } from '../../api/relay-errors.ts'
import type { Services } from '../services.ts'

/** The relay answers, and lacks something that is here. */
export class NotAllThere extends Error {
  override readonly name = 'NotAllThere'
}

/** Throws NotAllThere, and RelayUnreachable while nobody can be asked. */
export async function allOnRelay(services: Services, document: DocumentId): Promise<void> {
  // It opens documents, as the text on the screen does: loaded with the panel, it would tear that one's chunk apart.
  const peek = await import('../transfer/peek-document.ts').catch((cause: unknown) => {
    throw new RelayUnreachable('what asks the relay cannot be loaded', { cause })
  })
  const found = await peek.allOnRelay(services, document)
  if (found === 'away') throw new RelayUnreachable(`the relay cannot be asked about ${document}`)
  if (found === 'behind') throw new NotAllThere(`the relay has not all of ${document}`)
}
