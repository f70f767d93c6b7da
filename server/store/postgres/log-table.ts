// The text of documents in PostgreSQL: heads, log and snapshots. Made by store.ts.
import { beginningOf } from '../../../contracts/epochs.ts'
import { type Address, type DocumentId, type Epoch, type Part, PARTS } from '../../../contracts/ids.ts'
import { EMPTY_UPDATE } from '../../../contracts/empty-update.ts'
import { Damaged, messageOf } from '../../errors.ts'
import { damage, hashOf, type IndexRow, isIndexOf, newEpoch } from '../snapshot-rows.ts'
import type {
  AppendGroup,
  AppendOutcome,
  Beginning,
  Head,
  LogRow,
  NewSnapshot,
  ReadLog,
  ResetOutcome,
  SetAsideBytes,
  Snapshot,
  SnapshotIndex,
} from '../store.ts'
import { appendAll } from './append.ts'
import { type Database, type Querying, SILENT_MS, StatementFailed } from './database.ts'
import { type DocumentsTable, removeText } from './documents-table.ts'
import { keepStretches } from './history-table.ts'
import { insertSnapshot } from './insert-snapshot.ts'
import { readBytes } from './stored-bytes.ts'

/** A read of the log stops after about this much, so that a joiner never makes the relay hold a whole document. */
const READ_BYTES = 1_000_000
/** PostgreSQL has turned out by then who holds something and stands still. */
const BEGINS_WITHIN_MS = 2 * SILENT_MS

interface HeadRow {
  readonly number: number
  readonly epoch: Epoch
  readonly head: number
  readonly snapshot_seq: number
}

export class LogTable {
  readonly #database: Database
  readonly #commits: Database
  readonly #documents: DocumentsTable
  readonly #trouble: (message: string) => void

  /** `trouble` hears of damage that was got round. */
  constructor(database: Database, commits: Database, documents: DocumentsTable, trouble: (message: string) => void) {
    this.#database = database
    this.#commits = commits
    this.#documents = documents
    this.#trouble = trouble
  }

  /** While another relay is just beginning the document it waits: that one may stand still in the middle of it. */
  async open(address: Address): Promise<Head | 'gone'> {
    const giveUpAt = performance.now() + BEGINS_WITHIN_MS
    for (;;) {
      const existing = await described(this.#database, address)
      if (existing !== undefined) return existing
      try {
        return await this.#begin(address)
      } catch (error) {
        if (!(error instanceof StatementFailed && error.passing) || performance.now() > giveUpAt) throw error
      }
    }
  }

  async #begin({ document, part }: Address): Promise<Head | 'gone'> {
    return await this.#database.transaction(async (inside) => {
      if ((await this.#documents.ensure(inside, document)) === 'gone') return 'gone'
      await inside.query(
        `INSERT INTO heads (document, part, epoch, head, snapshot_seq, edited_at) VALUES ($1, $2, $3, 0, 0, 0)
         ON CONFLICT DO NOTHING`,
        [document, part, newEpoch(1)],
      )
      return (await described(inside, { document, part }))!
    })
  }

