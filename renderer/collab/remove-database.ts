// The removal of a local copy's database, of which nothing is lost that somebody writes meanwhile. Loaded when a copy is to
// go (past-copy.ts).
import { answered } from '../api/kept-database.ts'
import { isRemoved, STORES } from './local-database.ts'

/** Removes it if `mayGo` says so of what is there. Waits until whoever has it open has let it go. */
export async function removeDatabase(
  idb: IDBFactory,
  name: string,
  mayGo: (transaction: IDBTransaction) => Promise<boolean>,
): Promise<void> {
  const { version = 0 } = (await idb.databases()).find((one) => one.name === name) ?? {}
  if (isRemoved(version)) return
  await new Promise<void>((resolve, reject) => {
    const request = idb.open(name, version + 1)
    let removed: Promise<unknown> | undefined
    let cause: unknown
    request.onupgradeneeded = ({ oldVersion }) => {
      const transaction = request.transaction!
      const stays = (why?: unknown): void => {
        cause = why
        transaction.abort()
      }
      const goes = (): void => {
        for (const store of STORES) transaction.objectStore(store).clear()
        // Asked for before anybody can see it empty and begin again: whoever does so comes after.
        removed = answered(idb.deleteDatabase(name))
      }
      // Somebody else has deleted it meanwhile.
      if (oldVersion === 0) return stays()
      mayGo(transaction)
        .then((may) => (may ? goes() : stays()))
        .catch(stays)
    }
    request.onsuccess = () => {
      request.result.close()
      resolve(removed?.then(() => undefined))
    }
    request.onerror = () => {
      const { error } = request
      // Of our own making; or another window has removed it and begun it again.
      const stayed = error?.name === 'AbortError' || error?.name === 'VersionError'
      if (stayed && cause === undefined) resolve()
      else reject(cause ?? error)
    }
  })
}
