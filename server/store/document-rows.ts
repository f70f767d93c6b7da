// What every store makes of a row of its documents: the same metadata, refusals and cursors, whatever holds the rows.
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { DocumentPage } from '../../contracts/documents.ts'
import type { DocumentId, FolderId } from '../../contracts/ids.ts'
import type { Condition, LastEdit, WriteOutcome } from './store.ts'

/** Events kept. Whoever is further behind reads the lists again. */
export const EVENTS_KEPT = 10_000
/** So many at most are told of at once: one more than are kept, so that who has read all before does not take these for all there are. */
export const EVENTS_TOLD = EVENTS_KEPT + 1

export interface DocumentRow {
  readonly id: DocumentId
  readonly title: string
  readonly meta_version: number
  readonly created_at: number
  readonly changed_at: number
  readonly trashed_at: number | null
  readonly unfilled: number
  readonly deleted_at: number | null
  readonly folder: FolderId | null
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
    folder: row.folder,
  }
}

/** The last row of the log of a document's text or comments. */
export interface LastRow extends LastEdit {
  readonly document: DocumentId
}

/** In the order of `ids`: the later one where a document has several. */
export function lastEditsIn(rows: readonly LastRow[], ids: readonly DocumentId[]): (LastEdit | undefined)[] {
  const last = new Map<DocumentId, LastEdit>()
  for (const { document, at, author } of rows)
    if (at >= (last.get(document)?.at ?? -Infinity)) last.set(document, { at, author })
  return ids.map((id) => last.get(id))
}

/** Of rows in order, one more than are shown where there are more. */
export function pageOf(rows: readonly DocumentRow[], limit: number): DocumentPage {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    documents: shown.map(described),
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(last.changed_at, last.id) : null,
  }
}

/** Of rows of several folders, each in its order. */
export const pagesOf = (rows: readonly DocumentRow[], folders: readonly FolderId[], limit: number): DocumentPage[] =>
  folders.map((id) =>
    pageOf(
      rows.filter(({ folder }) => folder === id),
      limit,
    ),
  )

/** Of the last row of a page. */
export const writeCursor = (at: number, id: string): string => Buffer.from(`${at} ${id}`).toString('base64url')

export function readCursor(cursor: string): { changedAt: number; id: string } | undefined {
  const [, changedAt, id] = /^(\d{1,16}) ([A-Za-z0-9_-]{1,64})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  return changedAt === undefined || id === undefined ? undefined : { changedAt: Number(changedAt), id }
}
