// What the library on this computer remembers: one row for each document it has heard of, one for each thing a person
// did that the relay has not yet answered.
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { Problem, ProblemCode } from '../../contracts/errors.ts'
import type { DocumentId, FolderId } from '../../contracts/ids.ts'

export interface LibraryDocument {
  readonly relay: string
  readonly id: DocumentId
  readonly title: string
  /** ISO 8601, by the relay's clock once it knows the document. */
  readonly createdAt: string
  readonly changedAt: string
  readonly trashedAt: string | null
  /** The one that it is in; one that is not known here, or not any more, is none. */
  readonly folder: FolderId | null
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
  /** What the relay told of it while a deed of this person was on its way: its answer may be older. Null when there is none. */
  readonly told: DocumentResource | null
  /** Deleted for ever here, and the relay has not answered yet: shown nowhere. */
  readonly deleted: boolean
  /** How many threads of comments are open, as the relay last told in a list. */
  readonly openComments: number
}

export type Seen = Pick<LibraryDocument, 'firstWords'> | Pick<LibraryDocument, 'openComments'>

/** A row with every field: one that was written by an earlier version lacks the later ones. */
export function wholeRow(stored: Partial<LibraryDocument> & Pick<LibraryDocument, 'relay' | 'id'>): LibraryDocument {
  return { ...NEW_ROW, ...stored }
}

const NEW_ROW = {
  title: '',
  createdAt: new Date(0).toISOString(),
  changedAt: new Date(0).toISOString(),
  trashedAt: null,
  folder: null,
  metaVersion: 0,
  openedAt: null,
  onRelay: false,
  confirmedAt: 0,
  starred: false,
  firstWords: '',
  refused: null,
  ownTitle: null,
  told: null,
  deleted: false,
  openComments: 0,
} as const

/** What a person did. `title` is the new one. */
export type Deed =
  | { readonly kind: 'create'; readonly title: string }
  | { readonly kind: 'rename'; readonly title: string }
  | { readonly kind: 'move'; readonly folder: FolderId | null }
  | { readonly kind: 'trash' }
  | { readonly kind: 'restore' }
  | { readonly kind: 'delete' }

/** A deed waiting for the relay, or refused by it. Replayed in the order of `n`. */
export interface Operation {
  readonly n: number
  readonly relay: string
  readonly id: DocumentId
  readonly deed: Deed
  /** The row as it stood before, to go back to when the relay refuses; null when there was none. */
  readonly before: LibraryDocument | null
  /** Why the relay refused it: it waits for nothing but for somebody to read so. */
  readonly problem?: Problem
}

/** A folder of this computer's list. It lies beside the documents, under a name of the relay that no document has (folders-service.ts). */
export interface LibraryFolder {
  readonly relay: string
  readonly id: FolderId
  readonly title: string
  /** As the relay last told; 0 before it has. */
  readonly metaVersion: number
  /** When the relay last answered about it, by this computer's clock; 0 before it has. */
  readonly confirmedAt: number
  /** Deleted here, and the relay has not answered yet: shown nowhere. */
  readonly deleted: boolean
}

export type FolderDeed =
  | { readonly kind: 'create' | 'rename'; readonly title: string }
  /** `held`: the documents that were in it. */
  | { readonly kind: 'delete'; readonly held: readonly DocumentId[] }

/** A deed on a folder waiting for the relay, in one order with those on documents. */
export interface FolderOperation {
  readonly n: number
  readonly relay: string
  readonly folder: FolderId
  readonly deed: FolderDeed
  readonly before: LibraryFolder | null
  readonly problem?: Problem
}

export type WaitingOperation = Operation | FolderOperation
export type RefusedDeed = WaitingOperation & { readonly problem: Problem }

/** The row after the relay told of the document. */
export function fromResource(
  relay: string,
  resource: DocumentResource,
  known: LibraryDocument | undefined,
  at: number,
): LibraryDocument {
  const {
    id,
    title,
    createdAt,
    changedAt,
    trashedAt,
    metaVersion,
    folder = known?.folder ?? null,
    openComments = known?.openComments ?? 0,
  } = resource
  return {
    ...(known ?? wholeRow({ relay, id })),
    title,
    createdAt,
    changedAt,
    trashedAt,
    folder,
    openComments,
    metaVersion,
    onRelay: true,
    confirmedAt: at,
    refused: null,
    told: null,
    deleted: false,
  }
}

/** The later of what the relay answered to a deed and what it told before the answer came. */
export function latest(answered: DocumentResource, known: LibraryDocument | undefined): DocumentResource {
  const { told = null } = known ?? {}
  return told !== null && told.metaVersion > answered.metaVersion ? told : answered
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
    known.folder === row.folder &&
    known.openComments === row.openComments &&
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
    case 'move':
      return { ...row, folder: deed.folder }
    case 'trash':
      return { ...row, trashedAt: now }
    case 'restore':
      return { ...row, trashedAt: null }
    case 'delete':
      return { ...row, deleted: true }
  }
}
