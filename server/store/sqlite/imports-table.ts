// Whole workspaces in SQLite as they come in (protocol W): staged under numbers that no head has until all of it is seen at once. Runs
// inside the worker; synchronous. Fulfils what workspace.ts asks of a store, with exports-table.ts and store.ts.
import type { DatabaseSync } from 'node:sqlite'
import type { DocumentId, Epoch, FolderId, Part } from '../../../contracts/ids.ts'
import { MOST_NAMED } from '../../../contracts/limits.ts'
import { EVENTS_TOLD } from '../document-rows.ts'
import type { CommittedImport, ImportedDocument, LeftImport, StagedItem } from '../workspace.ts'
import type { DocumentsTable } from './documents-table.ts'
import type { FoldersTable, StagedFolder } from './folders-table.ts'
import { keepStretches } from './history-table.ts'
import { insertSnapshot } from './insert-snapshot.ts'
import { LEFT_BY_DELETION } from './left-versions.ts'
import { transaction } from './transaction.ts'
import { insertVersion } from './versions-table.ts'

/** Removed in one transaction: commits wait for no more. */
const CLEARED_ROWS = 200
/** Each may be as large as a document. */
const CLEARED_VERSIONS = 5

interface StagedPart {
  readonly number: number
  readonly part: Part
  readonly epoch: Epoch
}
interface StagedDocument {
  readonly nth: number
  readonly id: DocumentId
  readonly new_id: DocumentId
  readonly title: string
  readonly created_at: number
  readonly changed_at: number
  readonly trashed_at: number | null
  readonly folder: FolderId | null
}

export class ImportsTable {
  readonly #database: DatabaseSync
  readonly #documents: DocumentsTable
  readonly #folders: FoldersTable

  constructor(database: DatabaseSync, documents: DocumentsTable, folders: FoldersTable) {
    this.#database = database
    this.#documents = documents
    this.#folders = folders
  }

  begin(): number {
    const { lastInsertRowid } = this.#database.prepare('INSERT INTO imports (committed) VALUES (0)').run()
    return Number(lastInsertRowid)
  }

  stage(number: number, items: readonly StagedItem[]): 'staged' | 'twice' {
    try {
      transaction(this.#database, () => {
        this.#requireOpen(number)
        for (const item of items) if (!this.#stageOne(number, item)) throw new Twice()
      })
    } catch (error) {
      if (error instanceof Twice) return 'twice'
      throw error
    }
    return 'staged'
  }

