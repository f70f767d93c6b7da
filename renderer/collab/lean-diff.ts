// What a relay lacks of a document, without the text that was deleted again. conversation.ts sends it when the whole would
// be too large, for one frame or for the document: an UndoManager keeps what was undone, and Yjs would send that along.
import * as Y from 'yjs'

/** The same diff to whoever applies it. A Y.Doc that nobody undoes in forgets deleted content as it takes it in. */
export function leanDiff(doc: Y.Doc, stateVector: Uint8Array): Uint8Array {
  const lean = new Y.Doc()
  try {
    Y.applyUpdate(lean, Y.encodeStateAsUpdate(doc))
    return Y.encodeStateAsUpdate(lean, stateVector)
  } finally {
    lean.destroy()
  }
}
