// The tables, as numbered steps that only go forward. Run by the writing worker at start; before an existing database is
// changed, a copy of it is put beside it.
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { CannotStart, messageOf } from '../../errors.ts'

const TOKENS = `
  -- service tokens, known by the hash of a text that is kept nowhere
  CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    -- with spaces between
    scopes TEXT NOT NULL,
    -- the only one that it is for; null for all
    document TEXT,
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    expires_at INTEGER,
    revoked_at INTEGER
  ) STRICT, WITHOUT ROWID;
  `

const FOLDERS = `
  -- documents.folder names one. A deleted one stays as a tombstone: what was moved into it offline must not make it anew
  CREATE TABLE folders (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    meta_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX documents_by_folder ON documents (folder) WHERE folder IS NOT NULL;
`

const HISTORY = `
  -- what was done to a document up to its snapshot, and by whom: its rows in the log are trimmed
  CREATE TABLE history (
    number INTEGER NOT NULL,
    -- the last and the first row of one author, without a long pause between
    to_seq INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    author TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    edits INTEGER NOT NULL,
    added INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    PRIMARY KEY (number, to_seq)
  ) STRICT, WITHOUT ROWID;
`

const VERSIONS = `
  -- the text of documents as it was when somebody gave it a name; of the head of the text, whatever its epoch
  CREATE TABLE versions (
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    author TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- one update
    bytes BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (number, id)
  ) STRICT;
  CREATE INDEX versions_by_time ON versions (number, created_at, id);
`

const IMPORTS = `
  -- imports of whole workspaces that are under way, or were left behind by a process that is no more
  CREATE TABLE imports (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- 1: its documents are seen, its attachments perhaps not yet
    committed INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE staged_documents (
    import INTEGER NOT NULL,
    nth INTEGER NOT NULL,
    id TEXT NOT NULL,
    -- the one that it gets where the other is in use
    new_id TEXT NOT NULL,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    trashed_at INTEGER,
    -- as the file says it
    folder TEXT,
    PRIMARY KEY (import, nth),
    UNIQUE (import, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE staged_folders (
    import INTEGER NOT NULL,
    id TEXT NOT NULL,
    -- the one that it gets where one of the other was deleted
    new_id TEXT NOT NULL,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (import, id)
  ) STRICT, WITHOUT ROWID;

  -- heads to be: rows with their numbers are in the log and among the snapshots already, where nobody looks for them
  CREATE TABLE staged_parts (
    number INTEGER PRIMARY KEY,
    import INTEGER NOT NULL,
    -- of the document; below 0 where the part was begun anew, and these rows are nothing's
    nth INTEGER NOT NULL,
    part TEXT NOT NULL,
    epoch TEXT NOT NULL,
    head INTEGER NOT NULL,
    snapshot_seq INTEGER NOT NULL,
    UNIQUE (import, nth, part)
  ) STRICT;
  `

const COMMENT_COUNTS = `
  -- how many threads of each document's comments are open: counted from them, and anew at any time
  CREATE TABLE comment_counts (
    document TEXT PRIMARY KEY,
    -- the state of the comments that was counted
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    open INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `

