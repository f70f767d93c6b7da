// A document as it shows, in a Y.Doc that has no past: nothing deleted, nothing that waits, and one author of it all, who is
// nobody (E2). Called by fold.ts.
import * as Y from 'yjs'
import { RECORDS_FIELD } from '../../document/text-field.ts'
import { rendered, type Shown, shownIn } from './rendered.ts'

interface Open {
  readonly from: Generator<Shown>
  readonly to: Y.AbstractType<unknown>
  last: Y.Item | null
}

/** Throws when the copy, stored and loaded anew, would not show the same. */
export function copied(doc: Y.Doc): Uint8Array {
  const copy = new Y.Doc()
  const names = [...doc.share.keys()].filter((name) => !isPast(name))
  copy.transact((transaction) => {
    for (const name of names) fill(copy.get(name), doc.get(name), transaction)
  })
  const update = Y.encodeStateAsUpdate(copy)
  const fresh = new Y.Doc()
  Y.applyUpdate(fresh, update)
  for (const name of new Set([...names, ...fresh.share.keys()]))
    if (rendered(doc, name) !== rendered(fresh, name)) throw new Error(`the copy renders "${name}" differently`)
  return update
}

/** The records of what was put back name letters by their ids, and those are the past. */
const isPast = (root: string): boolean => root === RECORDS_FIELD

/**
 * Item by item, each behind the one before: no kind of root needs to be known for that, and no schema. `Y.Text.toDelta` and
 * `clone` know only their own kinds, and lose what an editor they do not know has written beside it.
 */
function fill(to: Y.AbstractType<unknown>, from: Y.AbstractType<unknown>, transaction: Y.Transaction): void {
  const { doc } = transaction
  const open: Open[] = [{ from: shownIn(from), to, last: null }]
  for (let inner = open.at(-1); inner !== undefined; inner = open.at(-1)) {
    const { done, value } = inner.from.next()
    if (done === true) {
      open.pop()
      continue
    }
    const left = value.key === null ? inner.last : null
    const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
    // Of a type it is an empty one of the same kind.
    const content = value.content.copy()
    const item = new Y.Item(id, left, left?.lastId ?? null, null, null, inner.to, value.key, content)
    item.integrate(transaction, 0)
    if (value.key === null) inner.last = item
    if (content instanceof Y.ContentType && value.content instanceof Y.ContentType)
      open.push({ from: shownIn(value.content.type), to: content.type, last: null })
  }
}
