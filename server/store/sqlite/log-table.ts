// The text of documents in SQLite: heads, log and snapshots. Runs inside the worker; synchronous, like node:sqlite.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { beginningOf } from '../../../contracts/epochs.ts'
import { type Address, type DocumentId, type Epoch, type Part, PARTS } from '../../../contracts/ids.ts'
import { EMPTY_UPDATE } from '../../../contracts/empty-update.ts'
import { Damaged, messageOf } from '../../errors.ts'
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
import type { DocumentsTable } from './documents-table.ts'
import { damage, hashOf, type IndexRow, isIndexOf, newEpoch } from '../snapshot-rows.ts'
import { keepStretches } from './history-table.ts'
import { insertSnapshot } from './insert-snapshot.ts'
import { transaction } from './transaction.ts'

/** A read of the log stops after about this much, so that a joiner never makes the relay hold a whole document. */
const READ_BYTES = 1_000_000

interface HeadRow {
  readonly number: number
  readonly epoch: Epoch
  readonly head: number
  readonly snapshot_seq: number
}

export class LogTable {
  readonly #database: DatabaseSync
  readonly #documents: DocumentsTable
  readonly #trouble: (message: string) => void
  readonly #findHead: StatementSync
  readonly #advance: StatementSync
  readonly #insert: StatementSync
  readonly #read: StatementSync

