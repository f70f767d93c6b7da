// Metadata of documents in PostgreSQL, and the events that tell of it. Made by store.ts.
import type { DocumentResource } from '../../../contracts/document-resource.ts'
import type { DocumentPage } from '../../../contracts/documents.ts'
import type { WorkspaceEvent } from '../../../contracts/events.ts'
import type { DocumentId, FolderId } from '../../../contracts/ids.ts'
import {
  described,
  type DocumentRow,
  EVENTS_KEPT,
  EVENTS_TOLD,
  lastEditsIn,
  type LastRow,
  pageOf,
  pagesOf,
  readCursor,
  refusalOf,
} from '../document-rows.ts'
import {
  type Condition,
  type LastEdit,
  type ListRequest,
  type NumberedEvent,
  UNKNOWN_AUTHOR,
  type WriteOutcome,
} from '../store.ts'
import type { Database, Querying } from './database.ts'
import { COLUMNS } from './documents-columns.ts'
import { forgetCount } from './comment-counts-table.ts'
import { forget, forgetText, named } from './projections-table.ts'

/** Held by whoever appends an event until it is committed: readers go by the number, and none may come behind them. */
export const EVENTS_LOCK = 6_451_889_202

/**
 * A disk that holds up one commit holds up all that stand in line behind it: they wait longer than for a row, and less long than
 * others wait for the connections that they are on (database.ts).
 */
const TAKE_TURN = `SET LOCAL lock_timeout = '3s'; SELECT pg_advisory_xact_lock(${EVENTS_LOCK})`

