// A database that the browser takes away, as when somebody clears the site's data. Only IndexedDB is a stand-in.
import { forceCloseDatabase } from 'fake-indexeddb'
import { vi } from 'vitest'
import { answered } from '../../renderer/api/kept-database.ts'

/** Closes it under whoever has it open, who is told so, and deletes it. */
export async function takeAway(database: IDBDatabase): Promise<void> {
  forceCloseDatabase(database as never) // Its types ask for the class.
  await answered(indexedDB.deleteDatabase(database.name))
}

/** As Chromium does it when it closes a database under a transaction: nothing of it is kept, and no event says so. Resolves when it has. */
export function nextTransactionIsSilent(): Promise<void> {
  const { transaction } = IDBDatabase.prototype
  return new Promise((resolve) => {
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(function (this: IDBDatabase, ...asked) {
      const silent = transaction.apply(this, asked)
      for (const event of ['oncomplete', 'onabort', 'onerror']) Object.defineProperty(silent, event, { set: () => {} })
      silent.commit = () => {
        silent.abort()
        resolve()
      }
      return silent
    })
  })
}
