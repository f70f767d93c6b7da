// Reads what is stored in PostgreSQL row by row, for `fsck`. It can only read, and each part of a document is read in one transaction:
// beside running relays it sees what was committed at one moment, and keeps nobody waiting.
import { createHash } from 'node:crypto'
import pg from 'pg'
import { parseSha256 } from '../../../contracts/attachment-names.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { CannotStart, cannotUsePostgres, messageOf, Unavailable } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type {
  Inspection,
  KeptVersion,
  SetAside,
  StoredFile,
  StoredPart,
  StoredRow,
  StoredSnapshot,
} from '../inspection.ts'
import { type IndexRow, isIndexOf } from '../snapshot-rows.ts'
import { Attachments } from './attachments.ts'
import { Database, PATIENT_MS, type Querying, StatementFailed } from './database.ts'
import { requireTables, whileNobodyMoves } from './schema.ts'
import { readBytes } from './stored-bytes.ts'

/** A statement brings so many rows of the log, and about so many bytes of them. */
const READ_ROWS = 1_000
const READ_BYTES = 1_000_000

type Reading = Pick<Querying, 'query'>

type PartRow = Pick<StoredPart, 'document' | 'part' | 'epoch' | 'head' | 'snapshotSeq' | 'known'> & {
  readonly number: number
}

export class PostgresInspection implements Inspection {
  readonly #database: Database

  private constructor(database: Database) {
    this.#database = database
  }

  /** Throws CannotStart when it cannot be read, or is not of this version. */
  static async open(url: string, log: Log): Promise<PostgresInspection> {
    const database = new Database(url, 1, log, PATIENT_MS)
    try {
      await database.transaction(async (inside) => {
        await whileNobodyMoves(inside)
        await requireTables(inside)
      })
      return new PostgresInspection(database)
    } catch (error) {
      await database.close()
      throw cannotUsePostgres(error)
    }
  }

