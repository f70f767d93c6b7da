// What a document shows, as a digest: a folded snapshot must render as the log it replaces does (R5). Called by fold.ts
// and by the check of stored documents.
import { createHash } from 'node:crypto'
import * as Y from 'yjs'

/** A digest of everything visible below a root type: equal when the content is. */
export function rendered(doc: Y.Doc, root: string): string {
  const digest = createHash('sha256')
  const walk = (type: Y.AbstractType<unknown>): void => {
    for (let item = type._start; item !== null; item = item.right) if (!item.deleted) show(item.content)
    for (const [key, item] of [...type._map].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      if (!item.deleted) {
        digest.update(`${key}=`)
        show(item.content)
      }
    digest.update(';')
  }
  const show = (content: Y.Item['content']): void => {
    if (content instanceof Y.ContentType) walk(content.type)
    else if (content instanceof Y.ContentFormat) digest.update(json([content.key, content.value]))
    else if (content instanceof Y.ContentString) digest.update(content.str)
    else if (content instanceof Y.ContentDoc) digest.update(json([content.doc.guid, content.opts]))
    // One by one: the same values may lie in one struct here and in two there.
    else for (const value of content.getContent()) digest.update(`${json(value)},`)
  }
  walk(doc.get(root))
  return digest.digest('hex')
}

const json = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)) ?? 'undefined'
