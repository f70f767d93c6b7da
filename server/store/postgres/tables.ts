// Fills the tables in PostgreSQL with everything from a data folder, for `migrate`: in one transaction, so that relays see all
// of it or nothing, and a process that is killed has done nothing.
import { parseSha256, type Sha256 } from '../../../contracts/attachment-names.ts'
import { CannotStart, cannotUsePostgres, messageOf, Unavailable } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { hashOf } from '../snapshot-rows.ts'
import type { Destination, Row, SealedRow, Table, TablesToFill, Value } from '../tables.ts'
import { DERIVED_TABLES, TABLES } from '../tables.ts'
import { Attachments } from './attachments.ts'
import { asBuffer, Database, PATIENT_MS, type Querying } from './database.ts'
import { storable } from './documents-table.ts'
import { migrate, whileNobodyMoves, whileNobodyStarts } from './schema.ts'

/** So many rows are asked for at once; they are small, for bytes stay where they are. */
const FETCH_ROWS = 1_000
const IMAGE_TABLES = ['attachments', 'attachment_pieces', 'uploads']
const DERIVED_HERE = DERIVED_TABLES.filter((name) => name !== 'search')

export class PostgresDestination implements Destination {
  readonly #database: Database

  private constructor(database: Database) {
    this.#database = database
  }

  /** Connects, and makes the tables unless they are there. Throws CannotStart when the database cannot be used. */
  static async open(url: string, log: Log): Promise<PostgresDestination> {
    return await PostgresDestination.#on(url, log, async (database) => {
      await migrate(database)
      return new PostgresDestination(database)
    })
  }

  /** Whether it holds anything; makes no tables. Throws CannotStart when the database cannot be used. */
  static async holdsAnything(url: string, log: Log): Promise<boolean> {
    return await PostgresDestination.#on(url, log, async (database) => {
      const holds = await database.transaction(async (inside) => {
        await whileNobodyMoves(inside)
        const [known] = await inside.query<{ made: boolean }>(`SELECT to_regclass('attachments') IS NOT NULL AS made`)
        return known!.made && (await holdAnything(inside))
      })
      await database.close()
      return holds
    })
  }

  async atOnce(work: (there: TablesToFill) => Promise<'keep' | 'undo'>): Promise<void> {
    try {
      await this.#database.transaction(async (inside) => {
        await whileNobodyStarts(inside)
        // Between two statements a large image is read, or the whole of a table's other side.
        await inside.query('SET LOCAL idle_in_transaction_session_timeout = 0')
        if ((await work(new Tables(inside))) === 'undo') throw new Undone()
      })
    } catch (error) {
      if (error instanceof Undone) return
      if (!(error instanceof Unavailable)) throw error
      throw new CannotStart(
        `Nothing was moved, or all of it if this was the very end: ${messageOf(error)}. Run the command again; it finds out.`,
      )
    }
  }

  async close(): Promise<void> {
    await this.#database.close()
  }

  static async #on<Result>(url: string, log: Log, work: (database: Database) => Promise<Result>): Promise<Result> {
    const database = new Database(url, 1, log, PATIENT_MS)
    try {
      return await work(database)
    } catch (error) {
      await database.close()
      throw cannotUsePostgres(error)
    }
  }
}

class Undone extends Error {}

class Tables implements TablesToFill {
  readonly #inside: Querying
  readonly attachments: Attachments

  constructor(inside: Querying) {
    this.#inside = inside
    this.attachments = new Attachments({ ...inside, transaction: (work) => work(inside) })
  }

  async holdAnything(): Promise<boolean> {
    return await holdAnything(this.#inside)
  }

  async seize(): Promise<void> {
    const all = [...TABLES.map(({ name }) => name), ...IMAGE_TABLES, ...DERIVED_HERE].join(', ')
    await this.#inside.query(`LOCK TABLE ${all} IN ACCESS EXCLUSIVE MODE`)
    if (await this.holdAnything())
      throw new CannotStart(
        'A relay on the PostgreSQL database has stored something just now, so nothing was moved. Stop it, and name an empty database.',
      )
    // Numbers begin anew; and should all be undone, what was written takes no room.
    await this.#inside.query(`TRUNCATE ${all} RESTART IDENTITY`)
  }

  kept({ name, columns }: Table, row: Row): Row {
    const texts = Object.entries(row).map(([column, value]) =>
      columns[column] === 'text' && typeof value === 'string' ? [column, storable(value)] : [column, value],
    )
    const { bytes, sha256 } = row
    // From before there were hashes.
    const hashed = name === 'snapshots' && sha256 === null && bytes instanceof Uint8Array && { sha256: hashOf(bytes) }
    return { ...(Object.fromEntries(texts) as Row), ...hashed }
  }

  async add({ name, columns }: Table, rows: readonly Row[]): Promise<void> {
    const names = Object.keys(columns)
    let next = 0
    const places = rows.map(() => `(${names.map(() => `$${++next}`).join(', ')})`)
    await this.#inside.query(
      `INSERT INTO ${name} (${names.join(', ')}) OVERRIDING SYSTEM VALUE VALUES ${places.join(', ')}`,
      rows.flatMap((row) => names.map((column) => asSent(row[column] ?? null))),
    )
  }

  async continueAfter({ name }: Table, number: number): Promise<void> {
    if (number > 0) await this.#inside.query(`SELECT setval(pg_get_serial_sequence($1, 'number'), $2)`, [name, number])
  }

  async *sealed({ name, columns, key }: Table): AsyncGenerator<SealedRow> {
    const wanted = Object.entries(columns).map(([column, type]) =>
      type === 'bytes' ? `encode(sha256(${column}), 'hex') AS ${column}` : column,
    )
    await this.#inside.query(
      `DECLARE sealed NO SCROLL CURSOR FOR SELECT ${wanted.join(', ')} FROM ${name} ORDER BY ${key.join(', ')}`,
    )
    for (let more = true; more;) {
      const rows = await this.#inside.query<SealedRow>(`FETCH ${FETCH_ROWS} FROM sealed`)
      yield* rows
      more = rows.length === FETCH_ROWS
    }
    await this.#inside.query('CLOSE sealed')
  }

  async attachmentNames(): Promise<ReadonlySet<Sha256>> {
    const rows = await this.#inside.query<{ sha256: string }>('SELECT sha256 FROM attachments')
    return new Set(rows.map(({ sha256 }) => parseSha256(sha256)!))
  }
}

const asSent = (value: Value): Value => (value instanceof Uint8Array ? asBuffer(value) : value)

async function holdAnything(database: Querying): Promise<boolean> {
  const tables = [...TABLES.map(({ name }) => name), 'attachments']
  const [row] = await database.query<{ holds: boolean }>(
    `SELECT ${tables.map((table) => `EXISTS (SELECT 1 FROM ${table})`).join(' OR ')} AS holds`,
  )
  return row!.holds
}
