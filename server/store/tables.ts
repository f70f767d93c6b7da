// Every table that holds what people have written, with its columns, and the two ports through which all of it goes from one
// store to another, row by row as it lies there. Fulfilled by sqlite/tables.ts and postgres/tables.ts, used by jobs/move.ts.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { AttachmentStore } from './store.ts'

export type Value = string | number | Uint8Array | null
export type Row = Readonly<Record<string, Value>>
/** With the SHA-256 of bytes, in hexadecimal digits, in their place. */
export type SealedRow = Readonly<Record<string, string | number | null>>

export interface Table {
  readonly name: string
  /**
   * The first says whose the row is: the id of a document or folder, the number of a head, that of an event, or a token's id. Rows are read
   * in this order.
   */
  readonly key: readonly string[]
  /** The store numbers its rows, in the column `number`, and gives no number twice. */
  readonly numbered?: true
  readonly columns: Readonly<Record<string, 'text' | 'number' | 'bytes'>>
}

/** A test holds them against both schemas. Images are kept otherwise in each store, and go through its AttachmentStore. */
export const TABLES = [
  {
    name: 'documents',
    key: ['id'],
    columns: {
      id: 'text',
      title: 'text',
      folder: 'text',
      owner: 'text',
      meta_version: 'number',
      created_at: 'number',
      updated_at: 'number',
      trashed_at: 'number',
      unfilled: 'number',
      deleted_at: 'number',
    },
  },
  {
    name: 'folders',
    key: ['id'],
    columns: {
      id: 'text',
      title: 'text',
      meta_version: 'number',
      created_at: 'number',
      updated_at: 'number',
      deleted_at: 'number',
    },
  },
  {
    name: 'heads',
    key: ['number'],
    numbered: true,
    columns: {
      number: 'number',
      document: 'text',
      part: 'text',
      epoch: 'text',
      head: 'number',
      snapshot_seq: 'number',
      edited_at: 'number',
    },
  },
  {
    name: 'log',
    key: ['number', 'seq'],
    columns: { number: 'number', seq: 'number', epoch: 'text', author: 'text', at: 'number', bytes: 'bytes' },
  },
  {
    name: 'snapshots',
    key: ['number', 'seq'],
    columns: {
      number: 'number',
      seq: 'number',
      epoch: 'text',
      bytes: 'bytes',
      sha256: 'bytes',
      held: 'bytes',
      held_sha256: 'bytes',
    },
  },
  {
    name: 'quarantine',
    key: ['number', 'seq'],
    columns: { number: 'number', seq: 'number', reason: 'text', at: 'number', bytes: 'bytes' },
  },
  {
    name: 'history',
    key: ['number', 'to_seq'],
    columns: {
      number: 'number',
      to_seq: 'number',
      from_seq: 'number',
      author: 'text',
      started_at: 'number',
      ended_at: 'number',
      edits: 'number',
      added: 'number',
      removed: 'number',
    },
  },
  {
    name: 'versions',
    key: ['number', 'id'],
    columns: {
      number: 'number',
      id: 'text',
      name: 'text',
      epoch: 'text',
      seq: 'number',
      author: 'text',
      created_at: 'number',
      bytes: 'bytes',
      sha256: 'bytes',
    },
  },
  {
    name: 'events',
    key: ['number'],
    numbered: true,
    columns: { number: 'number', at: 'number', event: 'text' },
  },
  {
    name: 'tokens',
    key: ['id'],
    columns: {
      id: 'text',
      name: 'text',
      sha256: 'text',
      scopes: 'text',
      document: 'text',
      created_at: 'number',
      used_at: 'number',
      expires_at: 'number',
      revoked_at: 'number',
    },
  },
] as const satisfies readonly Table[]

/**
 * Made of the others, and so not moved: the relay that starts on what was moved makes them anew (jobs/projector.ts, comment-counter.ts).
 * `search` is SQLite's alone, with tables of its own behind it.
 */
export const DERIVED_TABLES = ['projections', 'comment_counts', 'search'] as const

/** What imports are about to bring in: a relay that starts clears it away (jobs/imports.ts), and it is not moved. */
export const STAGING_TABLES = [
  'imports',
  'staged_folders',
  'staged_documents',
  'staged_parts',
  'staged_attachments',
] as const

/** What there is of a store, in numbers. */
export interface Amount {
  /** Those deleted for ever are none. */
  readonly documents: number
  readonly trashed: number
  readonly deleted: number
  /** Of all tables. */
  readonly rows: number
}

export interface StoredTables {
  amount(): Amount
  /** In order of their key; each good until the next is asked for. */
  rows(table: Table): Iterable<Row>
  /** The highest number that it has ever given to a row; 0 when there was none. */
  lastNumber(table: Table): number
  /** The part of a document that has this number. */
  nameOf(number: number): string
}

/** What can be said of tables that may be filled, or are. */
export interface TablesToFill {
  /** Also when it is only an image. */
  holdAnything(): Promise<boolean>
  /** Nobody else reads or writes them from now on, until all is kept or undone. */
  seize(): Promise<void>
  /** The row as it can be kept here, where that is not as it is. */
  kept(table: Table, row: Row): Row
  add(table: Table, rows: readonly Row[]): Promise<void>
  /** Whatever is numbered from now on has a higher number. */
  continueAfter(table: Table, number: number): Promise<void>
  /** Read anew, in order of their key. */
  sealed(table: Table): AsyncIterable<SealedRow>
  readonly attachments: AttachmentStore
  attachmentNames(): Promise<ReadonlySet<Sha256>>
}

export interface Destination {
  /** All that `work` does is seen by others at once, when it answers `keep`; else, also when it throws, nothing of it was done. */
  atOnce(work: (there: TablesToFill) => Promise<'keep' | 'undo'>): Promise<void>
}
