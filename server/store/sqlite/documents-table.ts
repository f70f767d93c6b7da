// Metadata of documents in SQLite, and the events that tell of it. Runs inside the worker; synchronous.
import type { DatabaseSync } from 'node:sqlite'
import type { DocumentResource } from '../../../contracts/document-resource.ts'
import type { DocumentPage } from '../../../contracts/documents.ts'
import type { WorkspaceEvent } from '../../../contracts/events.ts'
import type { DocumentId, FolderId } from '../../../contracts/ids.ts'
import {
  type Condition,
  type LastEdit,
  type ListRequest,
  type NumberedEvent,
  UNKNOWN_AUTHOR,
  type WriteOutcome,
} from '../store.ts'
import {
  described,
  type DocumentRow,
  EVENTS_KEPT,
  lastEditsIn,
  type LastRow,
  pageOf,
  pagesOf,
  readCursor,
  refusalOf,
} from '../document-rows.ts'
import { COLUMNS } from './documents-columns.ts'
import { leaveVersions } from './left-versions.ts'
import type { ProjectionsTable } from './projections-table.ts'
import { transaction } from './transaction.ts'

/** What a metadata write makes of a row; undefined: nothing to do. */
type Change = { readonly title?: string; readonly trashedAt?: number | null; readonly folder?: FolderId | null }
type Told = 'renamed' | 'moved' | 'trashed' | 'restored'
type EventRow = { readonly number: number; readonly event: string }

export class DocumentsTable {
  readonly #database: DatabaseSync
  readonly #projections: ProjectionsTable

  constructor(database: DatabaseSync, projections: ProjectionsTable) {
    this.#database = database
    this.#projections = projections
  }

  get(id: DocumentId): DocumentResource | 'absent' | 'gone' {
    const row = this.#row(id)
    if (row === undefined) return 'absent'
    return row.deleted_at === null ? described(row) : 'gone'
  }

  list({ cursor, limit, trashed, folder }: ListRequest): DocumentPage | 'bad-cursor' {
    const after = cursor === undefined ? undefined : readCursor(cursor)
    if (cursor !== undefined && after === undefined) return 'bad-cursor'
    const rows = this.#database
      .prepare(
        `SELECT * FROM (SELECT ${COLUMNS} FROM documents d WHERE d.deleted_at IS NULL AND (d.trashed_at IS NOT NULL) = ?
           AND (? IS NULL OR d.folder = ?))
         WHERE ? IS NULL OR changed_at < ? OR (changed_at = ? AND id > ?)
         ORDER BY changed_at DESC, id LIMIT ?`,
      )
      .all(
        trashed ? 1 : 0,
        folder ?? null,
        folder ?? null,
        after?.changedAt ?? null,
        after?.changedAt ?? null,
        after?.changedAt ?? null,
        after?.id ?? null,
        limit + 1,
      ) as unknown as DocumentRow[]
    return pageOf(rows, limit)
  }