  commit(number: number, asked: readonly number[]): CommittedImport | 'folders-full' {
    return transaction(this.#database, () => {
      this.#requireOpen(number)
      const staged = this.#database
        .prepare(
          'SELECT id, new_id, title, created_at, changed_at FROM staged_folders WHERE import = ? ORDER BY created_at, id',
        )
        .all(number) as unknown as StagedFolder[]
      const folders = this.#folders.bringIn(staged)
      if (folders === 'full') return 'folders-full'
      const committed = this.#bringIn(number, new Set(asked), folders)
      // Those of parts that were begun anew are cleared away later, and so are the names.
      this.#database.prepare('DELETE FROM staged_parts WHERE import = ? AND nth > 0').run(number)
      this.#database.prepare('UPDATE imports SET committed = 1 WHERE number = ?').run(number)
      return committed
    })
  }

  #bringIn(number: number, asked: ReadonlySet<number>, folders: ReadonlyMap<FolderId, FolderId>): CommittedImport {
    const firstRenamed: ImportedDocument[] = []
    const found: ImportedDocument[] = []
    let renamed = 0
    let untold = this.#documentsOf(number) - EVENTS_TOLD
    const rows = this.#database
      .prepare('SELECT * FROM staged_documents WHERE import = ? ORDER BY nth')
      .iterate(number) as unknown as Iterable<StagedDocument>
    for (const row of rows) {
      const id = this.#documents.get(row.id) === 'absent' ? row.id : row.new_id
      this.#begin(number, id, row, row.folder === null ? null : folders.get(row.folder)!)
      this.#documents.cameIn(id, untold-- <= 0)
      const document = { nth: row.nth, from: row.id, id, title: row.title }
      if (asked.has(row.nth)) found.push(document)
      if (id === row.id) continue
      renamed++
      if (firstRenamed.length < MOST_NAMED) firstRenamed.push(document)
    }
    return { renamed, firstRenamed, asked: found }
  }

  #documentsOf(number: number): number {
    const { count } = this.#database
      .prepare('SELECT count(*) AS count FROM staged_documents WHERE import = ?')
      .get(number) as { count: number }
    return count
  }

  #forgetNames(number: number): void {
    for (const table of ['staged_documents', 'staged_folders'])
      this.#database.prepare(`DELETE FROM ${table} WHERE import = ?`).run(number)
  }

  clear(number: number): boolean {
    return transaction(this.#database, () => {
      const part = this.#database.prepare('SELECT number FROM staged_parts WHERE import = ?').get(number) as
        | Pick<StagedPart, 'number'>
        | undefined
      if (part !== undefined) {
        if (!this.#clearRows(part.number))
          this.#database.prepare('DELETE FROM staged_parts WHERE number = ?').run(part.number)
        return true
      }
      this.#forgetNames(number)
      this.#database.prepare('DELETE FROM imports WHERE number = ?').run(number)
      return false
    })
  }

  /** Removes some of what documents have left that were deleted for ever; answers whether there may be more. */
  clearDeleted(): boolean {
    const row = this.#database.prepare('SELECT number FROM imports WHERE committed = ? LIMIT 1').get(LEFT_BY_DELETION)
    if (row === undefined) return false
    this.clear(row['number'] as number)
    return true
  }

  /**
   * Also those that are under way: which they are is known to store.ts, and a folder is one process's. None is marked as in PostgreSQL, for
   * that process hears answers in their order: an import that it finds here as not committed, and given back, has not been committed since.
   */
  left(): LeftImport[] {
    const rows = this.#database.prepare('SELECT number, committed FROM imports ORDER BY number').all() as unknown as {
      readonly number: number
      readonly committed: number
    }[]
    return rows.map(({ number, committed }) => ({ number, isCommitted: committed !== 0 }))
  }

  #requireOpen(number: number): void {
    const row = this.#database.prepare('SELECT committed FROM imports WHERE number = ?').get(number)
    if (row?.['committed'] !== 0) throw new Error(`the import ${number} is not under way`)
  }

  /** False for a document that the import has already, and for a version that the document has. */
  #stageOne(number: number, item: StagedItem): boolean {
    switch (item.kind) {
      case 'folder': {
        this.#database
          .prepare(
            'INSERT INTO staged_folders (import, id, new_id, title, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)',
          )
          .run(number, item.id, item.newId, item.title, item.createdAt, item.changedAt)
        return true
      }
      case 'document': {
        const { changes } = this.#database
          .prepare(
            `INSERT INTO staged_documents (import, nth, id, new_id, title, created_at, changed_at, trashed_at, folder)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (import, id) DO NOTHING`,
          )
          .run(
            number,
            item.nth,
            item.id,
            item.newId,
            item.title,
            item.createdAt,
            item.changedAt,
            item.trashedAt,
            item.folder,
          )
        return changes === 1
      }
      case 'part': {
        this.#database
          .prepare('UPDATE staged_parts SET nth = -number WHERE import = ? AND nth = ? AND part = ?')
          .run(number, item.nth, item.part)
        this.#insertPart(number, item)
        return true
      }
      case 'snapshot': {
        const part = this.#part(number, item)!
        insertSnapshot(this.#database, part.number, part.epoch, item.snapshot)
        this.#database
          .prepare('UPDATE staged_parts SET head = ?1, snapshot_seq = ?1 WHERE number = ?2')
          .run(item.snapshot.seq, part.number)
        return true
      }
      case 'stretches': {
        keepStretches(this.#database, this.#part(number, item)!.number, item.stretches)
        return true
      }
      case 'log': {
        const part = this.#part(number, item)!
        const insert = this.#database.prepare(
          'INSERT INTO log (number, seq, epoch, author, at, bytes) VALUES (?, ?, ?, ?, ?, ?)',
        )
        for (const { seq, author, at, update } of item.rows)
          insert.run(part.number, seq, part.epoch, author, at, update)
        this.#database
          .prepare('UPDATE staged_parts SET head = ? WHERE number = ?')
          .run(item.rows.at(-1)!.seq, part.number)
        return true
      }
      case 'version':
        return this.#stageVersion(number, item)
    }
  }

  #stageVersion(number: number, { nth, version }: Extract<StagedItem, { kind: 'version' }>): boolean {
    const part = this.#part(number, { nth, part: 'text' })!
    const there = this.#database
      .prepare('SELECT 1 FROM versions WHERE number = ? AND id = ?')
      .get(part.number, version.id)
    if (there === undefined) insertVersion(this.#database, part.number, version)
    return there === undefined
  }

  #part(number: number, { nth, part }: { readonly nth: number; readonly part: Part }): StagedPart | undefined {
    return this.#database
      .prepare('SELECT number, part, epoch FROM staged_parts WHERE import = ? AND nth = ? AND part = ?')
      .get(number, nth, part) as StagedPart | undefined
  }

  /** Under a number that no head has had, nor will get by itself. */
  #insertPart(number: number, { nth, part, epoch }: Extract<StagedItem, { kind: 'part' }>): void {
    this.#database.exec(
      `INSERT INTO sqlite_sequence (name, seq) SELECT 'heads', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'heads')`,
    )
    const { seq } = this.#database
      .prepare(`UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'heads' RETURNING seq`)
      .get() as { seq: number }
    this.#database
      .prepare(
        'INSERT INTO staged_parts (number, import, nth, part, epoch, head, snapshot_seq) VALUES (?, ?, ?, ?, ?, 0, 0)',
      )
      .run(seq, number, nth, part, epoch)
  }

  /** Of a part that nobody sees. False when there were none. */
  #clearRows(number: number): boolean {
    const snapshots = this.#database.prepare('DELETE FROM snapshots WHERE number = ?').run(number)
    const rows = this.#database
      .prepare('DELETE FROM log WHERE number = ?1 AND seq IN (SELECT seq FROM log WHERE number = ?1 LIMIT ?2)')
      .run(number, CLEARED_ROWS)
    const stretches = this.#database
      .prepare(
        'DELETE FROM history WHERE number = ?1 AND to_seq IN (SELECT to_seq FROM history WHERE number = ?1 LIMIT ?2)',
      )
      .run(number, CLEARED_ROWS)
    const versions = this.#database
      .prepare('DELETE FROM versions WHERE number = ?1 AND id IN (SELECT id FROM versions WHERE number = ?1 LIMIT ?2)')
      .run(number, CLEARED_VERSIONS)
    return [snapshots, rows, stretches, versions].some(({ changes }) => Number(changes) > 0)
  }

  #begin(number: number, id: DocumentId, row: StagedDocument, folder: FolderId | null): void {
    this.#database
      .prepare(
        `INSERT INTO documents (id, title, folder, meta_version, created_at, updated_at, trashed_at, unfilled)
         VALUES (?, ?, ?, 1, ?, ?, ?, 0)`,
      )
      .run(id, row.title, folder, row.created_at, row.changed_at, row.trashed_at)
    this.#database
      .prepare(
        `INSERT INTO heads (number, document, part, epoch, head, snapshot_seq, edited_at)
         SELECT number, ?, part, epoch, head, snapshot_seq, ? FROM staged_parts WHERE import = ? AND nth = ?`,
      )
      .run(id, row.changed_at, number, row.nth)
  }
}

/** Undoes the items that were staged with it. */
class Twice extends Error {}
