// How many comments on each document are open, in SQLite. Runs inside the workers; synchronous.
import type { DatabaseSync } from 'node:sqlite'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { SweptRow } from '../found-rows.ts'
import type { CommentCount, Unprojected } from '../store.ts'

type Counted = { readonly document: DocumentId; readonly open: number }

export class CommentCountsTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  keep(id: DocumentId, { epoch, seq, open }: CommentCount): boolean {
    const { changes } = this.#database
      .prepare(
        `INSERT INTO comment_counts AS c (document, epoch, seq, open)
         SELECT document, epoch, ?, ? FROM heads WHERE document = ? AND part = 'comments' AND epoch = ?
         ON CONFLICT (document) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, open = excluded.open
         WHERE c.epoch <> excluded.epoch OR c.seq < excluded.seq`,
      )
      .run(seq, open, id, epoch)
    return changes > 0
  }

  read(ids: readonly DocumentId[]): number[] {
    const rows = this.#database
      .prepare('SELECT document, open FROM comment_counts WHERE document IN (SELECT value FROM json_each(?))')
      .all(JSON.stringify(ids)) as Counted[]
    const counts = new Map(rows.map(({ document, open }) => [document, open]))
    return ids.map((id) => counts.get(id) ?? 0)
  }

  findUncounted(after: DocumentId | undefined, maxRows: number, editedBefore: number): Unprojected {
    const rows = this.#database
      .prepare(
        `SELECT d.id, h.edited_at <= ? AND (h.head > coalesce(c.seq, 0) OR h.epoch <> c.epoch) AS due
         FROM documents d LEFT JOIN heads h ON h.document = d.id AND h.part = 'comments'
           LEFT JOIN comment_counts c ON c.document = d.id
         WHERE d.id > ? ORDER BY d.id LIMIT ?`,
      )
      .all(editedBefore, after ?? '', maxRows) as unknown as readonly SweptRow[]
    return {
      documents: rows.flatMap(({ id, due }) => (due === 1 ? [id] : [])),
      next: rows.length < maxRows ? undefined : rows.at(-1)!.id,
    }
  }
}