/** Step n brings user_version from n to n + 1. A step that was released is never edited. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    folder TEXT,
    owner TEXT,
    meta_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    trashed_at INTEGER,
    -- 1 while only a join has created it: the PUT that comes later still fills in the title
    unfilled INTEGER NOT NULL,
    -- set once and for ever: the id answers 410 and is never reused
    deleted_at INTEGER
  ) STRICT, WITHOUT ROWID;

  -- AUTOINCREMENT: the number of a deleted document is never given to another, whose text would show under it
  CREATE TABLE heads (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL,
    part TEXT NOT NULL,
    epoch TEXT NOT NULL,
    head INTEGER NOT NULL,
    snapshot_seq INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    UNIQUE (document, part)
  ) STRICT;

  -- seq counts from 1 without gaps for each head; "number" stands for (document, part) to keep rows short
  CREATE TABLE log (
    number INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (number, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE snapshots (
    number INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;

  CREATE TABLE events (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    event TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- the last snapshot and the one before: when the bytes of the last are damaged, the log reaches back to the other
  CREATE TABLE snapshots_2 (
    number INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    bytes BLOB NOT NULL,
    -- of bytes; null for one from before there were hashes
    sha256 BLOB,
    PRIMARY KEY (number, seq)
  ) STRICT;
  INSERT INTO snapshots_2 (number, seq, epoch, bytes) SELECT number, seq, epoch, bytes FROM snapshots;
  DROP TABLE snapshots;
  ALTER TABLE snapshots_2 RENAME TO snapshots;

  -- log rows that cannot be read or integrated; in the log an empty update stands in their place
  CREATE TABLE quarantine (
    number INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (number, seq)
  ) STRICT;
  `,
  `
  -- what the snapshot holds, so that a document opens without its text; null for one from before
  ALTER TABLE snapshots ADD COLUMN held BLOB;
  -- of sha256 and held together: an index belongs to its snapshot
  ALTER TABLE snapshots ADD COLUMN held_sha256 BLOB;
  `,
  `
  -- what each document says, to be searched: made of its text, and made anew at any time
  CREATE TABLE projections (
    number INTEGER PRIMARY KEY,
    document TEXT NOT NULL UNIQUE,
    -- the state of the text that it was made of
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    -- what it is ranked by
    changed_at INTEGER NOT NULL,
    -- as it is compared, of now
    title TEXT NOT NULL,
    words INTEGER NOT NULL,
    outline TEXT NOT NULL,
    text TEXT NOT NULL,
    -- text as it is compared, letter for letter
    folded TEXT NOT NULL
  ) STRICT;
  CREATE INDEX projections_by_change ON projections (changed_at, document, title);

  -- the trigrams of folded, passage by passage (passages.ts)
  CREATE VIRTUAL TABLE search USING fts5 (
    folded, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
  );
  `,
  TOKENS,
  // Texts are indexed with an end of their own: all of them anew.
  `UPDATE projections SET epoch = '', seq = 0;`,
  FOLDERS,
  HISTORY,
  IMPORTS,
  VERSIONS,
  COMMENT_COUNTS,
]

export const SCHEMA_VERSION = STEPS.length

/** Why a database cannot be used, and what then. */
export function unusable(path: string, what: 'used' | 'read', error: unknown): CannotStart {
  const why = messageOf(error)
  const next = /malformed|not a database/.test(why) ? ' Its file is damaged: restore a backup of the data folder.' : ''
  return new CannotStart(`The database ${path} cannot be ${what}: ${why}.${next}`)
}

/** Throws CannotStart for a database that a newer relay has written. */
export function versionOf(database: DatabaseSync, path: string): number {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version > SCHEMA_VERSION)
    throw new CannotStart(
      `The database ${path} was written by a newer relay (version ${version}; this one knows ${SCHEMA_VERSION}). Start that one, or use another folder.${wayBack(path, version)}`,
    )
  return version
}

/** What a relay has put beside the database before it brought it to `version`. */
const copyBefore = (version: number, path: string): string => `${path}.before-${version}`

/** A write-ahead log that stays would be taken for the other database's. */
function wayBack(path: string, version: number): string {
  const copy = copyBefore(version, path)
  if (!existsSync(copy)) return ''
  const name = basename(path)
  return ` The way back is ${copy}, which is as it was before that relay, without what was written since: with no relay running, move ${name}, ${name}-wal and ${name}-shm out of the folder and give it the name ${name}.`
}

/** What was done to a database that was not new. */
export interface Migrated {
  readonly from: number
  readonly to: number
  /** Path of the copy. */
  readonly before: string
}

/**
 * Brings the database to this version; answers undefined when there was nothing to keep. Throws CannotStart for one that a
 * newer relay has written.
 */
export function migrate(database: DatabaseSync, path: string): Migrated | undefined {
  const version = versionOf(database, path)
  if (version === SCHEMA_VERSION) return undefined
  const before = copyBefore(SCHEMA_VERSION, path)
  if (version > 0) copyTo(before, database)
  for (let step = version; step < SCHEMA_VERSION; step++)
    database.exec(`BEGIN IMMEDIATE; ${STEPS[step]!} PRAGMA user_version = ${step + 1}; COMMIT;`)
  return version > 0 ? { from: version, to: SCHEMA_VERSION, before } : undefined
}

/**
 * Under its name there is only ever a whole copy. A try before may have been cut off by a kill or a full disk, in the midst of
 * the copy or after it; SQLite would not write over what that has left, and does not wait for the disk.
 */
function copyTo(path: string, database: DatabaseSync): void {
  const part = `${path}.part`
  rmSync(part, { force: true })
  database.prepare('VACUUM INTO ?').run(part)
  onDisk(part, 'r+')
  renameSync(part, path)
  // NTFS keeps names in order by itself, and Windows lets nobody sync a folder.
  if (process.platform !== 'win32') onDisk(dirname(path), 'r')
}

function onDisk(path: string, flags: string): void {
  const file = openSync(path, flags)
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
