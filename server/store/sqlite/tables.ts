// Reads every row of a SQLite database, for `migrate`. Its connection can only read, and sees what was committed at one moment.
import type { DatabaseSync } from 'node:sqlite'
import type { Address } from '../../../contracts/ids.ts'
import type { Amount, Row, StoredTables, Table } from '../tables.ts'
import { TABLES } from '../tables.ts'
import { openToRead } from './inspection.ts'

/** Where imports stage what nobody sees yet: of one that was cut off nothing is moved. */
const HAVE_STAGED: ReadonlySet<string> = new Set(['log', 'snapshots', 'history', 'versions'])
const UNLESS_STAGED = 'WHERE number NOT IN (SELECT number FROM staged_parts)'

export class SqliteTables implements StoredTables {
  readonly #database: DatabaseSync

  /** Of a database of this version. */
  constructor(path: string) {
    this.#database = openToRead(path)
    this.#database.exec('BEGIN')
  }

  amount(): Amount {
    const documents = this.#one(
      `SELECT count(*) FILTER (WHERE deleted_at IS NULL) AS documents, count(deleted_at) AS deleted,
         count(*) FILTER (WHERE trashed_at IS NOT NULL AND deleted_at IS NULL) AS trashed FROM documents`,
    ) as Omit<Amount, 'rows'>
    const counts = TABLES.map(({ name }) => this.#one(`SELECT count(*) AS rows FROM ${name}`) as Pick<Amount, 'rows'>)
    return { ...documents, rows: counts.reduce((sum, { rows }) => sum + rows, 0) }
  }

  rows({ name, columns, key }: Table): Iterable<Row> {
    return this.#database
      .prepare(
        `SELECT ${Object.keys(columns).join(', ')} FROM ${name} ${HAVE_STAGED.has(name) ? UNLESS_STAGED : ''} ORDER BY ${key.join(', ')}`,
      )
      .iterate() as Iterable<Row>
  }

  lastNumber({ name }: Table): number {
    const given = this.#one('SELECT seq AS last FROM sqlite_sequence WHERE name = ?', name) as Last | undefined
    return (given ?? (this.#one(`SELECT max(number) AS last FROM ${name}`) as Last)).last ?? 0
  }

  nameOf(number: number): string {
    const head = this.#one('SELECT document, part FROM heads WHERE number = ?', number) as Address | undefined
    return head === undefined ? `number ${number}` : `${head.document} (${head.part})`
  }

  close(): void {
    this.#database.close()
  }

  #one(sql: string, ...values: readonly (string | number)[]): unknown {
    return this.#database.prepare(sql).get(...values)
  }
}

interface Last {
  readonly last: number | null
}
