// What every store makes of a row of its documents: the same metadata, refusals and cursors, whatever holds the rows.
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import type { Condition, WriteOutcome } from './store.ts'

/** Events kept. Whoever is further behind reads the lists again. */
export const EVENTS_KEPT = 10_000

export interface DocumentRow {
  readonly id: DocumentId
  readonly title: string
  readonly meta_version: number
  readonly created_at: number
  readonly changed_at: number
  readonly trashed_at: number | null
  readonly unfilled: number
  readonly deleted_at: number | null
}

export function refusalOf(row: DocumentRow | undefined, condition: Condition): WriteOutcome | undefined {
  if (row === undefined) return { kind: 'absent' }
  if (row.deleted_at !== null) return { kind: 'gone' }
  if (condition !== undefined && condition !== row.meta_version)
    return { kind: 'changed-meanwhile', document: described(row) }
  return undefined
}

export function described(row: DocumentRow): DocumentResource {
  return {
    id: row.id,
    title: row.title,
    metaVersion: row.meta_version,
    createdAt: new Date(row.created_at).toISOString(),
    changedAt: new Date(row.changed_at).toISOString(),
    trashedAt: row.trashed_at === null ? null : new Date(row.trashed_at).toISOString(),
  }
}

export const writeCursor = (row: DocumentRow): string =>
  Buffer.from(`${row.changed_at} ${row.id}`).toString('base64url')

export function readCursor(cursor: string): { changedAt: number; id: string } | undefined {
  const [, changedAt, id] = /^(\d{1,16}) ([A-Za-z0-9_-]{1,64})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  return changedAt === undefined || id === undefined ? undefined : { changedAt: Number(changedAt), id }
}
