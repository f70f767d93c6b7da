// Whole workspaces in PostgreSQL as they come in (protocol W): staged under numbers that no head has until all of it is seen at once.
// Fulfils what workspace.ts asks of a store, with exports-table.ts and store.ts.
import type { Epoch, Part } from '../../../contracts/ids.ts'
import { MOST_NAMED } from '../../../contracts/limits.ts'
import { composed, folded } from '../../../document/folded.ts'
import { Unavailable } from '../../errors.ts'
import type { CommittedImport, ImportedDocument, LeftImport, StagedItem } from '../workspace.ts'
import { numberOf } from './alone.ts'
import { asBuffer, type Database, type Querying, StatementFailed } from './database.ts'
import { EVENTS_LOCK, storable, tell, tellCreated } from './documents-table.ts'
import { bringIn, FoldersFull } from './folders-table.ts'
import { keepStretches } from './history-table.ts'
import { insertSnapshot } from './insert-snapshot.ts'
import { insertVersion } from './versions-table.ts'

/** Removed in one statement. */
const CLEARED_ROWS = 1_000

interface StagedPart {
  readonly number: number
  readonly epoch: Epoch
}

export class ImportsTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** A lock says that somebody works on it: it is given back when the relay dies, however it does. */
  async begin(): Promise<{ readonly number: number; readonly release: () => Promise<void> }> {
    const [next] = await this.#database.query<{ number: number }>(
      `SELECT nextval(pg_get_serial_sequence('imports', 'number')) AS number`,
    )
    const { number } = next!
    const release = await this.#hold(number)
    try {
      await this.#database.query('INSERT INTO imports (number, committed) OVERRIDING SYSTEM VALUE VALUES ($1, 0)', [
        number,
      ])
    } catch (error) {
      await release()
      throw error
    }
    return { number, release }
  }

  async stage(number: number, items: readonly StagedItem[]): Promise<'staged' | 'twice'> {
    try {
      await this.#database.transaction(async (inside) => {
        await requireOpen(inside, number)
        for (const item of items) await stageOne(inside, number, item)
      })
      return 'staged'
    } catch (error) {
      if (error instanceof Twice) return 'twice'
      throw error
    }
  }

  async commit(number: number, asked: readonly number[]): Promise<CommittedImport | 'folders-full'> {
    try {
      return await this.#commit(number, asked)
    } catch (error) {
      if (error instanceof FoldersFull) return 'folders-full'
      throw error
    }
  }

  async #commit(number: number, asked: readonly number[]): Promise<CommittedImport> {
    return await this.#database.transaction(async (inside) => {
      await inside.query('SET LOCAL lock_timeout = 0')
      await requireOpen(inside, number)
      // Before the documents: whoever deletes a folder has that first, too.
      const made = await bringIn(inside, number)
      // `new_id` is the id that it has here, from now on.
      await inside.query(
        `WITH free AS (
           INSERT INTO documents (id, title, folder, meta_version, created_at, updated_at, trashed_at, unfilled)
           SELECT s.id, s.title, f.new_id, 1, s.created_at, s.changed_at, s.trashed_at, 0 FROM ${WITH_FOLDERS}
           WHERE s.import = $1 ORDER BY s.id
           ON CONFLICT DO NOTHING RETURNING id
         ) UPDATE staged_documents s SET new_id = s.id FROM free WHERE s.import = $1 AND s.id = free.id`,
        [number],
      )
      await inside.query(
        `INSERT INTO documents (id, title, folder, meta_version, created_at, updated_at, trashed_at, unfilled)
         SELECT s.new_id, s.title, f.new_id, 1, s.created_at, s.changed_at, s.trashed_at, 0 FROM ${WITH_FOLDERS}
         WHERE s.import = $1 AND s.new_id <> s.id`,
        [number],
      )
      await inside.query(
        `INSERT INTO heads (number, document, part, epoch, head, snapshot_seq, edited_at) OVERRIDING SYSTEM VALUE
         SELECT p.number, s.new_id, p.part, p.epoch, p.head, p.snapshot_seq, s.changed_at
         FROM staged_parts p JOIN staged_documents s ON s.import = p.import AND s.nth = p.nth WHERE p.import = $1`,
        [number],
      )
      await inside.query(
        `INSERT INTO projections (document, epoch, seq, changed_at, title, words, outline, text, folded)
         SELECT new_id, '', 0, changed_at, folded, 0, '[]', '', folded || E'\\n' FROM staged_documents WHERE import = $1`,
        [number],
      )
      const [renamed] = await inside.query<{ count: number }>(
        'SELECT count(*) AS count FROM staged_documents WHERE import = $1 AND new_id <> id',
        [number],
      )
      const named = (which: string, value: unknown): Promise<readonly ImportedDocument[]> =>
        inside.query<ImportedDocument>(
          `SELECT nth, id AS "from", new_id AS id, title FROM staged_documents WHERE import = $1 AND ${which}`,
          [number, value],
        )
      const firstRenamed = await named('new_id <> id ORDER BY nth LIMIT $2', MOST_NAMED)
      const found = await named('nth = ANY($2::bigint[]) ORDER BY nth', asked)
      // Those of parts that were begun anew are cleared away later, and so are the names.
      await inside.query('DELETE FROM staged_parts WHERE import = $1 AND nth > 0', [number])
      await inside.query('UPDATE imports SET committed = 1 WHERE number = $1', [number])
      // The last thing in it: others' events wait for its end. It waits for theirs however long that takes, for it may be much.
      await inside.query('SELECT pg_advisory_xact_lock($1)', [EVENTS_LOCK])
      if (made.length > 0) await tell(inside, ...made.map((folder) => ({ kind: 'folder-created' as const, folder })))
      await tellCreated(inside, number)
      return { renamed: renamed!.count, firstRenamed, asked: found }
    })
  }

  async clear(number: number): Promise<boolean> {
    const [part] = await this.#database.query<{ number: number }>(
      'SELECT number FROM staged_parts WHERE import = $1 LIMIT 1',
      [number],
    )
    if (part !== undefined) {
      if ((await clearRows(this.#database, part.number)) === 0)
        await this.#database.query('DELETE FROM staged_parts WHERE number = $1', [part.number])
      return true
    }
    await forgetNames(this.#database, number)
    await this.#database.query('DELETE FROM imports WHERE number = $1', [number])
    return false
  }

  async left(): Promise<readonly LeftImport[]> {
    const rows = await this.#database.query<{ number: number }>('SELECT number FROM imports ORDER BY number')
    const left: LeftImport[] = []
    for (const { number } of rows) {
      const found = await this.#takeOver(number)
      if (found !== undefined) left.push(found)
    }
    return left
  }

  /**
   * Undefined: somebody works on it. A lock that is free does not rule that out: PostgreSQL may have ended the connection that had it, and
   * the relay goes on with others. So what is not committed is marked before anything of it is cleared away, and is not open any more.
   */
  async #takeOver(number: number): Promise<LeftImport | undefined> {
    try {
      return await this.#database.transaction(async (inside) => {
        const [lock] = await inside.query<{ free: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS free', [
          lockOf(number),
        ])
        if (!lock!.free) return undefined
        await inside.query('UPDATE imports SET committed = -1 WHERE number = $1 AND committed = 0', [number])
        // Read after that: it may have been committed a moment ago.
        const [row] = await inside.query<{ committed: number }>('SELECT committed FROM imports WHERE number = $1', [
          number,
        ])
        return row && { number, isCommitted: row.committed === 1 }
      })
    } catch (error) {
      // Its row is held: something is being staged, or it is being committed.
      if (error instanceof StatementFailed && error.passing) return undefined
      throw error
    }
  }

  /** Answers how to give it back, which has been done when that resolves. */
  async #hold(number: number): Promise<() => Promise<void>> {
    const held = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    const ended = this.#database
      .transaction(async (inside) => {
        await inside.query('SET LOCAL idle_in_transaction_session_timeout = 0')
        await inside.query('SELECT pg_advisory_xact_lock($1)', [lockOf(number)])
        held.resolve()
        await released.promise
      })
      // Once it is held: the connection is gone, and the lock with it. What is staged after that finds out whether it is still there.
      .catch(held.reject)
    await held.promise
    return async () => {
      released.resolve()
      await ended
    }
  }
}

