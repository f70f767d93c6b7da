// Connections to one PostgreSQL: a pool of them, transactions, and errors told apart by what is known afterwards. Used by
// the tables' files beside this one.
import pg from 'pg'
import { messageOf, Unavailable } from '../../errors.ts'
import type { Log } from '../../log.ts'

const CONNECT_MS = 5_000
const ANSWER_MS = 30_000
/** For a command: a statement may look through everything, or bring gigabytes onto the disk. */
export const PATIENT_MS = 60 * 60 * 1_000
/** A row that somebody else holds for so long: the rest of the batch goes on without it (R7). */
const LOCK_MS = 500
/** A relay that stands still, or is cut off, in the middle of a transaction: others wait for what it has locked. */
export const SILENT_MS = 5_000

/**
 * Acknowledged is on the disk (R1), whatever is set for the role, the database or the server. As a part of the connection: one
 * on which this could not be said does not come about.
 */
const session = (answerMs: number, more: Settings): string =>
  Object.entries({
    synchronous_commit: 'on',
    default_transaction_isolation: 'read\\ committed',
    lock_timeout: LOCK_MS,
    statement_timeout: answerMs,
    idle_in_transaction_session_timeout: SILENT_MS,
    // PostgreSQL finds out within 25 s that a relay is gone, and not after two hours.
    tcp_keepalives_idle: 10,
    tcp_keepalives_interval: 5,
    tcp_keepalives_count: 3,
    ...more,
  })
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')

type Settings = Readonly<Record<string, string | number>>

export type Row = Record<string, unknown>

/** One connection, or a transaction on it. */
export interface Querying {
  /** `name`: PostgreSQL reads and plans it once for each connection, and not each time. For what is asked many times a second. */
  query<Result extends object = Row>(
    sql: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<readonly Result[]>
  /** How many rows it was done to. */
  change(sql: string, values?: readonly unknown[]): Promise<number>
}

/** What can do several things at once, or inside of something larger. */
export interface Transacting extends Querying {
  /** All of it or nothing. What `work` throws is thrown on. */
  transaction<Result>(work: (database: Querying) => Promise<Result>): Promise<Result>
}

/** The statement was refused, and nothing of it was done. */
export class StatementFailed extends Unavailable {
  /** Somebody else was in the way: the same may work a moment later. */
  readonly passing: boolean

  constructor(message: string, passing: boolean, cause: unknown) {
    super(message, { cause, isDamage: isDamage(cause) })
    this.passing = passing
  }
}

export class Database implements Transacting {
  readonly #pool: pg.Pool

  /** `answerMs`: a statement that has not come back by then is given up, and its connection with it. `settings`: of its connections,
   * beyond those that all have. */
  constructor(url: string, connections: number, log: Log, answerMs = ANSWER_MS, settings: Settings = {}) {
    this.#pool = new pg.Pool({
      connectionString: withSession(url, session(answerMs, settings)),
      application_name: 'ligature',
      max: connections,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: answerMs + CONNECT_MS,
      keepAlive: true,
      types: { getTypeParser: parserOf },
    })
    // A connection that is cut is told of twice: to whoever waits for an answer on it, and here. Unheard, it would end the relay.
    const lost = (error: unknown): void =>
      log.warn({ problem: messageOf(error) }, 'a connection to PostgreSQL was lost')
    this.#pool.on('connect', (client) => client.on('error', lost))
    this.#pool.on('error', () => undefined)
  }

  /** Throws StatementFailed when it was refused, Unavailable when what came of it is unknown. */
  async query<Result extends object>(
    sql: string,
    values: readonly unknown[] = [],
    name?: string,
  ): Promise<readonly Result[]> {
    return await this.#on(async (client) => (await client.query(asked(sql, values, name))).rows as Result[])
  }

  async change(sql: string, values: readonly unknown[] = []): Promise<number> {
    return await this.#on(async (client) => (await client.query(sql, [...values])).rowCount ?? 0)
  }

  async transaction<Result>(work: (database: Querying) => Promise<Result>): Promise<Result> {
    return await this.#on(async (client) => {
      await client.query('BEGIN')
      try {
        const result = await work({
          query: async (sql, values, name) => (await client.query(asked(sql, values, name))).rows as never,
          change: async (sql, values = []) => (await client.query(sql, [...values])).rowCount ?? 0,
        })
        await client.query('COMMIT')
        return result
      } catch (error) {
        // A connection that is gone has taken the transaction along.
        await client.query('ROLLBACK').catch(() => undefined)
        throw error
      }
    })
  }

  /** What is asked on it is answered as it was at one moment, until `end`. Nothing can be changed there. */
  async reading(): Promise<Pick<Querying, 'query'> & { end(): Promise<void> }> {
    let end = (): void => undefined
    const ended = new Promise<void>((resolve) => (end = resolve))
    return await new Promise((resolve, reject) => {
      const whole = this.#on(async (client) => {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
        // Whoever reads does something with it meanwhile.
        await client.query('SET LOCAL idle_in_transaction_session_timeout = 0')
        resolve({
          query: async (sql, values = []) => {
            try {
              return (await client.query(sql, [...values])).rows as never
            } catch (error) {
              throw told(error)
            }
          },
          end: async () => {
            end()
            await whole
          },
        })
        await ended
        await client.query('COMMIT')
      })
      whole.catch(reject)
    })
  }

  async close(): Promise<void> {
    await this.#pool.end()
  }

  async #on<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw new Unavailable(notConnected(error), { cause: error })
    })
    let lost = true
    try {
      const result = await work(client)
      lost = false
      return result
    } catch (error) {
      lost = !wasRefused(error) && isOfTheConnection(error)
      throw told(error)
    } finally {
      // A connection in doubt is not used again: an answer that comes late would be taken for another's.
      client.release(lost)
    }
  }
}

