// Whether a schema can build everything that stands in a document. The Yjs binding deletes what it cannot build, for
// everybody, so the editor asks before it binds and again before each change from elsewhere reaches it (DESIGN §11).
import type { Schema } from '@tiptap/pm/model'
import * as Y from 'yjs'

/** y-tiptap adds a digest to marks that may overlap themselves: `comment--Ab3dEf8=`. */
export const MARK_DIGEST = /--[a-zA-Z0-9+/=]{8}$/

/** The name of the first node or mark that the schema does not have; undefined when it has all. */
export function firstUnknown(content: unknown, schema: Schema): string | undefined {
  if (content instanceof Y.XmlText) return firstUnknownMark(content, schema)
  if (content instanceof Y.XmlElement && schema.nodes[content.nodeName] === undefined) return content.nodeName
  if (!(content instanceof Y.XmlFragment)) return 'something that is not text'
  for (const child of content.toArray()) {
    const unknown = firstUnknown(child, schema)
    if (unknown !== undefined) return unknown
  }
  return undefined
}

/** The same for what one transaction brought into the fragment. Costs as much as the change, not as the document. */
export function firstUnknownBrought(
  transaction: Y.Transaction,
  fragment: Y.XmlFragment,
  schema: Schema,
): string | undefined {
  for (const type of transaction.changed.keys()) {
    if (!isWithin(type, fragment)) continue
    const brought = type instanceof Y.XmlFragment ? type.toArray().filter((child) => isNew(child, transaction)) : [type]
    for (const content of brought) {
      const unknown = firstUnknown(content, schema)
      if (unknown !== undefined) return unknown
    }
  }
  return undefined
}

function firstUnknownMark(text: Y.XmlText, schema: Schema): string | undefined {
  for (const { insert, attributes } of text.toDelta() as { insert: unknown; attributes?: object }[]) {
    if (typeof insert !== 'string') return 'something that is not text'
    for (const name of Object.keys(attributes ?? {})) {
      const mark = name.replace(MARK_DIGEST, '')
      // What compares versions writes this one, and no schema has it.
      if (schema.marks[mark] === undefined && mark !== 'ychange') return mark
    }
  }
  return undefined
}

/** Whether this transaction brought it. */
export function isNew({ _item: item }: { readonly _item: Y.Item | null }, { beforeState }: Y.Transaction): boolean {
  return item !== null && item.id.clock >= (beforeState.get(item.id.client) ?? 0)
}

function isWithin(type: unknown, fragment: Y.XmlFragment): boolean {
  for (let at = type; at instanceof Y.AbstractType; at = at.parent) if (at === fragment) return true
  return false
}
