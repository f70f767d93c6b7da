// Moves local copies from the addresses that a relay once had to the one word it goes by now. The desktop app's relay
// keeps its data when another program takes its port, and what was typed for the old address belongs to it all the same.
// Called once per start by app/start-services.ts, before anything is opened.
import { answered, completed } from '../api/kept-database.ts'
import { allLocalCopies, databaseName, openDatabase, STORES } from './local-database.ts'
import { readStored } from './local-rows.ts'

/**
 * Answers how many copies could not be moved; each of those stays where it was. Nothing is deleted before it is durable in
 * its new place, so a crash between the two leaves the text twice, which is the same text to Yjs.
 */
export async function adoptCopies(
  relayIdentity: string,
  isOurs: (relay: string) => boolean,
  idb: IDBFactory = indexedDB,
): Promise<number> {
  let left = 0
  for (const { relay, ...address } of await allLocalCopies(idb)) {
    if (!isOurs(relay)) continue
    const moved = await move(idb, databaseName(relay, address), databaseName(relayIdentity, address)).catch(
      (cause: unknown) => {
        reportError(cause)
        return false
      },
    )
    if (!moved) left += 1
  }
  return left
}

async function move(idb: IDBFactory, from: string, to: string): Promise<boolean> {
  const old = (await openDatabase(idb, from)).database
  const now = (await openDatabase(idb, to)).database
  try {
    const stored = await readStored(old)
    const { epoch } = await readStored(now)
    // Of a document that was reset meanwhile, the old text must not come back by itself.
    if (epoch !== undefined && stored.epoch !== undefined && epoch !== stored.epoch) return false
    const transaction = now.transaction(STORES, 'readwrite', { durability: 'strict' })
    for (const { update } of stored.rows) transaction.objectStore('updates').add(update)
    for (const _ of stored.owedKeys) transaction.objectStore('owed').add(1)
    if (stored.epoch !== undefined) transaction.objectStore('meta').put(stored.epoch, 'epoch')
    if (stored.here === true) transaction.objectStore('meta').put(true, 'here')
    await completed(transaction)
  } finally {
    old.close()
    now.close()
  }
  await answered(idb.deleteDatabase(from))
  return true
}
