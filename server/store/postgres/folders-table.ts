// Folders in PostgreSQL. Made by store.ts.
import type { FolderResource } from '../../../contracts/folder-resource.ts'
import type { FolderId } from '../../../contracts/ids.ts'
import { MAX_FOLDERS } from '../../../contracts/limits.ts'
import { FOLDER_COLUMNS, folderIn, folderOf, folderRefusal, type FolderRow } from '../folder-rows.ts'
import type { Condition, FolderDeletion, FolderOutcome } from '../store.ts'
import type { Querying, Transacting } from './database.ts'
import { type DocumentsTable, storable, tell } from './documents-table.ts'

export class FoldersTable {
  readonly #database: Transacting
  readonly #documents: DocumentsTable

  constructor(database: Transacting, documents: DocumentsTable) {
    this.#database = database
    this.#documents = documents
  }

  async get(id: FolderId): Promise<FolderResource | 'absent' | 'gone'> {
    return folderOf(await rowOf(this.#database, id))
  }

  async list(): Promise<readonly FolderResource[]> {
    const rows = await this.#database.query<FolderRow>(
      `SELECT ${FOLDER_COLUMNS} FROM folders WHERE deleted_at IS NULL ORDER BY created_at, id`,
    )
    return rows.map(folderIn)
  }

  async put(id: FolderId, title: string): Promise<FolderOutcome> {
    return await this.#database.transaction(async (inside): Promise<FolderOutcome> => {
      // Several at once may come to a few more.
      const made = await inside.change(
        `INSERT INTO folders (id, title, meta_version, created_at, updated_at) SELECT $1, $2, 1, $3, $3
         WHERE (SELECT count(*) FROM folders WHERE deleted_at IS NULL) < $4 ON CONFLICT DO NOTHING`,
        [id, storable(title), Date.now(), MAX_FOLDERS],
      )
      const folder = folderOf(await rowOf(inside, id))
      if (folder === 'absent') return { kind: 'full' }
      if (folder === 'gone') return { kind: 'gone' }
      if (made === 0) return { kind: 'unchanged', folder }
      await tell(inside, { kind: 'folder-created', folder })
      return { kind: 'written', created: true, folder }
    })
  }

  async rename(id: FolderId, title: string, condition: Condition): Promise<FolderOutcome> {
    return await this.#database.transaction(async (inside): Promise<FolderOutcome> => {
      const row = await rowOf(inside, id, 'FOR NO KEY UPDATE')
      const refusal = folderRefusal(row, condition)
      if (refusal !== undefined) return refusal
      if (row!.title === title) return { kind: 'unchanged', folder: folderIn(row!) }
      await inside.change(
        'UPDATE folders SET title = $2, updated_at = $3, meta_version = meta_version + 1 WHERE id = $1',
        [id, storable(title), Date.now()],
      )
      const folder = folderIn((await rowOf(inside, id))!)
      await tell(inside, { kind: 'folder-renamed', folder })
      return { kind: 'written', created: false, folder }
    })
  }

  async delete(id: FolderId, condition: Condition): Promise<FolderDeletion> {
    return await this.#database.transaction(async (inside): Promise<FolderDeletion> => {
      const refusal = folderRefusal(await rowOf(inside, id, 'FOR UPDATE'), condition)
      if (refusal !== undefined) return refusal
      const documents = await this.#documents.leaveFolder(inside, id)
      await inside.change(`UPDATE folders SET deleted_at = $2, title = '' WHERE id = $1`, [id, Date.now()])
      const moved = documents.map((document) => ({ kind: 'moved' as const, document }))
      await tell(inside, ...moved, { kind: 'folder-deleted', folder: { id } })
      return { kind: 'deleted', documents: documents.map((document) => document.id) }
    })
  }
}

/** There would be more than MAX_FOLDERS: the transaction is to be undone. */
export class FoldersFull extends Error {}

/**
 * Inside the transaction of an import: the folders that it has staged and that are not here are made. `new_id` is the id that each has here
 * from then on, until its end nobody deletes it. Answers those that were made.
 */
export async function bringIn(inside: Querying, importNumber: number): Promise<readonly FolderResource[]> {
  const make = async (which: string): Promise<readonly FolderRow[]> =>
    await inside.query<FolderRow>(
      `INSERT INTO folders (id, title, meta_version, created_at, updated_at)
       SELECT ${which}, title, 1, created_at, changed_at FROM staged_folders WHERE import = $1 ORDER BY created_at, id
       ON CONFLICT DO NOTHING RETURNING ${FOLDER_COLUMNS}`,
      [importNumber],
    )
  const made = await make('id')
  await inside.query(
    `WITH here AS (
       SELECT f.id FROM folders f JOIN staged_folders s ON s.import = $1 AND s.id = f.id
       WHERE f.deleted_at IS NULL ORDER BY f.id FOR KEY SHARE OF f
     ) UPDATE staged_folders s SET new_id = s.id FROM here WHERE s.import = $1 AND s.id = here.id`,
    [importNumber],
  )
  // The others were deleted. Those that are here keep their row.
  const anew = await make('new_id')
  if (made.length + anew.length === 0) return []
  const [live] = await inside.query<{ count: number }>('SELECT count(*) AS count FROM folders WHERE deleted_at IS NULL')
  if (live!.count > MAX_FOLDERS) throw new FoldersFull()
  return [...made, ...anew].map(folderIn)
}

async function rowOf(database: Querying, id: FolderId, lock = ''): Promise<FolderRow | undefined> {
  const [row] = await database.query<FolderRow>(`SELECT ${FOLDER_COLUMNS} FROM folders WHERE id = $1 ${lock}`, [id])
  return row
}
