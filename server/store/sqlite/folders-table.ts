// Folders in SQLite. Runs inside the worker; synchronous.
import type { DatabaseSync } from 'node:sqlite'
import type { FolderResource } from '../../../contracts/folder-resource.ts'
import type { FolderId } from '../../../contracts/ids.ts'
import { MAX_FOLDERS } from '../../../contracts/limits.ts'
import { FOLDER_COLUMNS, folderIn, folderOf, folderRefusal, type FolderRow } from '../folder-rows.ts'
import type { Condition, FolderDeletion, FolderOutcome } from '../store.ts'
import type { DocumentsTable } from './documents-table.ts'
import { transaction } from './transaction.ts'

export interface StagedFolder {
  readonly id: FolderId
  readonly new_id: FolderId
  readonly title: string
  readonly created_at: number
  readonly changed_at: number
}

export class FoldersTable {
  readonly #database: DatabaseSync
  readonly #documents: DocumentsTable

  constructor(database: DatabaseSync, documents: DocumentsTable) {
    this.#database = database
    this.#documents = documents
  }

  get(id: FolderId): FolderResource | 'absent' | 'gone' {
    return folderOf(this.#row(id))
  }

  list(): FolderResource[] {
    const rows = this.#database
      .prepare(`SELECT ${FOLDER_COLUMNS} FROM folders WHERE deleted_at IS NULL ORDER BY created_at, id`)
      .all() as unknown as FolderRow[]
    return rows.map(folderIn)
  }

  put(id: FolderId, title: string): FolderOutcome {
    return transaction(this.#database, () => {
      const known = this.get(id)
      if (known === 'gone') return { kind: 'gone' }
      if (known !== 'absent') return { kind: 'unchanged', folder: known }
      if (this.list().length >= MAX_FOLDERS) return { kind: 'full' }
      const now = Date.now()
      this.#database
        .prepare('INSERT INTO folders (id, title, meta_version, created_at, updated_at) VALUES (?, ?, 1, ?, ?)')
        .run(id, title, now, now)
      const folder = folderIn(this.#row(id)!)
      this.#documents.tell({ kind: 'folder-created', folder })
      return { kind: 'written', created: true, folder }
    })
  }

  rename(id: FolderId, title: string, condition: Condition): FolderOutcome {
    return transaction(this.#database, () => {
      const row = this.#row(id)
      const refusal = folderRefusal(row, condition)
      if (refusal !== undefined) return refusal
      if (row!.title === title) return { kind: 'unchanged', folder: folderIn(row!) }
      this.#database
        .prepare('UPDATE folders SET title = ?, updated_at = ?, meta_version = meta_version + 1 WHERE id = ?')
        .run(title, Date.now(), id)
      const folder = folderIn(this.#row(id)!)
      this.#documents.tell({ kind: 'folder-renamed', folder })
      return { kind: 'written', created: false, folder }
    })
  }

  delete(id: FolderId, condition: Condition): FolderDeletion {
    return transaction(this.#database, () => {
      const refusal = folderRefusal(this.#row(id), condition)
      if (refusal !== undefined) return refusal
      const documents = this.#documents.leaveFolder(id)
      this.#database.prepare(`UPDATE folders SET deleted_at = ?, title = '' WHERE id = ?`).run(Date.now(), id)
      this.#documents.tell({ kind: 'folder-deleted', folder: { id } })
      return { kind: 'deleted', documents }
    })
  }

  /**
   * Called inside the transaction of an import: those that are not here are made. Answers under which id each is here from now on: one that
   * was deleted gets the new one. Nothing is done where they would be too many.
   */
  bringIn(staged: readonly StagedFolder[]): ReadonlyMap<FolderId, FolderId> | 'full' {
    const known = new Map(staged.map(({ id }) => [id, this.get(id)]))
    const missing = staged.filter(({ id }) => typeof known.get(id) === 'string')
    if (missing.length > 0 && this.list().length + missing.length > MAX_FOLDERS) return 'full'
    const ids = new Map(staged.map(({ id, new_id }) => [id, known.get(id) === 'gone' ? new_id : id]))
    for (const { id: from, title, created_at, changed_at } of missing) {
      const id = ids.get(from)!
      this.#database
        .prepare('INSERT INTO folders (id, title, meta_version, created_at, updated_at) VALUES (?, ?, 1, ?, ?)')
        .run(id, title, created_at, changed_at)
      this.#documents.tell({ kind: 'folder-created', folder: folderIn(this.#row(id)!) })
    }
    return ids
  }

  #row(id: FolderId): FolderRow | undefined {
    return this.#database.prepare(`SELECT ${FOLDER_COLUMNS} FROM folders WHERE id = ?`).get(id) as FolderRow | undefined
  }
}
