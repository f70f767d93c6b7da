// A place of the text as a comment's anchor keeps it: a Yjs relative position as a short text. Written and read by the editor.
import { fromBase64, toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'

export const writePlace = (place: Y.RelativePosition): string => toBase64(Y.encodeRelativePosition(place))

/** Null for what is none. */
export function readPlace(text: string): Y.RelativePosition | null {
  try {
    const place = Y.decodeRelativePosition(fromBase64(text))
    return place.item === null && place.type === null && place.tname === null ? null : place
  } catch {
    // Whoever wrote it knows another way; the quote says what they meant.
    return null
  }
}