const asked = (text: string, values: readonly unknown[] = [], name?: string): pg.QueryConfig => ({
  text,
  values: [...values],
  ...(name === undefined ? {} : { name }),
})

/**
 * PostgreSQL has answered that it has done nothing, and goes on: by its code, for its words are in its own language. Not so while it,
 * or the connection, is ending (08, 57P, XX, 25P03); nor where it may write nothing (25006), as after another has taken over.
 */
function wasRefused(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && /^[0-9A-Z]{5}$/.test(error.code ?? '') && !GOING.test(error.code!)
}

const GOING = /^(08|57P|XX|25P03|25006)/

/** What whoever runs the relay can do about a connection that PostgreSQL has refused; by its code, too. */
const NEXT_STEPS: ReadonlyMap<string | undefined, string> = new Map([
  ['3D000', 'createdb makes one'],
  ['28P01', 'user and password are what DATABASE_URL says, with %23 there read as #, and so on'],
  ['28000', 'createuser makes a user, and pg_hba.conf says who is let in'],
  ['53300', 'max_connections has to be enough for all relays'],
])

function notConnected(error: unknown): string {
  if (!wasRefused(error)) return `PostgreSQL cannot be reached: ${messageOf(error)}`
  const next = NEXT_STEPS.get(error.code)
  return `PostgreSQL refused the connection: ${error.message}${next === undefined ? '' : `; ${next}`}`
}

/** Of the network, of PostgreSQL or of its driver; everything else was thrown by who used the connection. */
function isOfTheConnection(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError ||
    (error instanceof Error && ('errno' in error || /connection|timeout|terminat|not queryable/i.test(error.message)))
  )
}

/** Serialization failure, deadlock, a lock or a statement that took too long. */
const PASSING: ReadonlySet<string> = new Set(['40001', '40P01', '55P03', '57014'])

function told(error: unknown): unknown {
  if (wasRefused(error)) return new StatementFailed(error.message, PASSING.has(error.code ?? ''), error)
  return isOfTheConnection(error)
    ? new Unavailable(messageOf(error), { cause: error, isDamage: isDamage(error) })
    : error
}

/** Damaged data or index, or a disk that does not give a page. */
const DAMAGE: ReadonlySet<string> = new Set(['XX001', 'XX002', '58030'])
const isDamage = (error: unknown): boolean => error instanceof pg.DatabaseError && DAMAGE.has(error.code ?? '')

/** Numbers of eight bytes come as text otherwise. Ours are counts and milliseconds, far below 2^53. */
const INT8 = 20
const parserOf = ((oid: number, format?: 'text' | 'binary') =>
  oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser

/** What the address itself asks for stays, as far as it does not contradict: of two, the later holds. */
function withSession(url: string, session: string): string {
  const address = new URL(url)
  const given = address.searchParams.get('options') ?? ''
  address.searchParams.set('options', `${given} ${session}`.trim())
  return address.href
}

/** The same memory, as the driver wants it. */
export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
