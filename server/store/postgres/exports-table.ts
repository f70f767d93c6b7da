// Whole workspaces in PostgreSQL as they are read (protocol W): document by document. Fulfils what workspace.ts asks of a store, with
// imports-table.ts and store.ts.
import type { DocumentResource } from '../../../contracts/document-resource.ts'
import type { Address, DocumentId } from '../../../contracts/ids.ts'
import { described, type DocumentRow } from '../document-rows.ts'
import { READ_BYTES } from '../history-rows.ts'
import type { ReadLog, WrittenRow } from '../store.ts'
import type { Querying } from './database.ts'
import { COLUMNS } from './documents-columns.ts'

export class ExportsTable {
  readonly #database: Querying

  constructor(database: Querying) {
    this.#database = database
  }

  async readDocuments(after: DocumentId | undefined, maxRows: number): Promise<readonly DocumentResource[]> {
    const rows = await this.#database.query<DocumentRow>(
      `SELECT ${COLUMNS} FROM documents d WHERE d.id > $1 AND d.deleted_at IS NULL ORDER BY d.id LIMIT $2`,
      [after ?? '', maxRows],
    )
    return rows.map(described)
  }

  async readRows({ document, part }: Address, { after, maxRows }: ReadLog): Promise<readonly WrittenRow[]> {
    const rows = await this.#database.query<WrittenRow>(
      `SELECT seq, author, at, "update" FROM (
         SELECT seq, author, at, bytes AS "update", sum(octet_length(bytes)) OVER (ORDER BY seq) - octet_length(bytes) AS before
         FROM log WHERE number = (SELECT number FROM heads WHERE document = $1 AND part = $2) AND seq > $3
         ORDER BY seq LIMIT $4
       ) page WHERE before <= ${READ_BYTES} ORDER BY seq`,
      [document, part, after, maxRows],
    )
    const hole = rows.findIndex(({ seq }, at) => at > 0 && seq !== rows[at - 1]!.seq + 1)
    return hole === -1 ? rows : rows.slice(0, hole)
  }

  /** By what they take on the disk: nobody waits while all of it is looked at. */
  async measure(): Promise<{ readonly documents: number; readonly bytes: number }> {
    const [row] = await this.#database.query<{ documents: number; bytes: number }>(
      `SELECT (SELECT count(*) FROM documents WHERE deleted_at IS NULL) AS documents,
         pg_total_relation_size('log') + pg_total_relation_size('snapshots') + pg_total_relation_size('versions') AS bytes`,
    )
    return row!
  }
}
