// The tables in PostgreSQL, as numbered steps that only go forward. Of several relays that start at once, one takes them.
import { CannotStart } from '../../errors.ts'
import type { Database, Querying } from './database.ts'

const TOKENS = `
  -- service tokens, known by the hash of a text that is kept nowhere
  CREATE TABLE tokens (
    id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    sha256 text COLLATE "C" NOT NULL UNIQUE,
    -- with spaces between
    scopes text NOT NULL,
    -- the only one that it is for; null for all
    document text COLLATE "C",
    created_at bigint NOT NULL,
    used_at bigint,
    expires_at bigint,
    revoked_at bigint
  );
  `

const FOLDERS = `
  -- documents.folder names one. A deleted one stays as a tombstone: what was moved into it offline must not make it anew
  CREATE TABLE folders (
    id text COLLATE "C" PRIMARY KEY,
    title text NOT NULL,
    meta_version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleted_at bigint
  );
  CREATE INDEX documents_by_folder ON documents (folder) WHERE folder IS NOT NULL;
`

const HISTORY = `
  -- what was done to a document up to its snapshot, and by whom: its rows in the log are trimmed
  CREATE TABLE history (
    number bigint NOT NULL,
    -- the last and the first row of one author, without a long pause between
    to_seq bigint NOT NULL,
    from_seq bigint NOT NULL,
    author text NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    edits bigint NOT NULL,
    added bigint NOT NULL,
    removed bigint NOT NULL,
    PRIMARY KEY (number, to_seq)
  );
`

const VERSIONS = `
  -- the text of documents as it was when somebody gave it a name; of the head of the text, whatever its epoch
  CREATE TABLE versions (
    number bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    name text NOT NULL,
    epoch text NOT NULL,
    seq bigint NOT NULL,
    author text NOT NULL,
    created_at bigint NOT NULL,
    -- one update
    bytes bytea NOT NULL,
    sha256 bytea NOT NULL,
    PRIMARY KEY (number, id)
  );
  -- as they are, so that a piece can be read without the rest
  ALTER TABLE versions ALTER COLUMN bytes SET STORAGE EXTERNAL;
  CREATE INDEX versions_by_time ON versions (number, created_at, id);
`

const IMPORTS = `
  -- imports of whole workspaces that are under way, or were left behind by a process that is no more
  CREATE TABLE imports (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- 1: its documents are seen, its attachments perhaps not yet
    committed smallint NOT NULL
  );

  CREATE TABLE staged_documents (
    import bigint NOT NULL,
    nth bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    -- the one that it gets where the other is in use
    new_id text COLLATE "C" NOT NULL,
    title text NOT NULL,
    -- as it is compared
    folded text NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    trashed_at bigint,
    -- as the file says it
    folder text COLLATE "C",
    PRIMARY KEY (import, nth),
    UNIQUE (import, id)
  );

  CREATE TABLE staged_folders (
    import bigint NOT NULL,
    id text COLLATE "C" NOT NULL,
    -- the one that it gets where one of the other was deleted
    new_id text COLLATE "C" NOT NULL,
    title text NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (import, id)
  );

  -- heads to be: rows with their numbers are in the log and among the snapshots already, where nobody looks for them
  CREATE TABLE staged_parts (
    number bigint PRIMARY KEY,
    import bigint NOT NULL,
    -- of the document; below 0 where the part was begun anew, and these rows are nothing's
    nth bigint NOT NULL,
    part text COLLATE "C" NOT NULL,
    epoch text NOT NULL,
    head bigint NOT NULL,
    snapshot_seq bigint NOT NULL,
    UNIQUE (import, nth, part)
  );

  -- images to be: their pieces are there already
  CREATE TABLE staged_attachments (
    import bigint NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    upload bigint NOT NULL,
    PRIMARY KEY (import, sha256)
  );
  `

const COMMENT_COUNTS = `
  -- how many threads of each document's comments are open: counted from them, and anew at any time
  CREATE TABLE comment_counts (
    document text COLLATE "C" PRIMARY KEY,
    -- the state of the comments that was counted
    epoch text NOT NULL,
    seq bigint NOT NULL,
    open integer NOT NULL
  );
  `

