// What the library on this computer remembers: one row for each document it has heard of, one for each thing a person
// did that the relay has not yet answered.
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { ProblemCode } from '../../contracts/errors.ts'
import type { DocumentId } from '../../contracts/ids.ts'

export interface LibraryDocument {
  readonly relay: string
  readonly id: DocumentId
  readonly title: string
  /** ISO 8601, by the relay's clock once it knows the document. */
  readonly createdAt: string
  readonly changedAt: string
  readonly trashedAt: string | null
  /** As the relay last told; 0 before it has. */
  readonly metaVersion: number
  /** Milliseconds since 1970, by this computer's clock; null when it was never opened here. */
  readonly openedAt: number | null
  /** False until the relay has answered for the first time: made here, and nowhere else yet. */
  readonly onRelay: boolean
  /** When the relay last answered about it, by this computer's clock: an older list must not overwrite it. */
  readonly confirmedAt: number
  /** This person's favourite: known to this computer only. */
  readonly starred: boolean
  /** What it begins with, as last seen here: tells one untitled document from another. Empty when never seen. */
  readonly firstWords: string
  /** Why the relay would not have it; null unless it did refuse. Its text is on this computer only. */
  readonly refused: ProblemCode | null
  /** What this person called it, where somebody else had given it another title meanwhile: until they have chosen. */
  readonly ownTitle: string | null
  /** Deleted for ever here, and the relay has not answered yet: shown nowhere. */
  readonly deleted: boolean
}

/** A row with every field: one that was written by an earlier version lacks the later ones. */
export function wholeRow(stored: Partial<LibraryDocument> & Pick<LibraryDocument, 'relay' | 'id'>): LibraryDocument {
  return { ...NEW_ROW, ...stored }
}

const NEW_ROW = {
  title: '',
  createdAt: new Date(0).toISOString(),
  changedAt: new Date(0).toISOString(),
  trashedAt: null,
  metaVersion: 0,
  openedAt: null,
  onRelay: false,
  confirmedAt: 0,
  starred: false,
  firstWords: '',
  refused: null,
  ownTitle: null,
  deleted: false,
} as const

/** What a person did. `title` is the new one. */
export type Deed =
  | { readonly kind: 'create'; readonly title: string }
  | { readonly kind: 'rename'; readonly title: string }
  | { readonly kind: 'trash' }
  | { readonly kind: 'restore' }
  | { readonly kind: 'delete' }

/** A deed waiting for the relay. Replayed in the order of `n`. */
export interface Operation {
  readonly n: number
  readonly relay: string
  readonly id: DocumentId
  readonly deed: Deed
  /** The row as it stood before, to go back to when the relay refuses; null when there was none. */
  readonly before: LibraryDocument | null
}

/** The row after the relay told of the document. */
export function fromResource(
  relay: string,
  resource: DocumentResource,
  known: LibraryDocument | undefined,
  at: number,
): LibraryDocument {
  const { id, title, createdAt, changedAt, trashedAt, metaVersion } = resource
  return {
    ...(known ?? wholeRow({ relay, id })),
    title,
    createdAt,
    changedAt,
    trashedAt,
    metaVersion,
    onRelay: true,
    confirmedAt: at,
    refused: null,
    deleted: false,
  }
}

/** Whether the relay told nothing that was not known. */
export function saysTheSame(row: LibraryDocument, known: LibraryDocument | undefined): boolean {
  return (
    known !== undefined &&
    known.onRelay &&
    known.metaVersion === row.metaVersion &&
    known.title === row.title &&
    known.changedAt === row.changedAt &&
    known.trashedAt === row.trashedAt &&
    known.deleted === row.deleted
  )
}

/** The row after the deed, before anybody else knows of it. */
export function afterDeed(
  relay: string,
  id: DocumentId,
  deed: Deed,
  before: LibraryDocument | null,
  at: number,
): LibraryDocument {
  const now = new Date(at).toISOString()
  const row = before ?? wholeRow({ relay, id, createdAt: now, changedAt: now })
  switch (deed.kind) {
    case 'create':
    case 'rename':
      return { ...row, title: deed.title, changedAt: now, ownTitle: null }
    case 'trash':
      return { ...row, trashedAt: now }
    case 'restore':
      return { ...row, trashedAt: null }
    case 'delete':
      return { ...row, deleted: true }
  }
}
