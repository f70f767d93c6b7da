// How many comments on each document are open, in PostgreSQL. Made by store.ts.
import type { DocumentId } from '../../../contracts/ids.ts'
import type { SweptRow } from '../found-rows.ts'
import type { CommentCount, Unprojected } from '../store.ts'
import type { Database, Querying } from './database.ts'

type Counted = { readonly document: DocumentId; readonly open: number }

export class CommentCountsTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Nobody resets or deletes the document meanwhile. */
  async keep(id: DocumentId, { epoch, seq, open }: CommentCount): Promise<boolean> {
    return await this.#database.transaction(async (inside) => {
      const [document] = await inside.query('SELECT id FROM documents WHERE id = $1 AND deleted_at IS NULL FOR SHARE', [
        id,
      ])
      if (document === undefined) return false
      const kept = await inside.change(
        `INSERT INTO comment_counts AS c (document, epoch, seq, open)
         SELECT document, epoch, $3, $4 FROM heads WHERE document = $1 AND part = 'comments' AND epoch = $2
         ON CONFLICT (document) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, open = excluded.open
         WHERE c.epoch <> excluded.epoch OR c.seq < excluded.seq`,
        [id, epoch, seq, open],
      )
      return kept > 0
    })
  }

  async read(ids: readonly DocumentId[]): Promise<readonly number[]> {
    const rows = await this.#database.query<Counted>(
      'SELECT document, open FROM comment_counts WHERE document = ANY($1::text[])',
      [ids],
    )
    const counts = new Map(rows.map(({ document, open }) => [document, open]))
    return ids.map((id) => counts.get(id) ?? 0)
  }

  async findUncounted(after: DocumentId | undefined, maxRows: number, editedBefore: number): Promise<Unprojected> {
    const rows = await this.#database.query<SweptRow>(
      `SELECT d.id, h.edited_at <= $2 AND (h.head > coalesce(c.seq, 0) OR h.epoch <> c.epoch) AS due
       FROM (SELECT id FROM documents WHERE id > $1 ORDER BY id LIMIT $3) d
         LEFT JOIN heads h ON h.document = d.id AND h.part = 'comments'
         LEFT JOIN comment_counts c ON c.document = d.id
       ORDER BY d.id`,
      [after ?? '', editedBefore, maxRows],
    )
    return {
      documents: rows.flatMap(({ id, due }) => (due === true ? [id] : [])),
      next: rows.length < maxRows ? undefined : rows.at(-1)!.id,
    }
  }
}

/** Inside the transaction that takes the comments away. */
export async function forgetCount(inside: Querying, id: DocumentId): Promise<void> {
  await inside.query('DELETE FROM comment_counts WHERE document = $1', [id])
}
