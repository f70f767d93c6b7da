// One document's content for a moment: from the copy on this computer, brought up to date by the relay while that answers.
// Used by exports, and before a version of it is kept. What was fetched stays on this computer, as after any other opening.
import type { DocumentId } from '../../../contracts/ids.ts'
import { documentFromFragment } from '../../../document/fragment.ts'
import type { NodeJson } from '../../../document/json.ts'
import { TEXT_FIELD } from '../../../document/text-field.ts'
import { type OpenDocument, openDocument } from '../../collab/open-document.ts'
import type { TransferParts } from './parts.ts'

/** For a relay that is slow; one that does not answer at all is known after the first document. */
const PATIENCE_MS = 10_000

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

/** Sends what the relay lacks, and waits for that. `behind`: it answers, and does not have all of it yet. */
export async function allOnRelay(
  { relay, relayIdentity, dialer }: Pick<TransferParts, 'relay' | 'relayIdentity' | 'dialer'>,
  document: DocumentId,
): Promise<'all' | 'behind' | 'away'> {
  const open = openDocument({ relay, relayIdentity, dialer, document, user: null })
  try {
    await asGoodAsItGets(open, dialer, new AbortController().signal)
    const { synced, waiting } = open.connection.get()
    // A relay that refuses the document says itself why it takes nothing.
    if (!synced && open.status.get().kind !== 'action-needed') return 'away'
    return waiting > 0 ? 'behind' : 'all'
  } finally {
    await open.close()
  }
}

/** Until the relay has told all it has, or it is clear that it will not. */
export async function asGoodAsItGets(
  open: OpenDocument,
  dialer: TransferParts['dialer'],
  signal: AbortSignal,
): Promise<void> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
  const leave: (() => void)[] = []
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const { synced, waiting, transport } = open.connection.get()
      const contents = open.contents.get()
      // A relay that is back is not away because tries failed before: only one that is being waited for is.
      const { online, nextTryAt } = dialer.outlook.get()
      const away = transport === null && (!online || nextTryAt !== null)
      const refused = open.status.get().kind === 'action-needed'
      const agreed = contents === 'here' && synced && waiting === 0
      if (agreed || contents === 'not-here' || (contents !== 'opening' && (away || refused))) resolve()
    }
    for (const cell of [open.connection, open.contents, open.status, dialer.outlook]) leave.push(cell.subscribe(look))
    over.addEventListener('abort', () => resolve(), { once: true })
    look()
  })
  for (const unsubscribe of leave) unsubscribe()
  signal.throwIfAborted()
}
