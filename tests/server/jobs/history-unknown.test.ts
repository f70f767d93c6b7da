// Rows of which nobody knows who wrote them, as a workspace may bring them (protocol W3): they are told as such, and stay so when the log
// is folded.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Epoch } from '../../../contracts/ids.ts'
import { parseDocumentId } from '../../../contracts/ids.ts'
import { historyOf, stretchesOf } from '../../../server/jobs/history.ts'
import { type Stretch, UNKNOWN_AUTHOR, type WrittenRow } from '../../../server/store/store.ts'

const ADDRESS = { document: parseDocumentId('d')!, part: 'text' } as const
const update = Y.encodeStateAsUpdate(new Y.Doc())

/** One second apart. */
const ROWS: readonly WrittenRow[] = ['', 'ada', 'ada', '', '', 'ada', 'ben', ''].map((author, nth) => ({
  seq: nth + 1,
  author: author === '' ? UNKNOWN_AUTHOR : author,
  at: 1_000 * nth,
  update,
}))

/** A log whose rows up to `snapshotSeq` are folded. */
function storeOf(snapshotSeq: number, kept: readonly Stretch[]): Parameters<typeof historyOf>[0] {
  const head = { epoch: 'e' as Epoch, head: ROWS.length, snapshotSeq, snapshotBytes: 1, setAside: 0 }
  return {
    readHeads: async () => [head],
    readWritten: async (_, { after, before }) => ROWS.filter(({ seq }) => seq > after && seq < before).toReversed(),
    readStretches: async (_, { before }) =>
      kept.filter(({ toSeq }) => toSeq < before).toSorted((one, two) => two.toSeq - one.toSeq),
  }
}

async function told(snapshotSeq: number, kept: readonly Stretch[]): Promise<readonly unknown[]> {
  const rows: unknown[] = []
  for await (const row of historyOf(storeOf(snapshotSeq, kept), ADDRESS))
    rows.push(
      row.kind === 'stretch'
        ? [row.author, row.fromSeq, row.toSeq, row.edits]
        : 'fromSeq' in row && [row.fromSeq, row.toSeq],
    )
  return rows
}

const WHOLE = [
  [8, 8],
  ['ben', 7, 7, 1],
  ['ada', 6, 6, 1],
  [4, 5],
  ['ada', 2, 3, 2],
  [1, 1],
]

test('N4: what is not known of a row is told as such, also between those of one author', async () => {
  expect(await told(0, [])).toEqual(WHOLE)
})

test.each([1, 2, 3, 4, 5, 6, 7, 8])('N3: and it is the same when the log is folded up to row %i', async (upTo) => {
  const kept = await stretchesOf(storeOf(0, []), ADDRESS, 0, upTo)
  expect(await told(upTo, kept)).toEqual(WHOLE)
})