  /** `trouble` hears of damage that was got round. */
  constructor(database: DatabaseSync, documents: DocumentsTable, trouble: (message: string) => void) {
    this.#database = database
    this.#documents = documents
    this.#trouble = trouble
    this.#findHead = database.prepare(
      'SELECT number, epoch, head, snapshot_seq FROM heads WHERE document = ? AND part = ?',
    )
    this.#advance = database.prepare('UPDATE heads SET head = ?, edited_at = ? WHERE number = ? AND epoch = ?')
    this.#insert = database.prepare('INSERT INTO log (number, seq, epoch, author, at, bytes) VALUES (?, ?, ?, ?, ?, ?)')
    this.#read = database.prepare('SELECT seq, bytes FROM log WHERE number = ? AND seq > ? ORDER BY seq LIMIT ?')
  }

  open(address: Address): Head | 'gone' {
    const existing = this.#head(address)
    if (existing !== undefined) return this.#described(existing)
    return transaction(this.#database, () => {
      if (this.#documents.ensure(address.document) === 'gone') return 'gone'
      this.#database
        .prepare('INSERT INTO heads (document, part, epoch, head, snapshot_seq, edited_at) VALUES (?, ?, ?, 0, 0, 0)')
        .run(address.document, address.part, newEpoch(1))
      return this.#described(this.#head(address)!)
    })
  }

  readHeads(addresses: readonly Address[]): (Head | undefined)[] {
    return addresses.map((address) => {
      const head = this.#head(address)
      return head && this.#described(head)
    })
  }

  /** One transaction for all. When something in it fails, or COMMIT itself, each half gets its own, down to one group (R7). */
  append(groups: readonly AppendGroup[]): AppendOutcome[] {
    try {
      return transaction(this.#database, () => groups.map((group) => this.#insertAll(group)))
    } catch (error) {
      if (groups.length === 1) return [{ kind: 'failed', message: messageOf(error) }]
      const half = groups.length >>> 1
      return [...this.append(groups.slice(0, half)), ...this.append(groups.slice(half))]
    }
  }

  readLog(address: Address, { after, maxRows }: ReadLog): LogRow[] {
    const head = this.#head(address)
    if (head === undefined) return []
    const rows: LogRow[] = []
    let bytes = 0
    for (const row of this.#read.iterate(head.number, after, maxRows)) {
      const { seq, bytes: update } = row as { seq: number; bytes: Uint8Array }
      const before = rows.at(-1)
      if (before !== undefined && seq !== before.seq + 1) break
      rows.push({ seq, update })
      bytes += update.byteLength
      if (bytes > READ_BYTES) break
    }
    return rows
  }

  readSnapshot(address: Address): Snapshot | undefined {
    const head = this.#head(address)
    if (head === undefined) return undefined
    const rows = this.#database
      .prepare('SELECT seq, bytes, sha256 FROM snapshots WHERE number = ? ORDER BY seq DESC')
      .iterate(head.number) as Iterable<Snapshot & { readonly sha256: Uint8Array | null }>
    let damaged: number | undefined
    for (const { seq, bytes, sha256 } of rows) {
      if (sha256 !== null && !hashOf(bytes).equals(sha256)) damaged = seq
      else {
        if (damaged !== undefined) this.#trouble(`${damage(address, damaged)}; the one at ${seq} is used instead`)
        return { seq, bytes }
      }
    }
    if (damaged === undefined) return undefined
    if (this.#read.get(head.number, 0, 1)?.['seq'] !== 1)
      throw new Damaged(`${damage(address, damaged)}, and there is no other`)
    this.#trouble(`${damage(address, damaged)}; the log is used from its beginning`)
    return undefined
  }

  readSnapshotIndex(address: Address): SnapshotIndex | undefined {
    const head = this.#head(address)
    if (head === undefined) return undefined
    const row = this.#database
      .prepare('SELECT bytes, sha256, held, held_sha256 FROM snapshots WHERE number = ? AND seq = ?')
      .get(head.number, head.snapshot_seq) as (IndexRow & { readonly bytes: Uint8Array }) | undefined
    // A document whose snapshot nobody can read is not opened by what it held.
    if (row === undefined || row.held === null || !hashOf(row.bytes).equals(row.sha256!)) return undefined
    if (isIndexOf(row)) return { seq: head.snapshot_seq, index: row.held }
    this.#trouble(`the index of ${address.document} (${address.part}) does not match its hash; the snapshot is read`)
    return undefined
  }

  quarantine(address: Address, seq: number, reason: string): boolean {
    const head = this.#head(address)
    if (head === undefined) return false
    return transaction(this.#database, () => {
      const kept = this.#database
        .prepare(
          'INSERT INTO quarantine (number, seq, reason, at, bytes) SELECT number, seq, ?, ?, bytes FROM log WHERE number = ? AND seq = ? ON CONFLICT DO NOTHING',
        )
        .run(reason, Date.now(), head.number, seq)
      if (kept.changes === 0) return false
      this.#database
        .prepare('UPDATE log SET bytes = ? WHERE number = ? AND seq = ?')
        .run(EMPTY_UPDATE, head.number, seq)
      return true
    })
  }

  readSetAside(address: Address): SetAsideBytes {
    const rows = this.#database
      .prepare(
        'SELECT q.bytes FROM quarantine q JOIN heads h ON h.number = q.number WHERE h.document = ? AND h.part = ?',
      )
      .iterate(address.document, address.part) as Iterable<{ readonly bytes: Uint8Array }>
    const sha256 = new Set<string>()
    let size = 0
    for (const { bytes } of rows) {
      sha256.add(hashOf(bytes).toString('hex'))
      size += bytes.byteLength
    }
    return { bytes: size, sha256 }
  }

  replaceSnapshot(address: Address, epoch: Epoch, oldSeq: number, baseSeq: number, snapshot: NewSnapshot): boolean {
    const { seq } = snapshot
    return transaction(this.#database, () => {
      const swapped = this.#database
        .prepare(
          'UPDATE heads SET snapshot_seq = ? WHERE document = ? AND part = ? AND epoch = ? AND snapshot_seq = ? AND head >= ? RETURNING number',
        )
        .get(seq, address.document, address.part, epoch, oldSeq, seq) as { number: number } | undefined
      if (swapped === undefined) return false
      insertSnapshot(this.#database, swapped.number, epoch, snapshot)
      keepStretches(this.#database, swapped.number, snapshot.stretches ?? [])
      this.#database.prepare('DELETE FROM snapshots WHERE number = ? AND seq < ?').run(swapped.number, baseSeq)
      return true
    })
  }

  trimLog(address: Address, upTo: number, maxRows: number): number {
    const head = this.#head(address)
    // Never above the snapshot: the log above it is all there is of those edits.
    if (head === undefined || upTo > head.snapshot_seq) return 0
    const result = this.#database
      .prepare(
        'DELETE FROM log WHERE number = ? AND seq IN (SELECT seq FROM log WHERE number = ? AND seq <= ? ORDER BY seq LIMIT ?)',
      )
      .run(head.number, head.number, upTo, maxRows)
    return Number(result.changes)
  }

  reset(id: DocumentId, beginnings: readonly Beginning[]): ResetOutcome {
    return transaction(this.#database, () => {
      const standing = this.#documents.get(id)
      if (typeof standing === 'string') return { kind: standing }
      const before = this.#database.prepare('SELECT number, part, epoch FROM heads WHERE document = ?').all(id) as {
        readonly number: number
        readonly part: Part
        readonly epoch: Epoch
      }[]
      for (const { number } of before)
        for (const table of ['log', 'snapshots', 'quarantine', 'history'])
          this.#database.prepare(`DELETE FROM ${table} WHERE number = ?`).run(number)
      const epoch = newEpoch(1 + Math.max(1, ...before.map((head) => beginningOf(head.epoch))))
      for (const part of PARTS) {
        const beginning = beginnings.find((each) => each.part === part)
        if (beginning !== undefined || before.some((head) => head.part === part))
          this.#begin({ document: id, part }, epoch, beginning)
      }
      // After the heads, which know when the text was changed last.
      this.#documents.tellReset(id)
      return { kind: 'reset', epoch }
    })
  }

  #begin({ document, part }: Address, epoch: Epoch, beginning: Beginning | undefined): void {
    const seq = beginning === undefined ? 0 : 1
    const { number } = this.#database
      .prepare(
        `INSERT INTO heads (document, part, epoch, head, snapshot_seq, edited_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (document, part) DO UPDATE SET epoch = excluded.epoch, head = excluded.head,
           snapshot_seq = excluded.snapshot_seq, edited_at = excluded.edited_at
         RETURNING number`,
      )
      .get(document, part, epoch, seq, seq, Date.now()) as { number: number }
    if (beginning !== undefined) insertSnapshot(this.#database, number, epoch, { seq, ...beginning })
  }

  #insertAll({ address, epoch, entries }: AppendGroup): AppendOutcome {
    const head = this.#head(address)
    if (head === undefined) return { kind: 'gone' }
    if (head.epoch !== epoch) return { kind: 'epoch' }
    let seq = head.head
    for (const { update, author, at } of entries) this.#insert.run(head.number, ++seq, epoch, author, at, update)
    const last = entries.at(-1)
    if (last !== undefined) this.#advance.run(seq, last.at, head.number, epoch)
    return { kind: 'appended', firstSeq: head.head + 1, head: seq }
  }

  #head({ document, part }: Address): HeadRow | undefined {
    return this.#findHead.get(document, part) as HeadRow | undefined
  }

  #described({ number, epoch, head, snapshot_seq }: HeadRow): Head {
    const { size, rows } = this.#database
      .prepare(
        `SELECT (SELECT length(bytes) FROM snapshots WHERE number = ?1 AND seq = ?2) AS size,
           (SELECT count(*) FROM quarantine WHERE number = ?1) AS rows`,
      )
      .get(number, snapshot_seq) as { size: number | null; rows: number }
    return { epoch, head, snapshotSeq: snapshot_seq, snapshotBytes: size ?? 0, setAside: rows }
  }
}
