// Whole workspaces in SQLite as they are read (protocol W): document by document. Runs inside the workers; synchronous. Fulfils what
// workspace.ts asks of a store, with imports-table.ts and store.ts.
import type { DatabaseSync } from 'node:sqlite'
import type { DocumentResource } from '../../../contracts/document-resource.ts'
import type { Address, DocumentId } from '../../../contracts/ids.ts'
import { described, type DocumentRow } from '../document-rows.ts'
import { READ_BYTES } from '../history-rows.ts'
import type { ReadLog, WrittenRow } from '../store.ts'
import { COLUMNS } from './documents-columns.ts'

export class ExportsTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  readDocuments(after: DocumentId | undefined, maxRows: number): DocumentResource[] {
    const rows = this.#database
      .prepare(`SELECT ${COLUMNS} FROM documents d WHERE d.id > ? AND d.deleted_at IS NULL ORDER BY d.id LIMIT ?`)
      .all(after ?? '', maxRows) as unknown as DocumentRow[]
    return rows.map(described)
  }

  readRows({ document, part }: Address, { after, maxRows }: ReadLog): WrittenRow[] {
    const found = this.#database
      .prepare(
        `SELECT seq, author, at, bytes AS "update" FROM log
         WHERE number = (SELECT number FROM heads WHERE document = ? AND part = ?) AND seq > ? ORDER BY seq LIMIT ?`,
      )
      .iterate(document, part, after, maxRows) as Iterable<WrittenRow>
    const rows: WrittenRow[] = []
    let bytes = 0
    for (const row of found) {
      if (rows.length > 0 && row.seq !== rows.at(-1)!.seq + 1) break
      rows.push(row)
      bytes += row.update.byteLength
      if (bytes > READ_BYTES) break
    }
    return rows
  }

  measure(): { readonly documents: number; readonly bytes: number } {
    return this.#database
      .prepare(
        `SELECT (SELECT count(*) FROM documents WHERE deleted_at IS NULL) AS documents,
           (SELECT coalesce(sum(length(bytes)), 0) FROM log) + (SELECT coalesce(sum(length(bytes)), 0) FROM snapshots)
             + (SELECT coalesce(sum(length(bytes)), 0) FROM versions) AS bytes`,
      )
      .get() as { documents: number; bytes: number }
  }
}
