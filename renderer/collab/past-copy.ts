// The local copy of a document that was reset meanwhile: it belongs to a past that the relay takes no more of (E4). Taken out
// whole to be kept elsewhere, and removed when the person has decided. Used by open-document.ts.
import * as Y from 'yjs'
import type { Epoch } from '../../contracts/ids.ts'
import { answered, openDatabase } from './local-database.ts'
import { readEpoch, readStored } from './local-rows.ts'

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

/** Does nothing where another window has begun the copy of a later epoch. */
export async function removeCopy(name: string, epoch: Epoch | undefined): Promise<void> {
  const { database, created } = await openDatabase(indexedDB, name)
  const isOurs = await readEpoch(database)
    .then((stored) => created || stored === epoch)
    .finally(() => database.close())
  if (isOurs) await answered(indexedDB.deleteDatabase(name))
}
