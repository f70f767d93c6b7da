// How much an update puts into a document and takes out of it, as its bytes say. Used by history.ts.
import * as Y from 'yjs'
import { Ranges } from '../room/ranges.ts'
import { readUpdate } from '../room/update.ts'

export interface Letters {
  /** UTF-16 units of text. */
  readonly added: number
  /** Of what was deleted, each clock: a letter is one, and so are the beginnings of blocks, and marks. */
  readonly removed: number
}

/** What it brings and deletes again itself counts as neither. Nothing for bytes that are no update. */
export function lettersIn(update: Uint8Array): Letters {
  const read = readUpdate(update)
  if (read === undefined) return { added: 0, removed: 0 }
  const { structs, claims } = read
  const deleted = new Map([...claims.deletes].map(([client, ranges]) => [client, Ranges.of(ranges)]))
  let added = 0
  for (const { id, length, content } of structs.filter((struct) => struct instanceof Y.Item))
    if (content instanceof Y.ContentString) added += missingFrom(deleted.get(id.client), id.clock, id.clock + length)
  let removed = 0
  const brought = new Map([...claims.structs].map(([client, ranges]) => [client, Ranges.of(ranges)]))
  for (const [client, ranges] of claims.deletes)
    for (const [start, end] of ranges) removed += missingFrom(brought.get(client), start, end)
  return { added, removed }
}

function missingFrom(ranges: Ranges | undefined, start: number, end: number): number {
  if (ranges === undefined) return end - start
  return ranges.missing(start, end).reduce((sum, [from, to]) => sum + to - from, 0)
}
