// The port to durable truth, fulfilled by sqlite/ and postgres/. Every method is asynchronous; whatever can come
// in numbers takes a batch. A rejected promise is the world's error (Unavailable) unless the method says otherwise.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { DocumentPage } from '../../contracts/documents.ts'
import type { WorkspaceEvent } from '../../contracts/events.ts'
import type { FolderResource } from '../../contracts/folder-resource.ts'
import type { Address, DocumentId, Epoch, FolderId, Part } from '../../contracts/ids.ts'
import type { CommentStore } from './comment-store.ts'
import type { SearchStore } from './search-store.ts'
import type { TokenStore } from './token-store.ts'
import type { VersionStore } from './version-store.ts'

export type { CommentCount, CommentStore } from './comment-store.ts'
export type {
  FoundDocument,
  NewProjection,
  ProjectedHeading,
  Projection,
  SearchPage,
  SearchPlace,
  SearchRequest,
  SearchStore,
  Unprojected,
} from './search-store.ts'
export type { Token, TokenChange, TokenDesk, TokenStore } from './token-store.ts'
export type { KeepOutcome, NewVersion, StoredVersion, VersionPage, VersionStore } from './version-store.ts'

/** The id of nobody: who wrote it, and when, is told nowhere. */
export const UNKNOWN_AUTHOR = ''