/** What a metadata write makes of a row; undefined: nothing to do. */
type Change = { readonly title?: string; readonly trashedAt?: number | null; readonly folder?: FolderId | null }
type Told = 'renamed' | 'moved' | 'trashed' | 'restored'
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

  async list({ cursor, limit, trashed, folder }: ListRequest): Promise<DocumentPage | 'bad-cursor'> {
    const after = cursor === undefined ? undefined : readCursor(cursor)
    if (cursor !== undefined && after === undefined) return 'bad-cursor'
    const rows = await this.#database.query<DocumentRow>(
      `SELECT * FROM (SELECT ${COLUMNS} FROM documents d WHERE d.deleted_at IS NULL AND (d.trashed_at IS NOT NULL) = $1
         AND ($5::text IS NULL OR d.folder = $5)) shown
       WHERE $2::bigint IS NULL OR changed_at < $2 OR (changed_at = $2 AND id > $3)
       ORDER BY changed_at DESC, id LIMIT $4`,
      [trashed, after?.changedAt ?? null, after?.id ?? null, limit + 1, folder ?? null],
    )
    return pageOf(rows, limit)
  }

  async listIn(folders: readonly FolderId[], limit: number): Promise<readonly DocumentPage[]> {
    const rows = await this.#database.query<DocumentRow>(
      `SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY folder ORDER BY changed_at DESC, id) AS place FROM (
         SELECT ${COLUMNS} FROM documents d WHERE d.deleted_at IS NULL AND d.trashed_at IS NULL AND d.folder = ANY($1)) held) placed
       WHERE place <= $2 ORDER BY place`,
      [folders, limit + 1],
    )
    return pagesOf(rows, folders, limit)
  }

  /** Inside the transaction of a join: a document that nobody has named yet. Nobody deletes it before that is over. */
  async ensure(inside: Querying, id: DocumentId): Promise<'here' | 'gone'> {
    await this.#insert(inside, id, '', null, 1)
    const [row] = await inside.query<Pick<DocumentRow, 'deleted_at'>>(
      'SELECT deleted_at FROM documents WHERE id = $1 FOR SHARE',
      [id],
    )
    return row?.deleted_at === null ? 'here' : 'gone'
  }

  async put(id: DocumentId, title: string, folder: FolderId | null = null): Promise<WriteOutcome> {
    return await this.#database.transaction(async (inside): Promise<WriteOutcome> => {
      const refusal = await refusalOfFolder(inside, folder)
      const created = refusal ? undefined : await this.#insert(inside, id, title, folder, 0)
      if (created !== undefined) return { kind: 'written', created: true, document: created }
      const row = await rowOf(inside, id, 'FOR UPDATE OF d')
      if (row !== undefined && row.deleted_at !== null) return { kind: 'gone' }
      if (row?.unfilled === 0) return { kind: 'unchanged', document: described(row) }
      if (refusal !== undefined) return refusal
      const change = { title, folder: folder ?? row!.folder }
      return { kind: 'written', created: false, document: await this.#write(inside, row!, change, 'renamed') }
    })
  }

  async rename(id: DocumentId, title: string, condition: Condition): Promise<WriteOutcome> {
    return await this.#change(id, condition, (row) => (row.title === title ? undefined : [{ title }, 'renamed']))
  }

  async move(id: DocumentId, folder: FolderId | null, condition: Condition): Promise<WriteOutcome> {
    return await this.#change(
      id,
      condition,
      (row) => (row.folder === folder ? undefined : [{ folder }, 'moved']),
      (inside) => refusalOfFolder(inside, folder),
    )
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
      const numbers = heads.map(({ number }) => number)
      await removeText(inside, numbers)
      await removeFrom(inside, 'versions', numbers)
      await forget(inside, id)
      await forgetCount(inside, id)
      await inside.query(`UPDATE documents SET deleted_at = $2, title = '', folder = NULL WHERE id = $1`, [
        id,
        Date.now(),
      ])
      await tell(inside, { kind: 'deleted', id })
      return { kind: 'written', created: false, document: described(row!) }
    })
  }

  /**
   * Inside the transaction that deletes the folder, which nobody moves anything into any more: its documents are in none. Answers them
   * as they are then, to be told of.
   */
  async leaveFolder(inside: Querying, folder: FolderId): Promise<readonly DocumentResource[]> {
    // In order, so that no two who do this wait for each other.
    const held = await inside.query<Pick<DocumentRow, 'id'>>(
      'SELECT id FROM documents WHERE folder = $1 ORDER BY id FOR UPDATE',
      [folder],
    )
    const ids = held.map(({ id }) => id)
    await inside.change(
      'UPDATE documents SET folder = NULL, meta_version = meta_version + 1 WHERE id = ANY($1::text[])',
      [ids],
    )
    const rows = await inside.query<DocumentRow>(
      `SELECT ${COLUMNS} FROM documents d WHERE d.id = ANY($1::text[]) ORDER BY d.id`,
      [ids],
    )
    return rows.map(described)
  }

  /** Inside the transaction of a reset: what is found of it is not what it said before. */
  async tellReset(inside: Querying, id: DocumentId): Promise<void> {
    await forgetText(inside, id)
    await forgetCount(inside, id)
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
       WHERE h.document = ANY($1) AND l.author <> $2`,
      [ids, UNKNOWN_AUTHOR],
    )
    return lastEditsIn(rows, ids)
  }

  async #change(
    id: DocumentId,
    condition: Condition,
    decide: (row: DocumentRow) => [Change, Told] | undefined,
    refuse: (inside: Querying) => Promise<WriteOutcome | undefined> = () => Promise.resolve(undefined),
  ): Promise<WriteOutcome> {
    return await this.#database.transaction(async (inside): Promise<WriteOutcome> => {
      // Before the document: whoever deletes a folder has that first, too, and then its documents.
      const refused = await refuse(inside)
      const row = await rowOf(inside, id, 'FOR UPDATE OF d')
      const refusal = refusalOf(row, condition)
      if (refusal !== undefined) return refusal
      const change = decide(row!)
      if (change === undefined) return { kind: 'unchanged', document: described(row!) }
      return refused ?? { kind: 'written', created: false, document: await this.#write(inside, row!, ...change) }
    })
  }

  /** Undefined when it is there already. */
  async #insert(
    inside: Querying,
    id: DocumentId,
    title: string,
    folder: FolderId | null,
    unfilled: 0 | 1,
  ): Promise<DocumentResource | undefined> {
    const now = Date.now()
    const made = await inside.change(
      `INSERT INTO documents (id, title, folder, meta_version, created_at, updated_at, unfilled)
       VALUES ($1, $2, $5, 1, $3, $3, $4)
       ON CONFLICT DO NOTHING`,
      [id, storable(title), now, unfilled, folder],
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
    { title, trashedAt = row.trashed_at, folder = row.folder }: Change,
    kind: Told,
  ): Promise<DocumentResource> {
    // Only a title fills it: a PUT still under way after somebody trashed the document brings the title along.
    const unfilled = title === undefined ? row.unfilled : 0
    const now = Date.now()
    await inside.query(
      `UPDATE documents SET title = $2, trashed_at = $3, unfilled = $4, folder = $5, meta_version = meta_version + 1
       WHERE id = $1`,
      [row.id, storable(title ?? row.title), trashedAt, unfilled, folder],
    )
    // Where it lies says nothing of how old what it says is: it keeps its place in the lists.
    if (kind !== 'moved') {
      await inside.query('UPDATE documents SET updated_at = $2 WHERE id = $1', [row.id, now])
      await named(inside, row.id, title ?? row.title, now)
    }
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

/** Of documents that begin anew. */
export async function removeText(inside: Querying, heads: readonly number[]): Promise<void> {
  for (const table of ['log', 'snapshots', 'quarantine', 'history']) await removeFrom(inside, table, heads)
}

async function removeFrom(inside: Querying, table: string, heads: readonly number[]): Promise<void> {
  await inside.query(`DELETE FROM ${table} WHERE number = ANY($1::bigint[])`, [heads])
}

async function rowOf(database: Querying, id: DocumentId, lock = ''): Promise<DocumentRow | undefined> {
  const [row] = await database.query<DocumentRow>(`SELECT ${COLUMNS} FROM documents d WHERE d.id = $1 ${lock}`, [id])
  return row
}

/** Inside the transaction of an import, whose turn it is: of each document that it has staged, or the last of very many. Their ids are those that they have here. */
export async function tellCreated(inside: Querying, importNumber: number): Promise<void> {
  const time = (column: string): string =>
    `to_char(to_timestamp(${column} / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  await inside.query(
    `INSERT INTO events (at, event) SELECT $2, json_build_object('kind', 'created', 'document', json_build_object(
       'id', s.new_id, 'title', s.title, 'metaVersion', 1, 'createdAt', ${time('s.created_at')},
       'changedAt', ${time('s.changed_at')}, 'trashedAt', ${time('s.trashed_at')}, 'folder', f.new_id
     ))::text
     FROM (SELECT * FROM staged_documents WHERE import = $1 ORDER BY nth DESC LIMIT $3) s
     LEFT JOIN staged_folders f ON f.import = s.import AND f.id = s.folder ORDER BY s.nth`,
    [importNumber, Date.now(), EVENTS_TOLD],
  )
  await inside.query('DELETE FROM events WHERE number <= (SELECT max(number) FROM events) - $1', [EVENTS_KEPT])
}

/** Why nothing can be put into it. It is not deleted before the transaction is over. */
async function refusalOfFolder(inside: Querying, folder: FolderId | null): Promise<WriteOutcome | undefined> {
  if (folder === null) return undefined
  const [row] = await inside.query<Pick<DocumentRow, 'deleted_at'>>(
    'SELECT deleted_at FROM folders WHERE id = $1 FOR KEY SHARE',
    [folder],
  )
  if (row === undefined) return { kind: 'no-folder', folder }
  return row.deleted_at === null ? undefined : { kind: 'folder-gone', folder }
}

/** In the same transaction as the write that they tell of, and the last thing in it: others' events wait for its end. */
export async function tell(inside: Querying, ...events: readonly WorkspaceEvent[]): Promise<void> {
  await inside.query(TAKE_TURN)
  const appended = await inside.query<{ number: number }>(
    `INSERT INTO events (at, event) SELECT $1, event FROM unnest($2::text[]) WITH ORDINALITY AS told (event, nth) ORDER BY nth
     RETURNING number`,
    [Date.now(), events.map((event) => JSON.stringify(event))],
  )
  await inside.query('DELETE FROM events WHERE number <= $1', [appended.at(-1)!.number - EVENTS_KEPT])
}