  listIn(folders: readonly FolderId[], limit: number): DocumentPage[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY folder ORDER BY changed_at DESC, id) AS place FROM (
           SELECT ${COLUMNS} FROM documents d WHERE d.deleted_at IS NULL AND d.trashed_at IS NULL
             AND d.folder IN (SELECT value FROM json_each(?))))
         WHERE place <= ? ORDER BY place`,
      )
      .all(JSON.stringify(folders), limit + 1) as unknown as DocumentRow[]
    return pagesOf(rows, folders, limit)
  }

  /** Called inside the transaction of a join: a document that nobody has named yet. */
  ensure(id: DocumentId): 'here' | 'gone' {
    const row = this.#row(id)
    if (row !== undefined) return row.deleted_at === null ? 'here' : 'gone'
    this.#insert(id, '', null, 1)
    return 'here'
  }

  put(id: DocumentId, title: string, folder: FolderId | null = null): WriteOutcome {
    return transaction(this.#database, () => {
      const row = this.#row(id)
      if (row !== undefined && row.deleted_at !== null) return { kind: 'gone' }
      if (row?.unfilled === 0) return { kind: 'unchanged', document: described(row) }
      const refusal = this.#refusalOfFolder(folder)
      if (refusal !== undefined) return refusal
      if (row === undefined) return { kind: 'written', created: true, document: this.#insert(id, title, folder, 0) }
      const change = { title, folder: folder ?? row.folder }
      return { kind: 'written', created: false, document: this.#write(row, change, 'renamed') }
    })
  }

  rename(id: DocumentId, title: string, condition: Condition): WriteOutcome {
    return this.#change(id, condition, (row) => (row.title === title ? undefined : [{ title }, 'renamed']))
  }

  move(id: DocumentId, folder: FolderId | null, condition: Condition): WriteOutcome {
    return this.#change(
      id,
      condition,
      (row) => (row.folder === folder ? undefined : [{ folder }, 'moved']),
      () => this.#refusalOfFolder(folder),
    )
  }

  trash(id: DocumentId, condition: Condition): WriteOutcome {
    return this.#change(id, condition, (row) =>
      row.trashed_at === null ? [{ trashedAt: Date.now() }, 'trashed'] : undefined,
    )
  }

  restore(id: DocumentId, condition: Condition): WriteOutcome {
    return this.#change(id, condition, (row) =>
      row.trashed_at === null ? undefined : [{ trashedAt: null }, 'restored'],
    )
  }

  deleteForEver(id: DocumentId, condition: Condition): WriteOutcome {
    return transaction(this.#database, () => {
      const row = this.#row(id)
      const refusal = refusalOf(row, condition)
      if (refusal !== undefined) return refusal
      if (row!.trashed_at === null) return { kind: 'not-in-trash' }
      for (const { number } of this.#database.prepare('SELECT number FROM heads WHERE document = ?').all(id) as {
        number: number
      }[]) {
        this.#database.prepare('DELETE FROM log WHERE number = ?').run(number)
        this.#database.prepare('DELETE FROM snapshots WHERE number = ?').run(number)
        this.#database.prepare('DELETE FROM quarantine WHERE number = ?').run(number)
        this.#database.prepare('DELETE FROM history WHERE number = ?').run(number)
        leaveVersions(this.#database, number)
      }
      this.#database.prepare('DELETE FROM heads WHERE document = ?').run(id)
      this.#projections.forget(id)
      this.#database.prepare('DELETE FROM comment_counts WHERE document = ?').run(id)
      this.#database
        .prepare(`UPDATE documents SET deleted_at = ?, title = '', folder = NULL WHERE id = ?`)
        .run(Date.now(), id)
      this.tell({ kind: 'deleted', id })
      return { kind: 'written', created: false, document: described(row!) }
    })
  }

  /** Called inside the transaction that deletes the folder: its documents are in none. Answers which they were. */
  leaveFolder(folder: FolderId): DocumentId[] {
    const rows = this.#database
      .prepare(`SELECT ${COLUMNS} FROM documents d WHERE d.folder = ? ORDER BY d.id`)
      .all(folder) as unknown as DocumentRow[]
    for (const row of rows) this.#write(row, { folder: null }, 'moved')
    return rows.map(({ id }) => id)
  }

  /** Called inside the transaction of an import, which has inserted it. `isTold`: gives its event. */
  cameIn(id: DocumentId, isTold: boolean): void {
    const row = this.#row(id)!
    this.#projections.named(id, row.title, row.changed_at)
    if (isTold) this.tell({ kind: 'created', document: described(row) })
  }

  /** Called inside the transaction of a reset: what is found of it is not what it said before. */
  tellReset(id: DocumentId): void {
    this.#projections.forgetText(id)
    this.#database.prepare('DELETE FROM comment_counts WHERE document = ?').run(id)
    this.tell({ kind: 'reset', document: described(this.#row(id)!) })
  }

  events(after: number, maxRows: number): NumberedEvent[] {
    const rows = this.#database
      .prepare('SELECT number, event FROM events WHERE number > ? ORDER BY number LIMIT ?')
      .all(after, maxRows) as EventRow[]
    return rows.map(numbered)
  }

  lastEvents(maxRows: number): NumberedEvent[] {
    const rows = this.#database
      .prepare('SELECT number, event FROM events ORDER BY number DESC LIMIT ?')
      .all(maxRows) as EventRow[]
    return rows.map(numbered).toReversed()
  }

  lastEdits(ids: readonly DocumentId[]): (LastEdit | undefined)[] {
    const rows = this.#database
      .prepare(
        `SELECT h.document, l.at, l.author FROM heads h JOIN log l ON l.number = h.number AND l.seq = h.head
         WHERE h.document IN (SELECT value FROM json_each(?)) AND l.author <> ?`,
      )
      .all(JSON.stringify(ids), UNKNOWN_AUTHOR) as unknown as LastRow[]
    return lastEditsIn(rows, ids)
  }

  #change(
    id: DocumentId,
    condition: Condition,
    decide: (row: DocumentRow) => [Change, Told] | undefined,
    refuse: () => WriteOutcome | undefined = () => undefined,
  ): WriteOutcome {
    return transaction(this.#database, () => {
      const row = this.#row(id)
      const refusal = refusalOf(row, condition)
      if (refusal !== undefined) return refusal
      const change = decide(row!)
      if (change === undefined) return { kind: 'unchanged', document: described(row!) }
      return refuse() ?? { kind: 'written', created: false, document: this.#write(row!, ...change) }
    })
  }

  /** Why nothing can be put into it. */
  #refusalOfFolder(folder: FolderId | null): WriteOutcome | undefined {
    if (folder === null) return undefined
    const row = this.#database.prepare('SELECT deleted_at FROM folders WHERE id = ?').get(folder)
    if (row === undefined) return { kind: 'no-folder', folder }
    return row['deleted_at'] === null ? undefined : { kind: 'folder-gone', folder }
  }

  #row(id: DocumentId): DocumentRow | undefined {
    return this.#database.prepare(`SELECT ${COLUMNS} FROM documents d WHERE d.id = ?`).get(id) as
      | DocumentRow
      | undefined
  }

  #insert(id: DocumentId, title: string, folder: FolderId | null, unfilled: 0 | 1): DocumentResource {
    const now = Date.now()
    this.#database
      .prepare(
        'INSERT INTO documents (id, title, folder, meta_version, created_at, updated_at, unfilled) VALUES (?, ?, ?, 1, ?, ?, ?)',
      )
      .run(id, title, folder, now, now, unfilled)
    this.#projections.named(id, title, now)
    const document = described(this.#row(id)!)
    this.tell({ kind: 'created', document })
    return document
  }

  #write(
    row: DocumentRow,
    { title, trashedAt = row.trashed_at, folder = row.folder }: Change,
    kind: Told,
  ): DocumentResource {
    // Only a title fills it: a PUT still under way after somebody trashed the document brings the title along.
    const unfilled = title === undefined ? row.unfilled : 0
    const now = Date.now()
    this.#database
      .prepare(
        'UPDATE documents SET title = ?, folder = ?, trashed_at = ?, unfilled = ?, meta_version = meta_version + 1 WHERE id = ?',
      )
      .run(title ?? row.title, folder, trashedAt, unfilled, row.id)
    // Where it lies says nothing of how old what it says is: it keeps its place in the lists.
    if (kind !== 'moved') {
      this.#database.prepare('UPDATE documents SET updated_at = ? WHERE id = ?').run(now, row.id)
      this.#projections.named(row.id, title ?? row.title, now)
    }
    const document = described(this.#row(row.id)!)
    this.tell({ kind, document })
    return document
  }

  /** In the same transaction as the write it tells of. */
  tell(event: WorkspaceEvent): void {
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO events (at, event) VALUES (?, ?)')
      .run(Date.now(), JSON.stringify(event))
    this.#database.prepare('DELETE FROM events WHERE number <= ?').run(Number(lastInsertRowid) - EVENTS_KEPT)
  }
}

const numbered = ({ number, event }: EventRow): NumberedEvent => ({
  number,
  event: JSON.parse(event) as WorkspaceEvent,
})
