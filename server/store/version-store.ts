// The part of the store's port that keeps versions of documents which somebody has named. Part of store.ts, which everybody imports.
import type { DocumentId, Epoch, VersionId } from '../../contracts/ids.ts'

/** What is known of a version without its text. */
export interface StoredVersion {
  readonly id: VersionId
  readonly name: string
  /** Of the document when it was kept; a reset gives that another one, and leaves its versions. */
  readonly epoch: Epoch
  /** Up to which the document's text is in it. */
  readonly seq: number
  /** Id of the principal who kept it. */
  readonly author: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Bytes. */
  readonly size: number
}

/** `bytes`: the text of the document as one Yjs update, encoding v1. They are the store's from then on. */
export interface NewVersion extends Omit<StoredVersion, 'size'> {
  readonly bytes: Uint8Array
}

export type KeepOutcome =
  /** On the disk; `there`: it was before, under this id, and nothing was written. */
  | { readonly kind: 'kept' | 'there'; readonly version: StoredVersion }
  /** The document has MAX_VERSIONS. */
  | { readonly kind: 'full' }
  /** Nobody has opened its text, or it was deleted for ever. */
  | { readonly kind: 'absent' }

export interface VersionPage {
  readonly versions: readonly StoredVersion[]
  /** Null on the last. */
  readonly nextCursor: string | null
}

/** Versions of the text of documents: each is whole by itself, whatever is folded, and goes with its document. */
export interface VersionStore {
  keepVersion(document: DocumentId, version: NewVersion): Promise<KeepOutcome>
  /** The newest first. */
  listVersions(
    document: DocumentId,
    page: { readonly cursor: string | undefined; readonly limit: number },
  ): Promise<VersionPage | 'bad-cursor'>
  findVersion(document: DocumentId, id: VersionId): Promise<StoredVersion | undefined>
  /** Its bytes. Rejects with Damaged when they are not those that were kept. */
  readVersion(document: DocumentId, id: VersionId): Promise<Uint8Array | undefined>
  /** Undefined: there is none. */
  renameVersion(document: DocumentId, id: VersionId, name: string): Promise<StoredVersion | undefined>
  /** For ever; answers whether there was one. */
  deleteVersion(document: DocumentId, id: VersionId): Promise<boolean>
}