  async readHeads(addresses: readonly Address[]): Promise<readonly (Head | undefined)[]> {
    const rows = await this.#database.query<DescribedRow & { readonly nth: number }>(
      `SELECT w.nth, ${DESCRIBED} FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w(document, part, nth)
       JOIN heads h ON h.document = w.document AND h.part = w.part ${WITH_SNAPSHOT}`,
      [addresses.map(({ document }) => document), addresses.map(({ part }) => part)],
    )
    const heads = new Map(rows.map((row) => [row.nth, headIn(row)]))
    return addresses.map((_, at) => heads.get(at + 1))
  }

  /**
   * One statement for all. When it is refused, each half gets its own, down to one group (R7). Rejects when PostgreSQL does not
   * answer: nobody knows then what it has done.
   */
  async append(groups: readonly AppendGroup[]): Promise<readonly AppendOutcome[]> {
    const twice = firstRepeated(groups)
    if (twice !== undefined) return await this.#inTwo(groups, twice)
    try {
      return await appendAll(this.#commits, groups, 'wait for who is held')
    } catch (error) {
      if (!(error instanceof StatementFailed)) throw error
      if (error.passing) return await this.#appendToFree(groups)
      if (groups.length === 1) return [{ kind: 'failed', message: messageOf(error) }]
      return await this.#inTwo(groups, groups.length >>> 1)
    }
  }

  /** Somebody holds one of them: the others need not wait. Nothing was done yet, so that all may be tried again. */
  async #appendToFree(groups: readonly AppendGroup[]): Promise<readonly AppendOutcome[]> {
    try {
      return await appendAll(this.#commits, groups, 'leave out who is held')
    } catch (error) {
      if (error instanceof StatementFailed && error.passing) return groups.map(() => ({ kind: 'later' }))
      throw error
    }
  }

  async #inTwo(groups: readonly AppendGroup[], at: number): Promise<readonly AppendOutcome[]> {
    return [...(await this.append(groups.slice(0, at))), ...(await this.append(groups.slice(at)))]
  }

  async readLog({ document, part }: Address, { after, maxRows }: ReadLog): Promise<readonly LogRow[]> {
    const rows = await this.#database.query<{ seq: number; bytes: Buffer }>(
      `SELECT seq, bytes FROM (
         SELECT l.seq, l.bytes, sum(octet_length(l.bytes)) OVER (ORDER BY l.seq) - octet_length(l.bytes) AS before
         FROM log l WHERE l.number = (SELECT number FROM heads WHERE document = $1 AND part = $2) AND l.seq > $3
         ORDER BY l.seq LIMIT $4
       ) page WHERE before <= ${READ_BYTES} ORDER BY seq`,
      [document, part, after, maxRows],
    )
    const hole = rows.findIndex(({ seq }, at) => at > 0 && seq !== rows[at - 1]!.seq + 1)
    return (hole === -1 ? rows : rows.slice(0, hole)).map(({ seq, bytes }) => ({ seq, update: bytes }))
  }

  async readSnapshot(address: Address): Promise<Snapshot | undefined> {
    const head = await headOf(this.#database, address)
    if (head === undefined) return undefined
    let damaged: number | undefined
    for (let below = Number.MAX_SAFE_INTEGER; ;) {
      const [row] = await this.#database.query<SnapshotRow>(
        `SELECT seq, octet_length(bytes) AS size, sha256 FROM snapshots WHERE number = $1 AND seq < $2
         ORDER BY seq DESC LIMIT 1`,
        [head.number, below],
      )
      if (row === undefined) break
      const { seq, size, sha256 } = row
      const bytes = await readBytes(this.#database, { table: 'snapshots', number: head.number, seq }, size)
      if (bytes !== undefined && hashOf(bytes).equals(sha256)) {
        if (damaged !== undefined) this.#trouble(`${damage(address, damaged)}; the one at ${seq} is used instead`)
        return { seq, bytes }
      }
      // Replaced meanwhile: what is there now is looked at from the beginning.
      if (bytes === undefined) {
        below = Number.MAX_SAFE_INTEGER
        continue
      }
      damaged = seq
      below = seq
    }
    if (damaged === undefined) return undefined
    const [first] = await this.#database.query<{ seq: number }>('SELECT seq FROM log WHERE number = $1 AND seq = 1', [
      head.number,
    ])
    if (first === undefined) throw new Damaged(`${damage(address, damaged)}, and there is no other`)
    this.#trouble(`${damage(address, damaged)}; the log is used from its beginning`)
    return undefined
  }

  async readSnapshotIndex(address: Address): Promise<SnapshotIndex | undefined> {
    // PostgreSQL looks whether the bytes match, so that they need not come here.
    const [row] = await this.#database.query<IndexRow & { readonly seq: number; readonly whole: boolean }>(
      `SELECT s.seq, s.held, s.sha256, s.held_sha256, sha256(s.bytes) = s.sha256 AS whole
       FROM heads h JOIN snapshots s ON s.number = h.number AND s.seq = h.snapshot_seq
       WHERE h.document = $1 AND h.part = $2`,
      [address.document, address.part],
    )
    // A document whose snapshot nobody can read is not opened by what it held.
    if (row === undefined || row.held === null || !row.whole) return undefined
    if (isIndexOf(row)) return { seq: row.seq, index: ownBytes(row.held) }
    this.#trouble(`the index of ${address.document} (${address.part}) does not match its hash; the snapshot is read`)
    return undefined
  }

  async replaceSnapshot(
    address: Address,
    epoch: Epoch,
    oldSeq: number,
    baseSeq: number,
    snapshot: NewSnapshot,
  ): Promise<boolean> {
    const { seq } = snapshot
    return await this.#database
      .transaction(async (inside) => {
        const head = await headOf(inside, address)
        if (head === undefined || head.epoch !== epoch) return false
        // Before the head is locked: commits do not wait while megabytes are written.
        await insertSnapshot(inside, head.number, epoch, snapshot)
        const swapped = await inside.change(
          'UPDATE heads SET snapshot_seq = $1 WHERE number = $2 AND epoch = $3 AND snapshot_seq = $4 AND head >= $1',
          [seq, head.number, epoch, oldSeq],
        )
        if (swapped === 0) throw new NotSwapped()
        await keepStretches(inside, head.number, snapshot.stretches ?? [])
        await inside.query('DELETE FROM snapshots WHERE number = $1 AND seq < $2', [head.number, baseSeq])
        return true
      })
      .catch((error: unknown) => {
        if (error instanceof NotSwapped) return false
        throw error
      })
  }

  async trimLog({ document, part }: Address, upTo: number, maxRows: number): Promise<number> {
    // Never above the snapshot: the log above it is all there is of those edits.
    return await this.#database.change(
      `WITH old AS (
         SELECT l.number, l.seq FROM heads h JOIN log l ON l.number = h.number AND l.seq <= $3
         WHERE h.document = $1 AND h.part = $2 AND h.snapshot_seq >= $3 ORDER BY l.seq LIMIT $4
       ) DELETE FROM log l USING old WHERE l.number = old.number AND l.seq = old.seq`,
      [document, part, upTo, maxRows],
    )
  }

  async quarantine(address: Address, seq: number, reason: string): Promise<boolean> {
    return await this.#database.transaction(async (inside) => {
      const head = await headOf(inside, address)
      if (head === undefined) return false
      const kept = await inside.change(
        `INSERT INTO quarantine (number, seq, reason, at, bytes)
         SELECT number, seq, $3, $4, bytes FROM log WHERE number = $1 AND seq = $2 ON CONFLICT DO NOTHING`,
        [head.number, seq, reason, Date.now()],
      )
      if (kept === 0) return false
      await inside.query('UPDATE log SET bytes = $3 WHERE number = $1 AND seq = $2', [
        head.number,
        seq,
        Buffer.from(EMPTY_UPDATE),
      ])
      return true
    })
  }

  async readSetAside({ document, part }: Address): Promise<SetAsideBytes> {
    const rows = await this.#database.query<{ sha256: string; size: number }>(
      `SELECT encode(sha256(q.bytes), 'hex') AS sha256, octet_length(q.bytes) AS size
       FROM quarantine q JOIN heads h ON h.number = q.number WHERE h.document = $1 AND h.part = $2`,
      [document, part],
    )
    return { bytes: rows.reduce((sum, { size }) => sum + size, 0), sha256: new Set(rows.map((row) => row.sha256)) }
  }

  async reset(id: DocumentId, beginnings: readonly Beginning[]): Promise<ResetOutcome> {
    return await this.#database.transaction(async (inside): Promise<ResetOutcome> => {
      const [document] = await inside.query<{ deleted_at: number | null }>(
        'SELECT deleted_at FROM documents WHERE id = $1 FOR UPDATE',
        [id],
      )
      if (document === undefined) return { kind: 'absent' }
      if (document.deleted_at !== null) return { kind: 'gone' }
      const before = await inside.query<{ number: number; part: Part; epoch: Epoch }>(
        'SELECT number, part, epoch FROM heads WHERE document = $1 ORDER BY part FOR UPDATE',
        [id],
      )
      await removeText(
        inside,
        before.map(({ number }) => number),
      )
      const epoch = newEpoch(1 + Math.max(1, ...before.map((head) => beginningOf(head.epoch))))
      for (const part of PARTS) {
        const beginning = beginnings.find((each) => each.part === part)
        if (beginning !== undefined || before.some((head) => head.part === part))
          await begin(inside, { document: id, part }, epoch, beginning)
      }
      // After the heads, which know when the text was changed last.
      await this.#documents.tellReset(inside, id)
      return { kind: 'reset', epoch }
    })
  }
}

