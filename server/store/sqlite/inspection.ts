// Reads a SQLite database row by row for `fsck` and `reset`, and measures it for `compact`. Its connection can only read, and each part
// of a document is read in one transaction: beside a running relay it sees what was committed, and keeps nobody waiting.
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { Address, DocumentId, Part } from '../../../contracts/ids.ts'
import { CannotStart, messageOf } from '../../errors.ts'
import type {
  Inspection,
  KeptVersion,
  Measure,
  SetAside,
  StoredPart,
  StoredRow,
  StoredSize,
  StoredSnapshot,
} from '../inspection.ts'
import { type IndexRow, isIndexOf } from '../snapshot-rows.ts'
import { MOST_PASSAGES } from './passages.ts'
import { SCHEMA_VERSION, unusable, versionOf } from './schema.ts'

/** Complaints of SQLite about its own file that are listed. */
const MOST_COMPLAINTS = 100

/** Tables, and which of their rows have an owner. */
const OWNED = [
  ...['log', 'snapshots', 'quarantine', 'history', 'versions'].map(
    (table) => [table, 'number IN (SELECT number FROM heads UNION ALL SELECT number FROM staged_parts)'] as const,
  ),
  ['projections', 'document IN (SELECT id FROM documents WHERE deleted_at IS NULL)'],
  ['comment_counts', 'document IN (SELECT id FROM documents WHERE deleted_at IS NULL)'],
  ['search_docsize', `id / ${MOST_PASSAGES} IN (SELECT number FROM projections)`],
] as const

type PartRow = Pick<StoredPart, 'document' | 'part' | 'epoch' | 'head' | 'snapshotSeq' | 'known'> & {
  readonly number: number
}

export class SqliteInspection implements Inspection, Measure {
  readonly #database: DatabaseSync

  /** Throws CannotStart when it cannot be read, or is not of this version. */
  constructor(path: string) {
    try {
      this.#database = openToRead(path)
      const version = versionOf(this.#database, path)
      if (version < SCHEMA_VERSION)
        throw new CannotStart(
          `The database ${path} was written by an older relay (version ${version}; this one knows ${SCHEMA_VERSION}). Start this one with it once, or with a copy of the whole folder, which brings that up to date.`,
        )
    } catch (error) {
      if (error instanceof CannotStart) throw error
      throw unusable(path, 'read', error)
    }
  }

  countParts(): number {
    return (this.#database.prepare('SELECT count(*) AS parts FROM heads').get() as { parts: number }).parts
  }

  damage(): string[] {
    return complaintsOf(this.#database)
  }

  *readParts(document?: DocumentId): Generator<StoredPart> {
    const find = this.#database.prepare(
      `SELECT h.number, h.document, h.part, h.epoch, h.head, h.snapshot_seq AS snapshotSeq,
         CASE WHEN d.id IS NULL THEN 'unknown' WHEN d.deleted_at IS NULL THEN 'here' ELSE 'deleted' END AS known
       FROM heads h LEFT JOIN documents d ON d.id = h.document
       WHERE h.number > ? AND h.document = coalesce(?, h.document) ORDER BY h.number LIMIT 1`,
    )
    let last = 0
    for (;;) {
      this.#database.exec('BEGIN')
      try {
        const row = find.get(last, document ?? null) as PartRow | undefined
        if (row === undefined) return
        last = row.number
        yield { ...row, ...this.#contentOf(row.number) }
      } finally {
        this.#database.exec('COMMIT')
      }
    }
  }

  *strays(): Generator<{ table: string; rows: number }> {
    for (const [table, owned] of OWNED) {
      const [stray] = this.#all<{ rows: number }>(`SELECT count(*) AS rows FROM ${table} WHERE NOT ${owned}`)
      if (stray!.rows > 0) yield { table, rows: stray!.rows }
    }
  }

  misfiled(): Iterable<{ document: DocumentId; folder: string }> {
    return this.#all(
      `SELECT id AS document, folder FROM documents
       WHERE folder IS NOT NULL AND folder NOT IN (SELECT id FROM folders WHERE deleted_at IS NULL) ORDER BY id`,
    )
  }

  *addresses(document?: DocumentId): Generator<Address> {
    const find = this.#database.prepare(
      'SELECT number, document, part FROM heads WHERE number > ? AND document = coalesce(?, document) ORDER BY number LIMIT 1',
    )
    let last = 0
    for (;;) {
      const row = find.get(last, document ?? null) as (Address & { readonly number: number }) | undefined
      if (row === undefined) return
      last = row.number
      yield { document: row.document, part: row.part }
    }
  }

  sizeOf({ document, part }: Address): StoredSize {
    return this.#database
      .prepare(
        `SELECT (SELECT count(*) FROM log l WHERE l.number = h.number) AS rows,
           (SELECT coalesce(sum(length(bytes)), 0) FROM log l WHERE l.number = h.number)
           + (SELECT coalesce(sum(length(bytes)), 0) FROM snapshots s WHERE s.number = h.number) AS bytes
         FROM heads h WHERE h.document = ? AND h.part = ?`,
      )
      .get(document, part) as unknown as StoredSize
  }

  close(): void {
    this.#database.close()
  }

  #contentOf(number: number): Pick<StoredPart, 'snapshots' | 'log' | 'setAside' | 'versions'> {
    return {
      snapshots: () => this.#snapshotsOf(number),
      log: () => this.#all<StoredRow>('SELECT seq, epoch, bytes FROM log WHERE number = ? ORDER BY seq', number),
      setAside: () =>
        this.#all<SetAside>(
          'SELECT seq, reason, at, length(bytes) AS bytes FROM quarantine WHERE number = ? ORDER BY seq',
          number,
        ),
      versions: () =>
        this.#all<KeptVersion>(
          'SELECT id, bytes, sha256 FROM versions WHERE number = ? ORDER BY created_at, id DESC',
          number,
        ),
    }
  }

  *#snapshotsOf(number: number): Generator<StoredSnapshot> {
    const rows = this.#all<Omit<StoredSnapshot, 'index'> & IndexRow>(
      'SELECT seq, epoch, bytes, sha256, held, held_sha256 FROM snapshots WHERE number = ? ORDER BY seq DESC',
      number,
    )
    for (const row of rows)
      yield { ...row, index: row.held === null ? null : { bytes: row.held, matchesHash: isIndexOf(row) } }
  }

  #all<Row>(sql: string, ...values: readonly number[]): Iterable<Row> {
    return this.#database.prepare(sql).iterate(...values) as unknown as Iterable<Row>
  }
}

