// The local copy of a document that was reset meanwhile: it belongs to a past that the relay takes no more of (E4). Taken out
// whole to be kept elsewhere, and removed when the person has decided. Used by open-document.ts.
import * as Y from 'yjs'
import type { Epoch } from '../../contracts/ids.ts'
import { answered, openDatabase } from './local-database.ts'
import { readStanding, readStored, type StoredRow } from './local-rows.ts'

/** The text of this window, and what other windows of it have left on this disk. `name`: from databaseName(). */
export async function wholeCopy(name: string, doc: Y.Doc): Promise<Uint8Array> {
  const { database } = await openDatabase(indexedDB, name)
  try {
    const { rows } = await readStored(database)
    const whole = new Y.Doc()
    for (const update of [Y.encodeStateAsUpdate(doc), ...rows.map((row) => row.update)]) Y.applyUpdate(whole, update)
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
  const { database, created } = await openDatabase(indexedDB, name)
  let goes: boolean
  try {
    goes = created || (await readStanding(database)).epoch === epoch
    if (goes && taken !== undefined) goes = !addTo(taken, (await readStored(database)).rows)
  } finally {
    database.close()
  }
  if (goes) await answered(indexedDB.deleteDatabase(name))
}

/** Whether the rows have anything that this text has not. */
function addTo(text: Uint8Array, rows: readonly StoredRow[]): boolean {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, text)
  let grew = false
  doc.on('update', () => (grew = true))
  for (const { update } of rows) Y.applyUpdate(doc, update)
  return grew || doc.store.pendingStructs !== null
}
