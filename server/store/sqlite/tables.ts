// Reads every row of a SQLite database, for `migrate`. Its connection can only read, and sees what was committed at one moment.
import type { DatabaseSync } from 'node:sqlite'
import type { Amount, Row, StoredTables, Table } from '../tables.ts'
import { TABLES } from '../tables.ts'
import { openToRead } from './inspection.ts'

export class SqliteTables implements StoredTables {
  readonly #database: DatabaseSync

  /** Of a database of this version. */
  constructor(path: string) {
    this.#database = openToRead(path)
    this.#database.exec('BEGIN')
  }

  amount(): Amount {
    const documents = this.#one<Omit<Amount, 'rows'>>(
      `SELECT count(*) FILTER (WHERE deleted_at IS NULL) AS documents, count(deleted_at) AS deleted,
         count(*) FILTER (WHERE trashed_at IS NOT NULL AND deleted_at IS NULL) AS trashed FROM documents`,
    )!
    const rows = TABLES.map(({ name }) => this.#one<{ rows: number }>(`SELECT count(*) AS rows FROM ${name}`)!.rows)
    return { ...documents, rows: rows.reduce((sum, each) => sum + each, 0) }
  }

  rows({ name, columns, key }: Table): Iterable<Row> {
    return this.#database
      .prepare(`SELECT ${Object.keys(columns).join(', ')} FROM ${name} ORDER BY ${key.join(', ')}`)
      .iterate() as Iterable<Row>
  }

  lastNumber({ name }: Table): number {
    const given = this.#one<{ seq: number }>('SELECT seq FROM sqlite_sequence WHERE name = ?', name)
    return given?.seq ?? this.#one<{ last: number | null }>(`SELECT max(number) AS last FROM ${name}`)!.last ?? 0
  }

  nameOf(number: number): string {
    const head = this.#one<{ document: string; part: string }>(
      'SELECT document, part FROM heads WHERE number = ?',
      number,
    )
    return head === undefined ? `number ${number}` : `${head.document} (${head.part})`
  }

  close(): void {
    this.#database.close()
  }

  #one<Found>(sql: string, ...values: readonly (string | number)[]): Found | undefined {
    return this.#database.prepare(sql).get(...values) as Found | undefined
  }
}