function complaintsOf(database: DatabaseSync): string[] {
  try {
    const rows = database.prepare(`PRAGMA integrity_check(${MOST_COMPLAINTS})`).all() as { integrity_check: string }[]
    return rows.map((row) => row.integrity_check).filter((complaint) => complaint !== 'ok')
  } catch (error) {
    // So damaged that not even this can be told.
    return [messageOf(error)]
  }
}

/** What SQLite finds wrong with its file. Asked before anything is changed, of a database of an older version too. */
export const damageOf = (path: string): string[] => reading(path, complaintsOf)

/** Throws CannotStart when it cannot be read. */
function reading<Result>(path: string, read: (database: DatabaseSync) => Result): Result {
  let database: DatabaseSync | undefined
  try {
    database = openToRead(path)
    return read(database)
  } catch (error) {
    if (error instanceof CannotStart) throw error
    throw unusable(path, 'read', error)
  } finally {
    database?.close()
  }
}

/** What a database says of one document. */
interface Known {
  readonly state: 'here' | 'gone' | 'absent'
  readonly title: string
  /** Of each part that somebody has opened. */
  readonly epochs: ReadonlyMap<Part, string>
}

/**
 * Asked before anything is changed, of a database of an older version too: these columns are as old as the tables. Throws
 * CannotStart when it cannot be read.
 */
export function lookUp(path: string, document: DocumentId): Known {
  return reading(path, (database) => {
    if (versionOf(database, path) === 0) return { state: 'absent', title: '', epochs: new Map() }
    const row = database.prepare('SELECT title, deleted_at FROM documents WHERE id = ?').get(document) as
      | { readonly title: string; readonly deleted_at: number | null }
      | undefined
    const heads = database
      .prepare('SELECT part, epoch FROM heads WHERE document = ?')
      .all(document) as unknown as readonly { readonly part: Part; readonly epoch: string }[]
    return {
      state: row === undefined ? 'absent' : row.deleted_at === null ? 'here' : 'gone',
      title: row?.title ?? '',
      epochs: new Map(heads.map(({ part, epoch }) => [part, epoch])),
    }
  })
}

/**
 * Also where nothing can be written, such as a backup on a disk that takes no more. SQLite reads a write-ahead log through a
 * file beside it, which it makes when there is none; without a log it need not, but has to be told that nobody writes.
 */
export function openToRead(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
  try {
    database.prepare('PRAGMA user_version').get()
    return database
  } catch (error) {
    database.close()
    if (!WANTS_TO_WRITE.has(Number((error as { errcode?: unknown }).errcode) & 0xff)) throw error
  }
  // A relay that has it open has such a log, so that this is no way around what it writes.
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0)
    throw new CannotStart(
      `The database ${path} cannot be read where it is: what was written last is in ${path}-wal, and reading that needs a folder that can be written. Copy the whole data folder to where that is so, and name the copy.`,
    )
  const still = pathToFileURL(path)
  still.searchParams.set('immutable', '1')
  return new DatabaseSync(still, { readOnly: true })
}

/** SQLITE_READONLY and SQLITE_CANTOPEN. */
const WANTS_TO_WRITE: ReadonlySet<number> = new Set([8, 14])

/** What the database takes on the disk, its write-ahead log included. */
export const bytesOnDisk = (path: string): number =>
  [path, `${path}-wal`].reduce((bytes, file) => bytes + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)

/** Writes the database anew without the room that nothing fills any more. Nobody else may have it open. */
export function vacuum(path: string): void {
  const database = new DatabaseSync(path)
  try {
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
}
