// What a document shows, in order, and a digest of it: a folded snapshot must render as the log it replaces does (R5), and
// a copy without a past as the document it was made of (E2). Called by fold.ts and copied.ts.
import { createHash } from 'node:crypto'
import * as Y from 'yjs'

/** One thing that a type shows: in its list, or under a key. */
export interface Shown {
  readonly key: string | null
  readonly content: Y.Item['content']
}

/** The list first, then the keys in order. Asks nothing of the type's kind, which a root has not before it is asked for. */
export function* shownIn(type: Y.AbstractType<unknown>): Generator<Shown> {
  for (let item = type._start; item !== null; item = item.right)
    if (!item.deleted) yield { key: null, content: item.content }
  for (const [key, item] of [...type._map].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    if (!item.deleted) yield { key, content: item.content }
}

/** A digest of everything visible below a root type: equal when the content is. */
export function rendered(doc: Y.Doc, root: string): string {
  const digest = createHash('sha256')
  // A stack of our own: nobody's nesting may be deeper than the machine's.
  const open = [shownIn(doc.get(root))]
  for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
    const { done, value } = inner.next()
    if (done === true) {
      digest.update(';')
      open.pop()
      continue
    }
    const { key, content } = value
    if (key !== null) digest.update(`${key}=`)
    if (content instanceof Y.ContentType) {
      digest.update(kindOf(content.type))
      open.push(shownIn(content.type))
    } else if (content instanceof Y.ContentFormat) digest.update(json([content.key, content.value]))
    else if (content instanceof Y.ContentString) digest.update(content.str)
    else if (content instanceof Y.ContentDoc) digest.update(json([content.doc.guid, content.opts]))
    // One by one: the same values may lie in one struct here and in two there.
    else for (const part of content.getContent()) digest.update(`${json(part)},`)
  }
  return digest.digest('hex')
}

/** The number of the kind and the name of an element, as an update carries them. */
function kindOf(type: Y.AbstractType<unknown>): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  type._write(encoder)
  return encoder.toUint8Array()
}

const json = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)) ?? 'undefined'
