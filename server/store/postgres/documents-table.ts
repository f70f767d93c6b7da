// Metadata of documents in PostgreSQL, and the events that tell of it. Made by store.ts.
import type { DocumentResource } from '../../../contracts/document-resource.ts'
import type { DocumentPage } from '../../../contracts/documents.ts'
import type { WorkspaceEvent } from '../../../contracts/events.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import {
  described,
  type DocumentRow,
  EVENTS_KEPT,
  lastEditsIn,
  type LastRow,
  readCursor,
  refusalOf,
  writeCursor,
} from '../document-rows.ts'
import type { Condition, LastEdit, ListRequest, NumberedEvent, WriteOutcome } from '../store.ts'
import type { Database, Querying } from './database.ts'
import { COLUMNS } from './documents-columns.ts'
import { forget, forgetText, named } from './projections-table.ts'

/** Held by whoever appends an event until it is committed: readers go by the number, and none may come behind them. */
const EVENTS_LOCK = 6_451_889_202

/** What a metadata write makes of a row; undefined: nothing to do. */
type Change = { readonly title?: string; readonly trashedAt?: number | null }
type Told = 'renamed' | 'trashed' | 'restored'
type EventRow = { readonly number: number; readonly event: string }

export class DocumentsTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async get(id: DocumentId): Promise<DocumentResource | 'absent' | 'gone'> {
    const row = await rowOf(this.#database, id)
    if (row === undefined) return 'absent'
    return row.deleted_at === null ? described(row) : 'gone'
  }

