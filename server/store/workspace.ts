// The port through which a whole workspace leaves a store and comes into one (protocol W). What comes in is staged, where nobody
// sees it, and then seen by all at once. Fulfilled by exports-table.ts and imports-table.ts of each store, used by jobs/.
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { Address, DocumentId, Epoch, FolderId, Part } from '../../contracts/ids.ts'
import type { NewSnapshot, NewVersion, ReadLog, Stretch, WrittenRow } from './store.ts'

/** What is staged, in the order of the file. `nth` counts its documents from 1. */
export type StagedItem =
  | {
      readonly kind: 'folder'
      readonly id: FolderId
      /** The one that it gets where a folder of this `id` was deleted; where one is there, it is that. */
      readonly newId: FolderId
      readonly title: string
      /** In milliseconds since 1970. */
      readonly createdAt: number
      readonly changedAt: number
    }
  | {
      readonly kind: 'document'
      readonly nth: number
      readonly id: DocumentId
      /** The one that it gets where `id` is in use, or was deleted for ever. */
      readonly newId: DocumentId
      readonly title: string
      /** These three in milliseconds since 1970. */
      readonly createdAt: number
      readonly changedAt: number
      readonly trashedAt: number | null
      /** One that was staged before. */
      readonly folder: FolderId | null
    }
  /** Takes the place of what was staged of this part before. */
  | { readonly kind: 'part'; readonly nth: number; readonly part: Part; readonly epoch: Epoch }
  | { readonly kind: 'snapshot'; readonly nth: number; readonly part: Part; readonly snapshot: NewSnapshot }
  /** Up to the snapshot, as NewSnapshot has them. */
  | { readonly kind: 'stretches'; readonly nth: number; readonly part: Part; readonly stretches: readonly Stretch[] }
  | { readonly kind: 'log'; readonly nth: number; readonly part: Part; readonly rows: readonly WrittenRow[] }
  /** Of a document whose text was staged before. */
  | { readonly kind: 'version'; readonly nth: number; readonly version: NewVersion }

/** One that has come in. */
export interface ImportedDocument {
  readonly nth: number
  readonly from: DocumentId
  readonly id: DocumentId
  readonly title: string
}

export interface CommittedImport {
  /** Those that have got a new id: how many, and the first MOST_NAMED. */
  readonly renamed: number
  readonly firstRenamed: readonly ImportedDocument[]
  /** Those that were asked for. */
  readonly asked: readonly ImportedDocument[]
}

export interface LeftImport {
  readonly number: number
  /** Its documents are seen, its attachments perhaps not yet. */
  readonly isCommitted: boolean
}

export interface WorkspaceStore {
  /** Documents with id > after, in order, those in the trash too. */
  readDocuments(after: DocumentId | undefined, maxRows: number): Promise<readonly DocumentResource[]>
  /** As readLog, with who wrote each row, and when. */
  readRows(address: Address, range: ReadLog): Promise<readonly WrittenRow[]>
  /** How many documents there are, and how many bytes snapshots, log and versions have. */
  measureDocuments(): Promise<{ readonly documents: number; readonly bytes: number }>

  /**
   * Until `release` has resolved nobody takes what is staged under its number for left behind; it does not reject. Where a store cannot
   * promise that any more, and somebody did, `stage` and `commitImport` throw.
   */
  beginImport(): Promise<{ readonly number: number; readonly release: () => Promise<void> }>
  /** All items or none. `twice`: the import has a document of that id already, or the document a version. */
  stage(number: number, items: readonly StagedItem[]): Promise<'staged' | 'twice'>
  /**
   * Everything staged is seen from now on, each folder and document with its event (of more than EVENTS_KEPT only the last), in one
   * transaction; no document under an id that is in use, or was deleted for ever. Answers what became of the documents with these `nth`,
   * too. `folders-full`: nothing was done, for there would be more than MAX_FOLDERS.
   */
  commitImport(number: number, asked: readonly number[]): Promise<CommittedImport | 'folders-full'>
  /** Removes some of what is staged, or the note of an import that was committed; answers whether there is more. */
  clearImport(number: number): Promise<boolean>
  /** Those that nobody works on any more. */
  leftImports(): Promise<readonly LeftImport[]>
}
