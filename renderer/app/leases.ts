// What web-locks.ts gives for deeds where there are no Web Locks: of all windows of this browser one at a time does what goes by a
// name. A lease in IndexedDB, which its window renews while it works; that of a window that
// broke off runs out. Loaded when it is first needed.

import { answered, KeptDatabase } from '../api/kept-database.ts'
import { randomId } from '../api/random-id.ts'

const STORE = 'leases'
/** A window that nobody sees is woken once a minute; a lease that it renews then must not have run out. */
const LEASE_MS = 75_000
const RENEW_MS = 15_000
const ASK_AGAIN_MS = 200

interface Lease {
  readonly name: string
  readonly holder: string
  /** By this computer's clock. */
  readonly until: number
}

export class Leases implements Pick<LockManager, 'request'> {
  readonly #opened: Promise<KeptDatabase>
  readonly #now: () => number

  constructor(idb: IDBFactory = indexedDB, now: () => number = Date.now) {
    this.#now = now
    // Apart from the library: windows with an earlier version of the app have that open, and it could not be given a store.
    const create = (database: IDBDatabase): void => void database.createObjectStore(STORE, { keyPath: 'name' })
    this.#opened = KeptDatabase.open('ligature-leases', create, idb)
  }

  readonly request = async <T>(name: string, work: unknown): Promise<T> => {
    // One for each request: two of one window exclude each other as those of two do.
    const holder = randomId()
    while (!(await this.#take(name, holder))) await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
    const renewing = setInterval(() => void this.#take(name, holder).catch(reportError), RENEW_MS)
    const leave = (): void => void this.#give(name, holder).catch(() => undefined) // The page is gone by then; it runs out.
    if (typeof window !== 'undefined') window.addEventListener('pagehide', leave)
    try {
      return await (work as () => Promise<T>)()
    } finally {
      clearInterval(renewing)
      if (typeof window !== 'undefined') window.removeEventListener('pagehide', leave)
      await this.#give(name, holder)
    }
  }

  /** False: somebody else has it. */
  async #take(name: string, holder: string): Promise<boolean> {
    return await this.#change(name, (lease, leases) => {
      const now = this.#now()
      const isFree = lease === undefined || lease.holder === holder
      // A clock that was put back would leave it to nobody for as long.
      const isOver = lease !== undefined && (lease.until <= now || lease.until > now + LEASE_MS)
      if (!isFree && !isOver) return false
      leases.put({ name, holder, until: now + LEASE_MS } satisfies Lease)
      return true
    })
  }

  async #give(name: string, holder: string): Promise<void> {
    await this.#change(name, (lease, leases) => {
      if (lease?.holder === holder) leases.delete(name)
      return true
    })
  }

  async #change(name: string, work: (lease: Lease | undefined, leases: IDBObjectStore) => boolean): Promise<boolean> {
    const database = await this.#opened
    return await database.change([STORE], async (leases) =>
      work((await answered(leases.get(name))) as Lease | undefined, leases),
    )
  }
}
