// Work that only one relay of a database does at a time, by a lock of PostgreSQL: it is given back when the relay dies, however it does.
// Used by store.ts.
import { createHash } from 'node:crypto'
import type { Database } from './database.ts'

/** Of each kind. Each takes a connection for as long as it works, and needs further ones for its work. */
const AT_ONCE = 2
/** From the end of one statement to the next on the connection that has the lock. */
const LONGEST_WORK = '2min'

export class Alone {
  readonly #database: Database
  /** By what stands before the slash of a name: a comment does not wait for large documents to be restored. */
  readonly #kinds = new Map<string, { working: number; readonly waiting: (() => void)[] }>()

  constructor(database: Database) {
    this.#database = database
  }

  async do<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const [kind] = name.split('/', 1) as [string]
    const ofKind = this.#kinds.get(kind) ?? { working: 0, waiting: [] }
    this.#kinds.set(kind, ofKind)
    while (ofKind.working >= AT_ONCE) await new Promise<void>((resolve) => ofKind.waiting.push(resolve))
    ofKind.working++
    try {
      return await this.#locked(name, work)
    } finally {
      ofKind.working--
      ofKind.waiting.shift()?.()
    }
  }

  async #locked<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    let outcome: { readonly value: Result } | { readonly error: unknown } | undefined
    await this.#database.transaction(async (inside) => {
      await inside.query(
        `SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = '${LONGEST_WORK}'`,
      )
      await inside.query('SELECT pg_advisory_xact_lock($1)', [numberOf(name)])
      // What it throws is its own and no failure of this transaction, which only holds the lock.
      outcome = await work().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      )
    })
    if (outcome === undefined || 'error' in outcome) throw outcome?.error
    return outcome.value
  }
}

/** PostgreSQL's locks have numbers of 64 bits. Two names that share one wait for each other without need. */
export const numberOf = (name: string): string => createHash('sha256').update(name).digest().readBigInt64BE().toString()
