// One document's content for a moment: from the copy on this computer, brought up to date by the relay while that answers.
// Used by exports. What was fetched stays on this computer, as after any other opening.
import type { DocumentId } from '../../../contracts/ids.ts'
import { documentFromFragment } from '../../../document/fragment.ts'
import type { NodeJson } from '../../../document/json.ts'
import { TEXT_FIELD } from '../../../document/text-field.ts'
import { openDocument } from '../../collab/open-document.ts'
import { asGoodAsItGets } from '../../collab/as-good-as-it-gets.ts'
import type { TransferParts } from './parts.ts'

/** Neither on this computer nor to be had from the relay. */
export class NotToBeHad extends Error {
  override readonly name = 'NotToBeHad'
}

/** Throws NotToBeHad or the signal's reason. */
export async function peekDocument(
  { relay, relayIdentity, dialer }: Pick<TransferParts, 'relay' | 'relayIdentity' | 'dialer'>,
  document: DocumentId,
  signal: AbortSignal,
): Promise<NodeJson> {
  signal.throwIfAborted()
  const open = openDocument({ relay, relayIdentity, dialer, document, user: null })
  try {
    await asGoodAsItGets(open, dialer, signal)
    if (open.contents.get() !== 'here') throw new NotToBeHad(`${document} is not here`)
    return documentFromFragment(open.doc.getXmlFragment(TEXT_FIELD))
  } finally {
    await open.close()
  }
}