  async list({ cursor, limit, trashed }: ListRequest): Promise<DocumentPage | 'bad-cursor'> {
    const after = cursor === undefined ? undefined : readCursor(cursor)
    if (cursor !== undefined && after === undefined) return 'bad-cursor'
    const rows = await this.#database.query<DocumentRow>(
      `SELECT * FROM (SELECT ${COLUMNS} FROM documents d WHERE d.deleted_at IS NULL AND (d.trashed_at IS NOT NULL) = $1) shown
       WHERE $2::bigint IS NULL OR changed_at < $2 OR (changed_at = $2 AND id > $3)
       ORDER BY changed_at DESC, id LIMIT $4`,
      [trashed, after?.changedAt ?? null, after?.id ?? null, limit + 1],
    )
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      documents: shown.map(described),
      nextCursor: rows.length > limit && last !== undefined ? writeCursor(last) : null,
    }
  }

  /** Inside the transaction of a join: a document that nobody has named yet. Nobody deletes it before that is over. */
  async ensure(inside: Querying, id: DocumentId): Promise<'here' | 'gone'> {
    await this.#insert(inside, id, '', 1)
    const [row] = await inside.query<Pick<DocumentRow, 'deleted_at'>>(
      'SELECT deleted_at FROM documents WHERE id = $1 FOR SHARE',
      [id],
    )
    return row?.deleted_at === null ? 'here' : 'gone'
  }

  async put(id: DocumentId, title: string): Promise<WriteOutcome> {
    return await this.#database.transaction(async (inside): Promise<WriteOutcome> => {
      const created = await this.#insert(inside, id, title, 0)
      if (created !== undefined) return { kind: 'written', created: true, document: created }
      const row = (await rowOf(inside, id, 'FOR UPDATE OF d'))!
      if (row.deleted_at !== null) return { kind: 'gone' }
      if (row.unfilled === 0) return { kind: 'unchanged', document: described(row) }
      return { kind: 'written', created: false, document: await this.#write(inside, row, { title }, 'renamed') }
    })
  }

  async rename(id: DocumentId, title: string, condition: Condition): Promise<WriteOutcome> {
    return await this.#change(id, condition, (row) => (row.title === title ? undefined : [{ title }, 'renamed']))
  }

  async trash(id: DocumentId, condition: Condition): Promise<WriteOutcome> {
    return await this.#change(id, condition, (row) =>
      row.trashed_at === null ? [{ trashedAt: Date.now() }, 'trashed'] : undefined,
    )
  }

  async restore(id: DocumentId, condition: Condition): Promise<WriteOutcome> {
    return await this.#change(id, condition, (row) =>
      row.trashed_at === null ? undefined : [{ trashedAt: null }, 'restored'],
    )
  }

  async deleteForEver(id: DocumentId, condition: Condition): Promise<WriteOutcome> {
    return await this.#database.transaction(async (inside): Promise<WriteOutcome> => {
      const row = await rowOf(inside, id, 'FOR UPDATE OF d')
      const refusal = refusalOf(row, condition)
      if (refusal !== undefined) return refusal
      if (row!.trashed_at === null) return { kind: 'not-in-trash' }
      // The heads first: a commit that is under way ends before, and one that comes finds none.
      const heads = await inside.query<{ number: number }>('DELETE FROM heads WHERE document = $1 RETURNING number', [
        id,
      ])
      await removeContent(
        inside,
        heads.map(({ number }) => number),
      )
      await forget(inside, id)
      await inside.query(`UPDATE documents SET deleted_at = $2, title = '' WHERE id = $1`, [id, Date.now()])
      await tell(inside, { kind: 'deleted', id })
      return { kind: 'written', created: false, document: described(row!) }
    })
  }

  /** Inside the transaction of a reset: what is found of it is not what it said before. */
  async tellReset(inside: Querying, id: DocumentId): Promise<void> {
    await forgetText(inside, id)
    await tell(inside, { kind: 'reset', document: described((await rowOf(inside, id))!) })
  }

  async events(after: number, maxRows: number): Promise<readonly NumberedEvent[]> {
    const rows = await this.#database.query<EventRow>(
      'SELECT number, event FROM events WHERE number > $1 ORDER BY number LIMIT $2',
      [after, maxRows],
    )
    return rows.map(numbered)
  }

  async lastEvents(maxRows: number): Promise<readonly NumberedEvent[]> {
    const rows = await this.#database.query<EventRow>(
      'SELECT number, event FROM events ORDER BY number DESC LIMIT $1',
      [maxRows],
    )
    return rows.map(numbered).toReversed()
  }

  async lastEdits(ids: readonly DocumentId[]): Promise<readonly (LastEdit | undefined)[]> {
    const rows = await this.#database.query<LastRow>(
      `SELECT h.document, l.at, l.author FROM heads h JOIN log l ON l.number = h.number AND l.seq = h.head
       WHERE h.document = ANY($1)`,
      [ids],
    )
    return lastEditsIn(rows, ids)
  }

  async #change(
    id: DocumentId,
    condition: Condition,
    decide: (row: DocumentRow) => [Change, Told] | undefined,
  ): Promise<WriteOutcome> {
    return await this.#database.transaction(async (inside): Promise<WriteOutcome> => {
      const row = await rowOf(inside, id, 'FOR UPDATE OF d')
      const refusal = refusalOf(row, condition)
      if (refusal !== undefined) return refusal
      const change = decide(row!)
      if (change === undefined) return { kind: 'unchanged', document: described(row!) }
      return { kind: 'written', created: false, document: await this.#write(inside, row!, ...change) }
    })
  }

  /** Undefined when it is there already. */
  async #insert(
    inside: Querying,
    id: DocumentId,
    title: string,
    unfilled: 0 | 1,
  ): Promise<DocumentResource | undefined> {
    const now = Date.now()
    const made = await inside.change(
      `INSERT INTO documents (id, title, meta_version, created_at, updated_at, unfilled) VALUES ($1, $2, 1, $3, $3, $4)
       ON CONFLICT DO NOTHING`,
      [id, storable(title), now, unfilled],
    )
    if (made === 0) return undefined
    await named(inside, id, title, now)
    const document = described((await rowOf(inside, id))!)
    await tell(inside, { kind: 'created', document })
    return document
  }

  async #write(
    inside: Querying,
    row: DocumentRow,
    { title, trashedAt = row.trashed_at }: Change,
    kind: Told,
  ): Promise<DocumentResource> {
    // Only a title fills it: a PUT still under way after somebody trashed the document brings the title along.
    const unfilled = title === undefined ? row.unfilled : 0
    const now = Date.now()
    await inside.query(
      `UPDATE documents SET title = $2, trashed_at = $3, unfilled = $4, updated_at = $5, meta_version = meta_version + 1
       WHERE id = $1`,
      [row.id, storable(title ?? row.title), trashedAt, unfilled, now],
    )
    await named(inside, row.id, title ?? row.title, now)
    const document = described((await rowOf(inside, row.id))!)
    await tell(inside, { kind, document })
    return document
  }
}

const numbered = ({ number, event }: EventRow): NumberedEvent => ({
  number,
  event: JSON.parse(event) as WorkspaceEvent,
})

/** PostgreSQL keeps every character but one, which nobody types. */
export const storable = (title: string): string => title.replaceAll('\u0000', '')

/** Of documents that are no more, or begin anew. */
export async function removeContent(inside: Querying, heads: readonly number[]): Promise<void> {
  for (const table of ['log', 'snapshots', 'quarantine'])
    await inside.query(`DELETE FROM ${table} WHERE number = ANY($1::bigint[])`, [heads])
}

async function rowOf(database: Querying, id: DocumentId, lock = ''): Promise<DocumentRow | undefined> {
  const [row] = await database.query<DocumentRow>(`SELECT ${COLUMNS} FROM documents d WHERE d.id = $1 ${lock}`, [id])
  return row
}

/** In the same transaction as the write it tells of, and the last thing in it: others' events wait for its end. */
async function tell(inside: Querying, event: WorkspaceEvent): Promise<void> {
  await inside.query('SELECT pg_advisory_xact_lock($1)', [EVENTS_LOCK])
  const [appended] = await inside.query<{ number: number }>(
    'INSERT INTO events (at, event) VALUES ($1, $2) RETURNING number',
    [Date.now(), JSON.stringify(event)],
  )
  await inside.query('DELETE FROM events WHERE number <= $1', [appended!.number - EVENTS_KEPT])
}
