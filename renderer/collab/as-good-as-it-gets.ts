// Waits until a document that was just opened and its relay have told each other everything. Used by exports, and before a version is kept.
import type { Dialer } from './dialer.ts'
import type { OpenDocument } from './open-document.ts'

/** For a relay that is slow; one that does not answer at all is known sooner. */
const PATIENCE_MS = 10_000

/** Until the relay has told all it has, or it is clear that it will not. */
export async function asGoodAsItGets(
  open: OpenDocument,
  dialer: Pick<Dialer, 'outlook'>,
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