class Twice extends Error {}

/** Each document with the folder that it was in. */
const WITH_FOLDERS = 'staged_documents s LEFT JOIN staged_folders f ON f.import = s.import AND f.id = s.folder'

const lockOf = (number: number): string => numberOf(`import ${number}`)

/** Until the transaction ends nobody takes it for left behind. */
async function requireOpen(inside: Querying, number: number): Promise<void> {
  const [row] = await inside.query<{ committed: number }>(
    'SELECT committed FROM imports WHERE number = $1 FOR NO KEY UPDATE',
    [number],
  )
  if (row?.committed !== 0)
    throw new Unavailable(`the import ${number} is not under way any more: another relay took it for left behind`)
}

async function forgetNames(inside: Querying, number: number): Promise<void> {
  for (const table of ['staged_documents', 'staged_folders'])
    await inside.query(`DELETE FROM ${table} WHERE import = $1`, [number])
}

async function stageOne(inside: Querying, number: number, item: StagedItem): Promise<void> {
  switch (item.kind) {
    case 'folder': {
      const { id, newId, title, createdAt, changedAt } = item
      await inside.query(
        `INSERT INTO staged_folders (import, id, new_id, title, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [number, id, newId, storable(title), createdAt, changedAt],
      )
      return
    }
    case 'document': {
      const title = storable(item.title)
      const staged = await inside.change(
        `INSERT INTO staged_documents (import, nth, id, new_id, title, folded, created_at, changed_at, trashed_at, folder)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (import, id) DO NOTHING`,
        [
          number,
          item.nth,
          item.id,
          item.newId,
          title,
          folded(composed(title)),
          item.createdAt,
          item.changedAt,
          item.trashedAt,
          item.folder,
        ],
      )
      if (staged === 0) throw new Twice()
      return
    }
    case 'part': {
      await inside.query('UPDATE staged_parts SET nth = -number WHERE import = $1 AND nth = $2 AND part = $3', [
        number,
        item.nth,
        item.part,
      ])
      await inside.query(
        `INSERT INTO staged_parts (number, import, nth, part, epoch, head, snapshot_seq)
         VALUES (nextval(pg_get_serial_sequence('heads', 'number')), $1, $2, $3, $4, 0, 0)`,
        [number, item.nth, item.part, item.epoch],
      )
      return
    }
    case 'snapshot': {
      const part = (await partOf(inside, number, item))!
      await insertSnapshot(inside, part.number, part.epoch, item.snapshot)
      await inside.query('UPDATE staged_parts SET head = $1, snapshot_seq = $1 WHERE number = $2', [
        item.snapshot.seq,
        part.number,
      ])
      return
    }
    case 'stretches': {
      const part = (await partOf(inside, number, item))!
      await keepStretches(inside, part.number, item.stretches)
      return
    }
    case 'log': {
      const part = (await partOf(inside, number, item))!
      await inside.query(
        `INSERT INTO log (number, seq, epoch, author, at, bytes)
         SELECT $1, u.seq, $2, u.author, u.at, u.bytes
         FROM unnest($3::bigint[], $4::text[], $5::bigint[], $6::bytea[]) AS u(seq, author, at, bytes)`,
        [
          part.number,
          part.epoch,
          item.rows.map(({ seq }) => seq),
          item.rows.map(({ author }) => author),
          item.rows.map(({ at }) => at),
          item.rows.map(({ update }) => asBuffer(update)),
        ],
      )
      await inside.query('UPDATE staged_parts SET head = $1 WHERE number = $2', [item.rows.at(-1)!.seq, part.number])
      return
    }
    case 'version': {
      const part = (await partOf(inside, number, { nth: item.nth, part: 'text' }))!
      if (!(await insertVersion(inside, part.number, { ...item.version, name: storable(item.version.name) })))
        throw new Twice()
      return
    }
  }
}

async function partOf(
  inside: Querying,
  number: number,
  { nth, part }: { readonly nth: number; readonly part: Part },
): Promise<StagedPart | undefined> {
  const [row] = await inside.query<StagedPart>(
    'SELECT number, epoch FROM staged_parts WHERE import = $1 AND nth = $2 AND part = $3',
    [number, nth, part],
  )
  return row
}

/** Of a part that nobody sees. Answers how many. */
async function clearRows(database: Querying, number: number): Promise<number> {
  const snapshots = await database.change('DELETE FROM snapshots WHERE number = $1', [number])
  const rows = await database.change(
    'DELETE FROM log WHERE number = $1 AND seq IN (SELECT seq FROM log WHERE number = $1 LIMIT $2)',
    [number, CLEARED_ROWS],
  )
  const stretches = await database.change(
    'DELETE FROM history WHERE number = $1 AND to_seq IN (SELECT to_seq FROM history WHERE number = $1 LIMIT $2)',
    [number, CLEARED_ROWS],
  )
  const versions = await database.change('DELETE FROM versions WHERE number = $1', [number])
  return snapshots + rows + stretches + versions
}
