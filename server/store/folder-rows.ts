// What every store makes of a row of its folders: the same resource and refusals, whatever holds the rows.
import type { FolderResource } from '../../contracts/folder-resource.ts'
import type { FolderId } from '../../contracts/ids.ts'
import type { Condition, FolderRefusal } from './store.ts'

export const FOLDER_COLUMNS = 'id, title, meta_version, created_at, updated_at, deleted_at'

export interface FolderRow {
  readonly id: FolderId
  readonly title: string
  readonly meta_version: number
  readonly created_at: number
  readonly updated_at: number
  readonly deleted_at: number | null
}

export const folderIn = (row: FolderRow): FolderResource => ({
  id: row.id,
  title: row.title,
  metaVersion: row.meta_version,
  createdAt: new Date(row.created_at).toISOString(),
  changedAt: new Date(row.updated_at).toISOString(),
})

export function folderOf(row: FolderRow | undefined): FolderResource | 'absent' | 'gone' {
  if (row === undefined) return 'absent'
  return row.deleted_at === null ? folderIn(row) : 'gone'
}

/** Why a write does not happen; undefined: it does. */
export function folderRefusal(row: FolderRow | undefined, condition: Condition): FolderRefusal | undefined {
  const folder = folderOf(row)
  if (typeof folder === 'string') return { kind: folder }
  if (condition !== undefined && condition !== folder.metaVersion) return { kind: 'changed-meanwhile', folder }
  return undefined
}