  async countParts(): Promise<number> {
    const [row] = await answered(this.#database.query<{ parts: number }>('SELECT count(*) AS parts FROM heads'))
    return row!.parts
  }

  /** Its own pages are its own business: it has `pg_amcheck` for that, and checksums. */
  damage(): readonly string[] {
    return []
  }

  async *readParts(document?: DocumentId): AsyncGenerator<StoredPart> {
    for (let last = 0; ;) {
      const reading = await answered(this.#database.reading())
      try {
        const [row] = await answered(reading.query<PartRow>(NEXT_PART, [last, document ?? null]))
        if (row === undefined) return
        last = row.number
        yield { ...row, ...contentOf(reading, row.number) }
      } finally {
        await answered(reading.end())
      }
    }
  }

  async *strays(): AsyncGenerator<{ table: string; rows: number }> {
    const belongs =
      '(EXISTS (SELECT 1 FROM heads h WHERE h.number = t.number) OR EXISTS (SELECT 1 FROM staged_parts s WHERE s.number = t.number))'
    const arrives = 'EXISTS (SELECT 1 FROM uploads u WHERE u.number = t.upload)'
    const named =
      '(EXISTS (SELECT 1 FROM attachments a WHERE a.upload = t.upload) OR EXISTS (SELECT 1 FROM staged_attachments s WHERE s.upload = t.upload))'
    const says = 'EXISTS (SELECT 1 FROM documents d WHERE d.id = t.document AND d.deleted_at IS NULL)'
    const owned = [
      ...['log', 'snapshots', 'quarantine', 'history', 'versions'].map((table) => [table, belongs] as const),
      ['attachment_pieces', `(${arrives} OR ${named})`] as const,
      ['projections', says] as const,
      ['comment_counts', says] as const,
    ]
    for (const [table, owner] of owned) {
      const [stray] = await answered(
        this.#database.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${table} t WHERE NOT ${owner}`),
      )
      if (stray!.rows > 0) yield { table, rows: stray!.rows }
    }
  }

  async *misfiled(): AsyncGenerator<{ document: DocumentId; folder: string }> {
    yield* await answered(
      this.#database.query<{ document: DocumentId; folder: string }>(
        `SELECT d.id AS document, d.folder FROM documents d WHERE d.folder IS NOT NULL AND NOT EXISTS
           (SELECT 1 FROM folders f WHERE f.id = d.folder COLLATE "C" AND f.deleted_at IS NULL) ORDER BY d.id`,
      ),
    )
  }

  async *files(): AsyncGenerator<StoredFile> {
    const attachments = new Attachments(this.#database)
    for (let last = ''; ;) {
      const [row] = await answered(
        this.#database.query<{ sha256: string }>(
          'SELECT sha256 FROM attachments WHERE sha256 > $1 ORDER BY sha256 LIMIT 1',
          [last],
        ),
      )
      if (row === undefined) return
      last = row.sha256
      const named = parseSha256(row.sha256)
      yield {
        path: row.sha256,
        named,
        sha256: named === undefined ? '' : await hashOf(attachments.readAttachment(named)),
      }
    }
  }

  async close(): Promise<void> {
    await this.#database.close()
  }
}

const NEXT_PART = `SELECT h.number, h.document, h.part, h.epoch, h.head, h.snapshot_seq AS "snapshotSeq",
    CASE WHEN d.id IS NULL THEN 'unknown' WHEN d.deleted_at IS NULL THEN 'here' ELSE 'deleted' END AS known
  FROM heads h LEFT JOIN documents d ON d.id = h.document
  WHERE h.number > $1 AND h.document = coalesce($2, h.document) ORDER BY h.number LIMIT 1`

const contentOf = (
  reading: Reading,
  number: number,
): Pick<StoredPart, 'snapshots' | 'log' | 'setAside' | 'versions'> => ({
  snapshots: () => snapshotsOf(reading, number),
  log: () => logOf(reading, number),
  setAside: () => setAsideOf(reading, number),
  versions: () => versionsOf(reading, number),
})

async function* snapshotsOf(reading: Reading, number: number): AsyncGenerator<StoredSnapshot> {
  const rows = await answered(
    reading.query<Omit<StoredSnapshot, 'index' | 'bytes'> & IndexRow & { readonly size: number }>(
      `SELECT seq, epoch, octet_length(bytes) AS size, sha256, held, held_sha256 FROM snapshots WHERE number = $1
       ORDER BY seq DESC`,
      [number],
    ),
  )
  for (const row of rows) {
    const place = { table: 'snapshots', number, seq: row.seq } as const
    const bytes = (await answered(readBytes(reading, place, row.size)))!
    yield { ...row, bytes, index: row.held === null ? null : { bytes: row.held, matchesHash: isIndexOf(row) } }
  }
}

async function* versionsOf(reading: Reading, number: number): AsyncGenerator<KeptVersion> {
  const rows = await answered(
    reading.query<Pick<KeptVersion, 'id' | 'sha256'> & { readonly size: number }>(
      'SELECT id, octet_length(bytes) AS size, sha256 FROM versions WHERE number = $1 ORDER BY created_at, id DESC',
      [number],
    ),
  )
  for (const { id, size, sha256 } of rows) {
    const bytes = (await answered(readBytes(reading, { table: 'versions', number, id }, size)))!
    yield { id, bytes, sha256 }
  }
}

async function* logOf(reading: Reading, number: number): AsyncGenerator<StoredRow> {
  for (let last: number | undefined = -1; last !== undefined;) {
    const rows: readonly StoredRow[] = await answered(
      reading.query<StoredRow>(
        `SELECT seq, epoch, bytes FROM (
           SELECT seq, epoch, bytes, sum(octet_length(bytes)) OVER (ORDER BY seq) - octet_length(bytes) AS before
           FROM log WHERE number = $1 AND seq > $2 ORDER BY seq LIMIT ${READ_ROWS}
         ) page WHERE before <= ${READ_BYTES} ORDER BY seq`,
        [number, last],
      ),
    )
    yield* rows
    last = rows.at(-1)?.seq
  }
}

async function* setAsideOf(reading: Reading, number: number): AsyncGenerator<SetAside> {
  yield* await answered(
    reading.query<SetAside>(
      'SELECT seq, reason, at, octet_length(bytes) AS bytes FROM quarantine WHERE number = $1 ORDER BY seq',
      [number],
    ),
  )
}

async function hashOf(pieces: AsyncIterable<Uint8Array>): Promise<StoredFile['sha256']> {
  const hash = createHash('sha256')
  try {
    for await (const piece of pieces) hash.update(piece)
    return hash.digest('hex')
  } catch (error) {
    if (isGone(error)) throw away(error)
    // It is told with the image's name.
    return { problem: messageOf(error) }
  }
}

/**
 * What cannot be read is told of and left out (R7); when PostgreSQL itself is away, or busy with something that nobody may look at, there
 * is nothing more to tell.
 */
async function answered<Result>(question: Promise<Result>): Promise<Result> {
  try {
    return await question
  } catch (error) {
    throw isGone(error) ? away(error) : error
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof StatementFailed ? error.passing : error instanceof Unavailable && !isAboutData(error.cause)

/** XX001 and XX002: it finds its own pages damaged. */
const isAboutData = (cause: unknown): boolean =>
  cause instanceof pg.DatabaseError && (cause.code?.startsWith('XX') ?? false)

const away = (error: unknown): CannotStart =>
  new CannotStart(`The PostgreSQL database of DATABASE_URL cannot be read any further: ${messageOf(error)}.`)