/** Step n brings the version from n to n + 1. A step that was released is never edited. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE documents (
    id text COLLATE "C" PRIMARY KEY,
    title text NOT NULL,
    folder text,
    owner text,
    meta_version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    trashed_at bigint,
    -- 1 while only a join has created it: the PUT that comes later still fills in the title
    unfilled smallint NOT NULL,
    -- set once and for ever: the id answers 410 and is never reused
    deleted_at bigint
  );

  CREATE TABLE heads (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document text COLLATE "C" NOT NULL,
    part text COLLATE "C" NOT NULL,
    epoch text NOT NULL,
    head bigint NOT NULL,
    snapshot_seq bigint NOT NULL,
    edited_at bigint NOT NULL,
    UNIQUE (document, part)
  -- room on each page for the rows that commits write anew: no index is touched then
  ) WITH (fillfactor = 50);

  -- seq counts from 1 without gaps for each head; "number" stands for (document, part) to keep rows short
  CREATE TABLE log (
    number bigint NOT NULL,
    seq bigint NOT NULL,
    epoch text NOT NULL,
    author text NOT NULL,
    at bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (number, seq)
  );

  -- the last snapshot and the one before: when the bytes of the last are damaged, the log reaches back to the other
  CREATE TABLE snapshots (
    number bigint NOT NULL,
    seq bigint NOT NULL,
    epoch text NOT NULL,
    bytes bytea NOT NULL,
    sha256 bytea NOT NULL,
    -- what the snapshot holds, so that a document opens without its text
    held bytea,
    -- of sha256 and held together: an index belongs to its snapshot
    held_sha256 bytea,
    PRIMARY KEY (number, seq)
  );
  -- as it is, so that a piece can be read without the rest
  ALTER TABLE snapshots ALTER COLUMN bytes SET STORAGE EXTERNAL;

  -- log rows that cannot be read or integrated; in the log an empty update stands in their place
  CREATE TABLE quarantine (
    number bigint NOT NULL,
    seq bigint NOT NULL,
    reason text NOT NULL,
    at bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (number, seq)
  );

  CREATE TABLE events (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL,
    event text NOT NULL
  );

  -- an image that is on its way; its pieces are nobody's until it is named
  CREATE TABLE uploads (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL
  );

  CREATE TABLE attachment_pieces (
    upload bigint NOT NULL,
    nth integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (upload, nth)
  );
  -- images are compressed already
  ALTER TABLE attachment_pieces ALTER COLUMN bytes SET STORAGE EXTERNAL;

  CREATE TABLE attachments (
    sha256 text COLLATE "C" PRIMARY KEY,
    size bigint NOT NULL,
    upload bigint NOT NULL
  );
  `,
  `
  -- what each document says, to be searched: made of its text, and made anew at any time
  CREATE TABLE projections (
    document text COLLATE "C" PRIMARY KEY,
    -- the state of the text that it was made of
    epoch text NOT NULL,
    seq bigint NOT NULL,
    -- what it is ranked by
    changed_at bigint NOT NULL,
    -- as it is compared, of now
    title text NOT NULL,
    words integer NOT NULL,
    outline text NOT NULL,
    text text NOT NULL,
    -- title and text as they are compared, the text letter for letter
    folded text NOT NULL
  );
  CREATE INDEX projections_by_change ON projections (changed_at, document);
  `,
  TOKENS,
  `
  -- what folded and title are found by (document/grams.ts): an index of numbers needs no extension, and knows every script and short words
  ALTER TABLE projections
    ADD COLUMN grams integer[] NOT NULL DEFAULT '{}',
    ADD COLUMN title_grams integer[] NOT NULL DEFAULT '{}';
  DROP INDEX IF EXISTS projections_by_text;
  CREATE INDEX projections_by_grams ON projections USING gin (title_grams, grams);
  -- all of them anew
  UPDATE projections SET epoch = '', seq = 0;
  `,
  FOLDERS,
  HISTORY,
  IMPORTS,
  VERSIONS,
  COMMENT_COUNTS,
]

export const SCHEMA_VERSION = STEPS.length
/** Of this program, in this database: held by whoever changes the tables. */
const MIGRATION_LOCK = 6_451_889_201
/** Held by who fills the tables from a data folder, until all is there; and for a moment, together, by relays that start. */
const MOVING_LOCK = 6_451_889_203
/** What a process has held that was killed is free after a moment. */
const MOVING_WAIT = '5s'
const LOCK_NOT_AVAILABLE = '55P03'

/** Throws CannotStart for a database that a newer relay has written, and for one into which documents are being moved. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (inside) => {
    await whileNobodyMoves(inside)
    await inside.query('SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0')
    await inside.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await inside.query('CREATE TABLE IF NOT EXISTS ligature_schema (version integer NOT NULL)')
    const version = await versionIn(inside)
    if (version > SCHEMA_VERSION)
      throw new CannotStart(
        `The PostgreSQL database was written by a newer relay (version ${version}; this one knows ${SCHEMA_VERSION}). Start that one, or use another database.`,
      )
    for (const step of STEPS.slice(version)) await inside.query(step)
    if (version === SCHEMA_VERSION) return
    await inside.query('DELETE FROM ligature_schema')
    await inside.query('INSERT INTO ligature_schema VALUES ($1)', [SCHEMA_VERSION])
  })
}

/** For who only reads. Throws CannotStart when no relay of this version has made the tables. */
export async function requireTables(database: Querying): Promise<void> {
  const [known] = await database.query<{ made: boolean }>(`SELECT to_regclass('ligature_schema') IS NOT NULL AS made`)
  const version = known!.made ? await versionIn(database) : 0
  if (version === SCHEMA_VERSION) return
  throw new CannotStart(
    version === 0
      ? 'The PostgreSQL database of DATABASE_URL has no tables of a relay. Name the one that relays use; in an empty one the first relay that starts makes them.'
      : `The PostgreSQL database of DATABASE_URL has tables of another relay (version ${version}; this one knows ${SCHEMA_VERSION}). Use a relay of that version.`,
  )
}

/** Inside a transaction. Throws CannotStart while documents are being moved into the database. */
export async function whileNobodyMoves(inside: Querying): Promise<void> {
  await holdMoving(inside, 'pg_advisory_xact_lock_shared')
}

/** Inside the transaction of who fills the tables: until it ends, no relay starts, and nobody else fills them. */
export async function whileNobodyStarts(inside: Querying): Promise<void> {
  await holdMoving(inside, 'pg_advisory_xact_lock')
}

async function holdMoving(
  inside: Querying,
  lock: 'pg_advisory_xact_lock' | 'pg_advisory_xact_lock_shared',
): Promise<void> {
  await inside.query(`SET LOCAL lock_timeout = '${MOVING_WAIT}'`)
  await inside.query(`SELECT ${lock}($1)`, [MOVING_LOCK]).catch((error: unknown) => {
    if ((error as { readonly code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error
    throw new CannotStart(
      'Documents are being moved from a data folder into the PostgreSQL database of DATABASE_URL (migrate). Start again when that has ended.',
    )
  })
}

async function versionIn(database: Querying): Promise<number> {
  const [row] = await database.query<{ version: number }>('SELECT version FROM ligature_schema')
  return row?.version ?? 0
}
