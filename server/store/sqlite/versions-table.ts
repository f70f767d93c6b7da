// Versions of documents in SQLite: rows of the head that they were made of, as its log is. Runs inside the workers; synchronous.
import type { DatabaseSync } from 'node:sqlite'
import type { DocumentId, VersionId } from '../../../contracts/ids.ts'
import { MAX_VERSIONS } from '../../../contracts/limits.ts'
import { Damaged } from '../../errors.ts'
import { hashOf } from '../snapshot-rows.ts'
import type { KeepOutcome, NewVersion, StoredVersion, VersionPage } from '../store.ts'
import {
  versionColumns,
  versionDamage,
  versionIn,
  versionPageOf,
  versionPlaceIn,
  type VersionRow,
} from '../version-rows.ts'
import { transaction } from './transaction.ts'

const COLUMNS = versionColumns('length')
const NUMBER = `(SELECT number FROM heads WHERE document = ? AND part = 'text')`

export class VersionsTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  keep(document: DocumentId, version: NewVersion): KeepOutcome {
    return transaction(this.#database, (): KeepOutcome => {
      const there = this.find(document, version.id)
      if (there !== undefined) return { kind: 'there', version: there }
      const head = this.#database.prepare(`SELECT ${NUMBER} AS number`).get(document) as { number: number | null }
      if (head.number === null) return { kind: 'absent' }
      const { count } = this.#database
        .prepare('SELECT count(*) AS count FROM versions WHERE number = ?')
        .get(head.number) as { count: number }
      if (count >= MAX_VERSIONS) return { kind: 'full' }
      insertVersion(this.#database, head.number, version)
      return { kind: 'kept', version: this.find(document, version.id)! }
    })
  }

  list(
    document: DocumentId,
    { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
  ): VersionPage | 'bad-cursor' {
    const after = versionPlaceIn(cursor)
    if (after === undefined) return 'bad-cursor'
    const rows = this.#database
      .prepare(
        `SELECT ${COLUMNS} FROM versions WHERE number = ${NUMBER} AND (created_at < ? OR (created_at = ? AND id > ?))
         ORDER BY created_at DESC, id LIMIT ?`,
      )
      .all(document, after.createdAt, after.createdAt, after.id, limit + 1) as unknown as VersionRow[]
    return versionPageOf(rows, limit)
  }

  find(document: DocumentId, id: VersionId): StoredVersion | undefined {
    const row = this.#database
      .prepare(`SELECT ${COLUMNS} FROM versions WHERE number = ${NUMBER} AND id = ?`)
      .get(document, id)
    return row && versionIn(row as unknown as VersionRow)
  }

  read(document: DocumentId, id: VersionId): Uint8Array | undefined {
    const row = this.#database
      .prepare(`SELECT bytes, sha256 FROM versions WHERE number = ${NUMBER} AND id = ?`)
      .get(document, id) as { readonly bytes: Uint8Array; readonly sha256: Uint8Array } | undefined
    if (row !== undefined && !hashOf(row.bytes).equals(row.sha256)) throw new Damaged(versionDamage(document, id))
    return row?.bytes
  }

  rename(document: DocumentId, id: VersionId, name: string): StoredVersion | undefined {
    this.#database.prepare(`UPDATE versions SET name = ? WHERE number = ${NUMBER} AND id = ?`).run(name, document, id)
    return this.find(document, id)
  }

  delete(document: DocumentId, id: VersionId): boolean {
    const { changes } = this.#database
      .prepare(`DELETE FROM versions WHERE number = ${NUMBER} AND id = ?`)
      .run(document, id)
    return Number(changes) > 0
  }
}

/** Inside a transaction. `number`: of the head of the text. */
export function insertVersion(database: DatabaseSync, number: number, version: NewVersion): void {
  const { id, name, epoch, seq, author, createdAt, bytes } = version
  database
    .prepare(
      `INSERT INTO versions (number, id, name, epoch, seq, author, created_at, bytes, sha256)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(number, id, name, epoch, seq, author, createdAt, bytes, hashOf(bytes))
}
