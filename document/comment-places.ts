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

/**
 * Where a place is to be looked for once its letter is deleted: behind the letter that stood on its left. Whoever takes the deletion back
 * puts copies there, which only their own client knows to be copies. Null while the letter is there, or when nothing is known of it any
 * more.
 */
export function placeLeftOfDeleted(doc: Y.Doc, { item: id }: Y.RelativePosition): Y.RelativePosition | null {
  if (id === null) return null
  let { client, clock } = id
  for (;;) {
    if (Y.getState(doc.store, client) <= clock) return null
    const item: unknown = Y.getItem(doc.store, Y.createID(client, clock))
    if (!(item instanceof Y.Item)) return null
    const nth = clock - item.id.clock
    if (item.redone !== null) {
      client = item.redone.client
      clock = item.redone.clock + nth
    } else if (!item.deleted) return null
    else if (nth > 0) return new Y.RelativePosition(null, null, Y.createID(client, clock - 1), -1)
    else if (item.origin !== null) return new Y.RelativePosition(null, null, item.origin, -1)
    else return startOf(item.parent as Y.AbstractType<unknown>)
  }
}

/** A root has no item, but a name. */
const startOf = (type: Y.AbstractType<unknown>): Y.RelativePosition =>
  type._item === null
    ? new Y.RelativePosition(null, Y.findRootTypeKey(type), null, -1)
    : new Y.RelativePosition(type._item.id, null, null, -1)