/** One update as it is stored. */
export interface LogEntry {
  /** A Yjs update, encoding v1. */
  readonly update: Uint8Array
  /** Id of the principal who wrote it; UNKNOWN_AUTHOR of one that came with a workspace which does not say. */
  readonly author: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** `seq` counts a document's updates from 1 without gaps. */
export interface LogRow {
  readonly seq: number
  readonly update: Uint8Array
}

/** What is to be committed for one document. */
export interface AppendGroup {
  readonly address: Address
  /** The epoch the writer believes in; another one in the store and nothing is written. */
  readonly epoch: Epoch
  readonly entries: readonly LogEntry[]
}

export type AppendOutcome =
  /** On disk: the entries have seq `firstSeq` to `head`. */
  | { readonly kind: 'appended'; readonly firstSeq: number; readonly head: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'epoch' }
  /** Nothing of it was written, because somebody else was in the way: the same may be tried again. */
  | { readonly kind: 'later' }
  /** Nothing of this group was written; other groups of the batch are not affected (R7). */
  | { readonly kind: 'failed'; readonly message: string }

export interface Head {
  readonly epoch: Epoch
  readonly head: number
  /** Seq up to which the snapshot covers the log; 0 when there is none. */
  readonly snapshotSeq: number
  readonly snapshotBytes: number
  /** How many rows of its log were put aside. */
  readonly setAside: number
}

/** What was put aside of a document, because it cannot be read or integrated. */
export interface SetAsideBytes {
  /** Of all of it. */
  readonly bytes: number
  /** SHA-256 of each update, in hexadecimal digits. */
  readonly sha256: ReadonlySet<string>
}

/** One immutable merged update that covers seq ≤ `seq`. Stored with a hash, and checked when it is read. */
export interface Snapshot {
  readonly seq: number
  readonly bytes: Uint8Array
}

/** What a snapshot holds, kept beside it: to open a document takes no more than that. */
export interface SnapshotIndex {
  readonly seq: number
  /** As DocumentIndex encodes it. */
  readonly index: Uint8Array
}

export interface NewSnapshot extends Snapshot {
  /** Undefined when it has none: whoever wants to know what it holds reads it. */
  readonly index: SnapshotIndex['index'] | undefined
  /** What was done since the snapshot before, kept in the same transaction: its rows may be trimmed from then on. */
  readonly stretches?: readonly Stretch[]
}

/** What one author did without a long pause, among the rows fromSeq to toSeq; others may have written some of those. */
export interface Stretch {
  readonly author: string
  /** The first and the last row of this author. */
  readonly fromSeq: number
  readonly toSeq: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly endedAt: number
  /** Rows of this author. */
  readonly edits: number
  /** As jobs/letters.ts counts. */
  readonly added: number
  readonly removed: number
}

/** A row of the log with who wrote it, and when. */
export interface WrittenRow extends LogRow, LogEntry {}

export interface ReadLog {
  readonly after: number
  readonly maxRows: number
}

/** The text of documents. Used by rooms, joins and compaction. */
export interface LogStore {
  /** The document's head; creates an unknown one. `gone` for an id deleted for ever. */
  open(address: Address): Promise<Head | 'gone'>
  /** The heads of documents that were opened, in their order; undefined for one that is deleted for ever. */
  readHeads(addresses: readonly Address[]): Promise<readonly (Head | undefined)[]>
  /** All groups in one durable commit; outcomes in the order of the groups. Resolves only after the disk has it (R1). */
  append(groups: readonly AppendGroup[]): Promise<readonly AppendOutcome[]>
  /**
   * Rows with seq > after, in order, at most maxRows and about 1 MB (but always one, if there is one). It ends before a hole,
   * so that a first row that is not after + 1 is all a reader has to look at: the log was trimmed, or is damaged (R5).
   */
  readLog(address: Address, range: ReadLog): Promise<readonly LogRow[]>
  /**
   * The newest snapshot that is whole: the one before when the bytes of the last do not match their hash, for the log
   * reaches back that far. Undefined when there is none, or none is whole and the log reaches back to its first row;
   * rejects when it does not.
   */
  readSnapshot(address: Address): Promise<Snapshot | undefined>
  /**
   * The index of the snapshot that the head names. Undefined when there is none, or the bytes of either do not match their
   * hash: read the snapshot then.
   */
  readSnapshotIndex(address: Address): Promise<SnapshotIndex | undefined>
  /**
   * Swaps the snapshot if it still is the one at `oldSeq`, else does nothing and answers false (R5). Those before `baseSeq`
   * go: that is the whole one from which the new one was made. The bytes of the snapshot are the store's from then on.
   */
  replaceSnapshot(
    address: Address,
    epoch: Epoch,
    oldSeq: number,
    baseSeq: number,
    snapshot: NewSnapshot,
  ): Promise<boolean>
  /**
   * Puts a row that cannot be read or integrated aside: an empty update stands in its place, so that seq has no gap, and
   * its bytes are kept apart for whoever looks into it. False when there is no such row, or it was put aside before.
   */
  quarantine(address: Address, seq: number, reason: string): Promise<boolean>
  readSetAside(address: Address): Promise<SetAsideBytes>
  /** Deletes up to `maxRows` log rows with seq ≤ upTo; answers how many there were. */
  trimLog(address: Address, upTo: number, maxRows: number): Promise<number>
}

/** What was done to documents, and by whom. Kept by replaceSnapshot. */
export interface HistoryStore {
  /**
   * Rows with after < seq < before, the last first, at most maxRows and about 1 MB (but always one, if there is one). It ends
   * before a hole.
   */
  readWritten(
    address: Address,
    range: { readonly after: number; readonly before: number; readonly maxRows: number },
  ): Promise<readonly WrittenRow[]>
  /** Those that were kept whose last row is before that, the newest first. */
  readStretches(
    address: Address,
    range: { readonly before: number; readonly maxRows: number },
  ): Promise<readonly Stretch[]>
}

/** Whether a write is bound to a metaVersion (If-Match); undefined: not bound. */
export type Condition = number | undefined

export type WriteOutcome =
  | { readonly kind: 'written'; readonly document: DocumentResource; readonly created: boolean }
  | { readonly kind: 'unchanged'; readonly document: DocumentResource }
  | { readonly kind: 'changed-meanwhile'; readonly document: DocumentResource }
  | { readonly kind: 'absent' | 'gone' | 'not-in-trash' }
  /** It was to be put into this folder, which is not there, or not any more. */
  | { readonly kind: 'no-folder' | 'folder-gone'; readonly folder: FolderId }

/** What a part of a document begins anew with: an update that has no past, and its index (SnapshotIndex). */
export interface Beginning {
  readonly part: Part
  readonly bytes: Uint8Array
  readonly index: SnapshotIndex['index'] | undefined
}

export type ResetOutcome = { readonly kind: 'reset'; readonly epoch: Epoch } | { readonly kind: 'absent' | 'gone' }

export interface ListRequest {
  readonly cursor: string | undefined
  readonly limit: number
  readonly trashed: boolean
  /** Only what is in it. */
  readonly folder?: FolderId | undefined
}

export interface LastEdit {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Id of the principal. */
  readonly author: string
}

/** Metadata of documents. Every write appends its event in the same transaction. */
export interface DocumentStore {
  getDocument(id: DocumentId): Promise<DocumentResource | 'absent' | 'gone'>
  listDocuments(request: ListRequest): Promise<DocumentPage | 'bad-cursor'>
  /** Creates, or fills a document that a join created first, or changes nothing. `folder`: one to put it into. */
  putDocument(id: DocumentId, title: string, folder?: FolderId | null): Promise<WriteOutcome>
  renameDocument(id: DocumentId, title: string, condition: Condition): Promise<WriteOutcome>
  /** Null: out of the one that it is in. */
  moveDocument(id: DocumentId, folder: FolderId | null, condition: Condition): Promise<WriteOutcome>
  trashDocument(id: DocumentId, condition: Condition): Promise<WriteOutcome>
  restoreDocument(id: DocumentId, condition: Condition): Promise<WriteOutcome>
  /** Removes text and metadata; leaves a tombstone. `written` carries the last metadata. */
  deleteForEver(id: DocumentId, condition: Condition): Promise<WriteOutcome>
  /**
   * Each part of the document begins anew, all under one new epoch: with what is given for it, or empty. Log, snapshots and what was set
   * aside go; title and trash stay. All of it or nothing.
   */
  resetDocument(id: DocumentId, beginnings: readonly Beginning[]): Promise<ResetOutcome>
  /** When each was last written in, and by whom; undefined when that is not in the log any more, or nobody has written yet. */
  readLastEdits(ids: readonly DocumentId[]): Promise<readonly (LastEdit | undefined)[]>
  /** Events with number > after, in order. */
  readEvents(after: number, maxRows: number): Promise<readonly NumberedEvent[]>
  /** The last of them, in order. */
  readLastEvents(maxRows: number): Promise<readonly NumberedEvent[]>
}

export type FolderRefusal =
  | { readonly kind: 'changed-meanwhile'; readonly folder: FolderResource }
  | { readonly kind: 'absent' | 'gone' }

export type FolderOutcome =
  | { readonly kind: 'written'; readonly folder: FolderResource; readonly created: boolean }
  | { readonly kind: 'unchanged'; readonly folder: FolderResource }
  /** There are MAX_FOLDERS. */
  | { readonly kind: 'full' }
  | FolderRefusal

/** `documents`: those that were in it, of the trash too. */
export type FolderDeletion = { readonly kind: 'deleted'; readonly documents: readonly DocumentId[] } | FolderRefusal

/** Folders, and which documents are in them. Every write appends its events in the same transaction. */
export interface FolderStore {
  getFolder(id: FolderId): Promise<FolderResource | 'absent' | 'gone'>
  /** All of them, the oldest first. */
  listFolders(): Promise<readonly FolderResource[]>
  /** Creates or changes nothing. */
  putFolder(id: FolderId, title: string): Promise<FolderOutcome>
  renameFolder(id: FolderId, title: string, condition: Condition): Promise<FolderOutcome>
  /** Its documents are in none from then on; leaves a tombstone. */
  deleteFolder(id: FolderId, condition: Condition): Promise<FolderDeletion>
  /** The first page of each, in their order, without the trash. */
  listDocumentsIn(folders: readonly FolderId[], limit: number): Promise<readonly DocumentPage[]>
}

export interface NumberedEvent {
  readonly number: number
  readonly event: WorkspaceEvent
}

/** Bytes of an attachment, in order, read once. */
export type Chunks = AsyncIterable<Uint8Array>

export interface StoredAttachment {
  /** In bytes. */
  readonly size: number
  /** Its first bytes, as many as were asked for. */
  readonly start: Uint8Array
}

export interface NamedAttachment {
  readonly sha256: Sha256
  /** In bytes; in a list 0 where even that cannot be read. */
  readonly size: number
}

/** Attachments, each named by the SHA-256 of its bytes: what is kept never changes, and keeping it twice is keeping it once. */
export interface AttachmentStore {
  /**
   * Resolves with `kept` only after the disk has it (R1); with `mismatch` when the bytes have another SHA-256. Then, and
   * when `chunks` throws (which is thrown on), nothing is kept.
   */
  keepAttachment(sha256: Sha256, chunks: Chunks): Promise<'kept' | 'mismatch'>
  findAttachment(sha256: Sha256, startBytes: number): Promise<StoredAttachment | undefined>
  /** One that was found. */
  readAttachment(sha256: Sha256): Chunks
  /** All that are kept, in order of their names. What cannot be listed, for it is damaged, is thrown behind all the others. */
  listAttachments(): AsyncIterable<NamedAttachment>
  /** As keepAttachment, but until the import with this number is settled nobody finds it. */
  stageAttachment(importNumber: number, sha256: Sha256, chunks: Chunks): Promise<'kept' | 'mismatch'>
  /** Keeps what was staged; may be done again after it was cut off. */
  settleStaged(importNumber: number): Promise<void>
  forgetStaged(importNumber: number): Promise<void>
}

export interface Store
  extends LogStore, HistoryStore, DocumentStore, FolderStore, TokenStore, SearchStore, VersionStore, CommentStore {
  /** Nobody else does `work` under this name meanwhile, on any relay of the store. Rejects with what `work` throws. */
  alone<Result>(name: string, work: () => Promise<Result>): Promise<Result>
  /** Answers when a trivial read works; rejects when the store is down. */
  check(): Promise<void>
  close(): Promise<void>
}
