// The port to stored data as it lies there, for whoever checks or measures it: every row, believed by nobody. Fulfilled in sqlite/,
// postgres/ and files/ by what is called inspection there, and writes nothing; used by the jobs behind `fsck`, `compact`
// and `reset`.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { Address, DocumentId } from '../../contracts/ids.ts'

export interface StoredSnapshot {
  readonly seq: number
  readonly epoch: string
  readonly bytes: Uint8Array
  /** Of the bytes, when they were stored; null for one from before there were hashes. */
  readonly sha256: Uint8Array | null
  /** What it is said to hold; null when nothing is said. */
  readonly index: { readonly bytes: Uint8Array; readonly matchesHash: boolean } | null
}

export interface StoredRow {
  readonly seq: number
  readonly epoch: string
  readonly bytes: Uint8Array
}

/** A version that somebody has named. */
export interface KeptVersion {
  readonly id: string
  readonly bytes: Uint8Array
  /** Of the bytes, when they were stored. */
  readonly sha256: Uint8Array
}

/** A log row that the relay could not use and has put aside. */
export interface SetAside {
  readonly seq: number
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly bytes: number
}

/** SQLite has them at once, PostgreSQL is asked. */
type Each<Item> = Iterable<Item> | AsyncIterable<Item>
type Soon<Answer> = Answer | Promise<Answer>

/** One part of one document. Good until the next one is asked for. */
export interface StoredPart extends Address {
  readonly epoch: string
  readonly head: number
  readonly snapshotSeq: number
  /** What the table of documents says of its document. */
  readonly known: 'here' | 'deleted' | 'unknown'
  /** The newest first. */
  snapshots(): Each<StoredSnapshot>
  /** In order of seq. */
  log(): Each<StoredRow>
  setAside(): Each<SetAside>
  /** The oldest first. */
  versions(): Each<KeptVersion>
}

export interface Inspection {
  countParts(): Soon<number>
  /** What the database finds wrong with its own pages and indexes. */
  damage(): Soon<readonly string[]>
  /** Of every document, or of one. One after the other, each as it is at one moment, whatever a relay writes meanwhile. */
  readParts(document?: DocumentId): Each<StoredPart>
  /** Rows that belong to no document: the table they are in, and how many. */
  strays(): Each<{ readonly table: string; readonly rows: number }>
  /** Documents that are in a folder which is not there. */
  misfiled(): Each<{ readonly document: DocumentId; readonly folder: string }>
}

/** What a part takes: rows of the log, and bytes of log and snapshots. */
export interface StoredSize {
  readonly rows: number
  readonly bytes: number
}

export interface Measure {
  /** Of every document, or of one. */
  addresses(document?: DocumentId): Iterable<Address>
  sizeOf(address: Address): StoredSize
}

/** A file where attachments are, or what stands for one. */
export interface StoredFile {
  /** Below the folder of attachments; in PostgreSQL its name. */
  readonly path: string
  /** The attachment that lies here by the file's name and place; undefined: none may. */
  readonly named: Sha256 | undefined
  /** Of its bytes; or why they cannot be read. */
  readonly sha256: string | { readonly problem: string }
}