interface SnapshotRow {
  readonly seq: number
  /** Bytes. */
  readonly size: number
  readonly sha256: Buffer
}

/** Another has swapped it meanwhile: what was written of this one is undone. */
class NotSwapped extends Error {}

async function headOf(database: Querying, { document, part }: Address): Promise<HeadRow | undefined> {
  const [row] = await database.query<HeadRow>(
    'SELECT number, epoch, head, snapshot_seq FROM heads WHERE document = $1 AND part = $2',
    [document, part],
  )
  return row
}

type DescribedRow = Omit<HeadRow, 'number'> & { readonly size: number | null; readonly set_aside: number }

const DESCRIBED = `h.epoch, h.head, h.snapshot_seq, octet_length(s.bytes) AS size,
  (SELECT count(*) FROM quarantine q WHERE q.number = h.number) AS set_aside`
const WITH_SNAPSHOT = 'LEFT JOIN snapshots s ON s.number = h.number AND s.seq = h.snapshot_seq'

const headIn = ({ epoch, head, snapshot_seq, size, set_aside }: DescribedRow): Head => ({
  epoch,
  head,
  snapshotSeq: snapshot_seq,
  snapshotBytes: size ?? 0,
  setAside: set_aside,
})

async function described(database: Querying, { document, part }: Address): Promise<Head | undefined> {
  const [row] = await database.query<DescribedRow>(
    `SELECT ${DESCRIBED} FROM heads h ${WITH_SNAPSHOT} WHERE h.document = $1 AND h.part = $2`,
    [document, part],
  )
  return row && headIn(row)
}

async function begin(
  inside: Querying,
  { document, part }: Address,
  epoch: Epoch,
  beginning: Beginning | undefined,
): Promise<void> {
  const seq = beginning === undefined ? 0 : 1
  const [row] = await inside.query<{ number: number }>(
    `INSERT INTO heads (document, part, epoch, head, snapshot_seq, edited_at) VALUES ($1, $2, $3, $4, $4, $5)
     ON CONFLICT (document, part) DO UPDATE SET epoch = excluded.epoch, head = excluded.head,
       snapshot_seq = excluded.snapshot_seq, edited_at = excluded.edited_at
     RETURNING number`,
    [document, part, epoch, seq, Date.now()],
  )
  if (beginning !== undefined) await insertSnapshot(inside, row!.number, epoch, { seq, ...beginning })
}

/** The first group for a document that one before it is for, too: an update of one statement would take only one of them. */
function firstRepeated(groups: readonly AppendGroup[]): number | undefined {
  const seen = new Set<string>()
  for (const [at, { address }] of groups.entries()) {
    const key = `${address.document} ${address.part}`
    if (seen.has(key)) return at
    seen.add(key)
  }
  return undefined
}

/** A view of what the driver has read would keep all of that alive, and could not be handed over. */
const ownBytes = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes)
