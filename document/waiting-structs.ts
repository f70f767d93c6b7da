// Structs that Yjs keeps because something they hang on has not come. Used by whoever applies updates in the order in
// which they happen to come: the relay's fold, and the client's copy.
import * as Y from 'yjs'

/**
 * Integrates what waits for nothing any more. Yjs 13 does so by itself but for one case: when an update has structs above
 * a hole of some client, it takes all of that update that hangs on that client to wait for the whole hole. What fills the
 * hole may hang on one of those in turn; then both wait for ever, and whoever heard these updates in this order lacks text
 * that others see. Throws what integration throws.
 */
export function integrateWaiting(doc: Y.Doc, origin?: unknown): void {
  let before = -1
  // Nearly always nothing waits, and to count all clients would cost something with every letter.
  while (doc.store.pendingStructs !== null) {
    const now = integrated(doc)
    if (now === before) return
    before = now
    const { update } = doc.store.pendingStructs
    doc.store.pendingStructs = null
    Y.applyUpdateV2(doc, update, origin)
  }
}

/** How many clocks have come in. */
function integrated({ store }: Y.Doc): number {
  let clocks = 0
  for (const client of store.clients.keys()) clocks += Y.getState(store, client)
  return clocks
}
