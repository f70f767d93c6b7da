// Versions of documents in PostgreSQL: rows of the head that they were made of, as its log is. Made by store.ts.
import type { DocumentId, VersionId } from '../../../contracts/ids.ts'
import { MAX_VERSIONS } from '../../../contracts/limits.ts'
import { Damaged } from '../../errors.ts'
import { hashOf } from '../snapshot-rows.ts'
import type { KeepOutcome, NewVersion, StoredVersion, VersionPage, VersionStore } from '../store.ts'
import {
  versionColumns,
  versionDamage,
  versionIn,
  versionPageOf,
  versionPlaceIn,
  type VersionRow,
} from '../version-rows.ts'
import { asBuffer, type Database, type Querying } from './database.ts'
import { readBytes } from './stored-bytes.ts'

const COLUMNS = versionColumns('octet_length')
const NUMBER = `(SELECT number FROM heads WHERE document = $1 AND part = 'text')`

export class VersionsTable implements VersionStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async keepVersion(document: DocumentId, version: NewVersion): Promise<KeepOutcome> {
    return await this.#database
      .transaction(async (inside): Promise<KeepOutcome> => {
        const [head] = await inside.query<{ number: number }>(
          `SELECT number FROM heads WHERE document = $1 AND part = 'text'`,
          [document],
        )
        if (head === undefined) return { kind: 'absent' }
        for (;;) {
          const kept = await insertVersion(inside, head.number, version)
          if (kept) await requireRoom(inside, head.number)
          const found = await find(inside, document, version.id)
          if (found !== undefined) return { kind: kept ? 'kept' : 'there', version: found }
          // Somebody has deleted it since it was there, or the document. Nothing is held for that: who has inserted it again waits for the head.
          const still = await inside.query('SELECT 1 FROM heads WHERE number = $1', [head.number])
          if (still.length === 0) return { kind: 'absent' }
        }
      })
      .catch((error: unknown): KeepOutcome => {
        if (error instanceof Undone) return { kind: error.why }
        throw error
      })
  }

  async listVersions(
    document: DocumentId,
    { cursor, limit }: Parameters<VersionStore['listVersions']>[1],
  ): Promise<VersionPage | 'bad-cursor'> {
    const after = versionPlaceIn(cursor)
    if (after === undefined) return 'bad-cursor'
    const rows = await this.#database.query<VersionRow>(
      `SELECT ${COLUMNS} FROM versions WHERE number = ${NUMBER} AND (created_at < $2 OR (created_at = $2 AND id > $3))
       ORDER BY created_at DESC, id LIMIT $4`,
      [document, after.createdAt, after.id, limit + 1],
    )
    return versionPageOf(rows, limit)
  }

  async findVersion(document: DocumentId, id: VersionId): Promise<StoredVersion | undefined> {
    return await find(this.#database, document, id)
  }

  async readVersion(document: DocumentId, id: VersionId): Promise<Uint8Array | undefined> {
    const [row] = await this.#database.query<{ number: number; size: number; sha256: Buffer }>(
      `SELECT number, octet_length(bytes) AS size, sha256 FROM versions WHERE number = ${NUMBER} AND id = $2`,
      [document, id],
    )
    if (row === undefined) return undefined
    const bytes = await readBytes(this.#database, { table: 'versions', number: row.number, id }, row.size)
    if (bytes !== undefined && !hashOf(bytes).equals(row.sha256)) throw new Damaged(versionDamage(document, id))
    return bytes
  }

  async renameVersion(document: DocumentId, id: VersionId, name: string): Promise<StoredVersion | undefined> {
    const [row] = await this.#database.query<VersionRow>(
      `UPDATE versions SET name = $3 WHERE number = ${NUMBER} AND id = $2 RETURNING ${COLUMNS}`,
      [document, id, name],
    )
    return row && versionIn(row)
  }

  async deleteVersion(document: DocumentId, id: VersionId): Promise<boolean> {
    const deleted = await this.#database.change(`DELETE FROM versions WHERE number = ${NUMBER} AND id = $2`, [
      document,
      id,
    ])
    return deleted > 0
  }
}

class Undone extends Error {
  readonly why: 'full' | 'absent'
  constructor(why: Undone['why']) {
    super(why)
    this.why = why
  }
}

/**
 * Once the bytes have come: commits of the document wait from here to the end of the transaction. Whoever deletes it has its head first,
 * so that it is gone by now, or all of its rows are deleted after this.
 */
async function requireRoom(inside: Querying, number: number): Promise<void> {
  const [head] = await inside.query('SELECT 1 FROM heads WHERE number = $1 FOR NO KEY UPDATE', [number])
  if (head === undefined) throw new Undone('absent')
  const [row] = await inside.query<{ count: number }>('SELECT count(*) AS count FROM versions WHERE number = $1', [
    number,
  ])
  if (row!.count > MAX_VERSIONS) throw new Undone('full')
}

async function find(database: Querying, document: DocumentId, id: VersionId): Promise<StoredVersion | undefined> {
  const [row] = await database.query<VersionRow>(
    `SELECT ${COLUMNS} FROM versions WHERE number = ${NUMBER} AND id = $2`,
    [document, id],
  )
  return row && versionIn(row)
}

/** Inside a transaction. `number`: of the head of the text. False when it is there already. */
export async function insertVersion(inside: Querying, number: number, version: NewVersion): Promise<boolean> {
  const { id, name, epoch, seq, author, createdAt, bytes } = version
  const inserted = await inside.change(
    `INSERT INTO versions (number, id, name, epoch, seq, author, created_at, bytes, sha256)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [number, id, name, epoch, seq, author, createdAt, asBuffer(bytes), hashOf(bytes)],
  )
  return inserted > 0
}
