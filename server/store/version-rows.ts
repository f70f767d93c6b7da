// What every store makes of a row of its versions.
import type { DocumentId, Epoch, VersionId } from '../../contracts/ids.ts'
import { readCursor, writeCursor } from './document-rows.ts'
import type { StoredVersion, VersionPage } from './version-store.ts'

export interface VersionRow {
  readonly id: VersionId
  readonly name: string
  readonly epoch: Epoch
  readonly seq: number
  readonly author: string
  readonly created_at: number
  readonly size: number
}

/** `length`: the store's function that counts bytes. */
export const versionColumns = (length: 'length' | 'octet_length'): string =>
  `id, name, epoch, seq, author, created_at, ${length}(bytes) AS size`

export const versionIn = ({ created_at, ...row }: VersionRow): StoredVersion => ({
  id: row.id,
  name: row.name,
  epoch: row.epoch,
  seq: row.seq,
  author: row.author,
  createdAt: created_at,
  size: row.size,
})

/** Of rows in order, one more than are shown where there are more. */
export function versionPageOf(rows: readonly VersionRow[], limit: number): VersionPage {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    versions: shown.map(versionIn),
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(last.created_at, last.id) : null,
  }
}

/** Where a page begins: behind this one. */
export interface VersionPlace {
  readonly createdAt: number
  readonly id: string
}

const FIRST: VersionPlace = { createdAt: Number.MAX_SAFE_INTEGER, id: '' }

/** Undefined for a cursor that no page has given. */
export function versionPlaceIn(cursor: string | undefined): VersionPlace | undefined {
  if (cursor === undefined) return FIRST
  const read = readCursor(cursor)
  return read && { createdAt: read.changedAt, id: read.id }
}

export const versionDamage = (document: DocumentId, id: VersionId): string =>
  `the version ${id} of ${document} does not match its hash`
