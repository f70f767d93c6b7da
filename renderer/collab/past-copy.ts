// The local copy of a document that was reset meanwhile: it belongs to a past that the relay takes no more of (E4). Taken out
// whole to be kept elsewhere, and removed when the person has decided. Loaded by open-document.ts when it comes to that.
import * as Y from 'yjs'
import type { Epoch } from '../../contracts/ids.ts'
import { integrateWaiting } from '../../document/waiting-structs.ts'
import { openDatabase } from './local-database.ts'
import { readStored, readStoredIn, type StoredRow } from './local-rows.ts'
import { removeDatabase } from './remove-database.ts'

/**
 * The text of this window, and what other windows of it have left on this disk, but for rows that nobody can read: local-copy.ts has
 * told of them. `name`: from databaseName().
 */
export async function wholeCopy(name: string, doc: Y.Doc): Promise<Uint8Array> {
  const { database } = await openDatabase(indexedDB, name)
  try {
    const { rows } = await readStored(database)
    const whole = new Y.Doc()
    Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc))
    for (const row of rows) applyIfReadable(whole, row)
    return Y.encodeStateAsUpdate(whole)
  } finally {
    database.close()
  }
}

/**
 * Does nothing where another window has begun the copy of a later epoch; nor, with `taken`, where the copy has something that
 * was not taken out with it: another window may have written meanwhile.
 */
export async function removeCopy(name: string, epoch: Epoch | undefined, taken?: Uint8Array): Promise<void> {
  await removeDatabase(indexedDB, name, async (transaction) => {
    const copy = await readStoredIn(transaction)
    return copy.epoch === epoch && (taken === undefined || !addTo(taken, copy.rows))
  })
}

/** Whether the rows have anything that this text has not, be it something that waits for what is missing (R3). */
function addTo(text: Uint8Array, rows: readonly StoredRow[]): boolean {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, text)
  integrateWaiting(doc)
  const before = waitingIn(doc)
  let grew = false
  doc.on('update', () => (grew = true))
  for (const row of rows) applyIfReadable(doc, row)
  return grew || waitingIn(doc) !== before
}

function applyIfReadable(doc: Y.Doc, { update }: StoredRow): void {
  try {
    Y.applyUpdate(doc, update)
  } catch {
    // The others are not lost for it.
  }
}

/** The clocks that wait, to be compared: the same ones may stand there in other pieces, and in another order. */
function waitingIn({ store }: Y.Doc): string {
  const pieces: { readonly whose: string; readonly from: number; to: number }[] = []
  for (const update of [store.pendingStructs?.update ?? null, store.pendingDs]) {
    if (update === null) continue
    const { structs, ds } = Y.decodeUpdateV2(update)
    for (const { id, length, constructor } of structs)
      if (constructor !== Y.Skip) pieces.push({ whose: `${id.client}`, from: id.clock, to: id.clock + length })
    for (const [client, deletes] of ds.clients)
      for (const { clock, len } of deletes) pieces.push({ whose: `-${client}`, from: clock, to: clock + len })
  }
  pieces.sort((a, b) => a.whose.localeCompare(b.whose) || a.from - b.from)
  const ranges: typeof pieces = []
  for (const piece of pieces) {
    const last = ranges.at(-1)
    if (last?.whose === piece.whose && piece.from <= last.to) last.to = Math.max(last.to, piece.to)
    else ranges.push(piece)
  }
  return JSON.stringify(ranges)
}
