// The store of a simulation: the relay's own SQLite tables in memory, behind a disk that is slow, fails, tears a batch
// apart, and commits what it said had failed. What it has committed survives the relay. It keeps a real Y.Doc of each
// document beside it, fed by each committed row: the truth that invariants are held against.
import { DatabaseSync } from 'node:sqlite'
import * as Y from 'yjs'
import type { Address } from '../../../contracts/ids.ts'
import { Unavailable } from '../../../server/errors.ts'
import { DocumentsTable } from '../../../server/store/sqlite/documents-table.ts'
import { HistoryTable } from '../../../server/store/sqlite/history-table.ts'
import { LogTable } from '../../../server/store/sqlite/log-table.ts'
import { ProjectionsTable } from '../../../server/store/sqlite/projections-table.ts'
import { migrate } from '../../../server/store/sqlite/schema.ts'
import type { AppendGroup, AppendOutcome, HistoryStore, LogStore } from '../../../server/store/store.ts'
import { CALM, type DiskMood } from './disk-mood.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { watchWords } from './words.ts'

/** What the disk holds of a document. */
export interface Truth {
  readonly doc: Y.Doc
  /** Words that were ever in it, and those that are. */
  readonly added: Set<string>
  readonly present: Set<string>
  /** Words that were taken out, in that order. */
  readonly erased: string[]
  /** How many words there had ever been when the row with this seq was in it. */
  readonly addedBy: Map<number, number>
  /** What the relay has been told of it; the disk may hold more for a moment, or since a commit without an outcome. */
  told: Told
}

export interface Told {
  readonly clocks: ReadonlyMap<number, number>
  /** How many words were erased. */
  readonly erased: number
}

const NOTHING: Told = { clocks: new Map(), erased: 0 }

export class SimulatedStore {
  mood: DiskMood = CALM
  readonly database = new DatabaseSync(':memory:')
  readonly truth = new Map<string, Truth>()
  /** Somebody writes what Yjs deletes though nobody named it: things in things that are gone. */
  hostile = false
  /** Several relays write: each may store what another is just storing. */
  shared = false
  readonly #clock: VirtualClock
  readonly #log: LogTable
  readonly #violated: (what: string) => void
  /** Of these a commit has landed after the relay was told that it had failed. What it stores meanwhile may be there twice. */
  readonly #overtaken = new Set<string>()
  /** How much larger the last fold has made a document: Yjs writes more for a letter deleted amid others than its row had. */
  readonly #grownInFold = new Map<string, number>()
  #maxDocumentBytes = Infinity

  constructor(clock: VirtualClock, violated: (what: string) => void) {
    this.#clock = clock
    this.#violated = violated
    migrate(this.database, ':memory:')
    this.#log = new LogTable(
      this.database,
      new DocumentsTable(this.database, new ProjectionsTable(this.database)),
      violated,
    )
  }

  truthOf({ document }: Address): Truth {
    const known = this.truth.get(document)
    if (known !== undefined) return known
    const truth: Truth = {
      doc: new Y.Doc(),
      added: new Set(),
      present: new Set(),
      erased: [],
      addedBy: new Map(),
      told: NOTHING,
    }
    watchWords(truth.doc, (edits) => {
      for (const edit of edits) {
        const word = edit.slice(1)
        if (edit.startsWith('-')) {
          truth.present.delete(word)
          truth.erased.push(word)
        } else {
          truth.added.add(word)
          truth.present.add(word)
        }
      }
    })
    this.truth.set(document, truth)
    return truth
  }

  /** What a fresh start would read. */
  load(address: Address): Y.Doc {
    const doc = new Y.Doc()
    this.#applyAll(address, doc)
    // Yjs 13 forgets what a struct waits for when it came in one update with structs above a hole of the same client, as in a
    // snapshot with a hole: it goes on waiting for the whole hole to be filled. Read once more, it is looked at again.
    if (doc.store.pendingStructs !== null) this.#applyAll(address, doc)
    return doc
  }

  #applyAll(address: Address, doc: Y.Doc): void {
    const snapshot = this.#log.readSnapshot(address)
    if (snapshot !== undefined) Y.applyUpdate(doc, snapshot.bytes)
    let after = snapshot?.seq ?? 0
    for (;;) {
      const rows = this.#log.readLog(address, { after, maxRows: 10_000 })
      if (rows.length === 0) break
      if (rows[0]!.seq !== after + 1) this.#violated(`the log of ${address.document} has no row after ${after}`)
      for (const { update } of rows) Y.applyUpdate(doc, update)
      after = rows.at(-1)!.seq
    }
  }

  /** The port for one life of the relay. After `end` nothing that it still has to do is done, and nothing is answered. */
  life(maxDocumentBytes: number): { readonly store: LogStore & HistoryStore; end(): void } {
    this.#maxDocumentBytes = maxDocumentBytes
    const writer = new Thread(this.#clock, this)
    const reader = new Thread(this.#clock, this)
    const log = this.#log
    const history = new HistoryTable(this.database)
    const store: LogStore & HistoryStore = {
      open: (address) => writer.call(() => log.open(address)),
      readHeads: (addresses) => reader.call(() => log.readHeads(addresses), true),
      append: (groups) => this.#append(writer, structuredClone(groups)),
      readLog: (address, { after, maxRows }) => {
        // A page may be shorter than asked for.
        const rows = this.#clock.chance(0.3) ? this.#clock.whole(1, 7) : maxRows
        return reader.call(() => log.readLog(address, { after, maxRows: Math.min(rows, maxRows) }), true)
      },
      readSnapshot: (address) => reader.call(() => log.readSnapshot(address), true),
      readSnapshotIndex: (address) => reader.call(() => log.readSnapshotIndex(address), true),
      replaceSnapshot: (address, epoch, oldSeq, baseSeq, snapshot) => {
        const bytes = snapshot.bytes.slice()
        return writer.call(() => {
          const before = this.#bytesOf(address)
          const swapped = log.replaceSnapshot(address, epoch, oldSeq, baseSeq, { ...snapshot, bytes })
          this.#grownInFold.set(address.document, this.#bytesOf(address) - before)
          return swapped
        })
      },
      trimLog: (address, upTo, maxRows) =>
        writer.call(() => {
          const trimmed = log.trimLog(address, upTo, maxRows)
          this.#checkReach(address)
          return trimmed
        }),
      readWritten: (...args) => reader.call(() => history.readWritten(...args), true),
      readStretches: (...args) => reader.call(() => history.readStretches(...args), true),
      readSetAside: (address) => reader.call(() => log.readSetAside(address), true),
      quarantine: (address, seq, reason) =>
        writer.call(() => {
          this.#violated(`row ${seq} of ${address.document} was put aside: ${reason}`)
          return log.quarantine(address, seq, reason)
        }),
    }
    const end = (): void => {
      writer.end()
      reader.end()
    }
    return { store, end }
  }

  /** R5: the log reaches back to the snapshot before the last, from which a fold or a joiner may still be reading. */
  #checkReach({ document }: Address): void {
    const gaps = this.database
      .prepare(
        `SELECT h.head, (SELECT min(seq) FROM snapshots s WHERE s.number = h.number) AS back,
           (SELECT count(*) FROM log l WHERE l.number = h.number
             AND l.seq > (SELECT min(seq) FROM snapshots s WHERE s.number = h.number)) AS rows
         FROM heads h WHERE h.document = ?`,
      )
      .get(document) as { head: number; back: number; rows: number }
    if (gaps.rows !== gaps.head - gaps.back)
      this.#violated(`R5: the log of ${document} does not reach back to its earlier snapshot at ${gaps.back}`)
  }

  #append(writer: Thread, groups: readonly AppendGroup[]): Promise<readonly AppendOutcome[]> {
    // Another relay holds some of them.
    if (this.shared && this.#clock.chance(0.1))
      return writer.call(() =>
        groups.map((group) => (this.#clock.chance(0.5) ? { kind: 'later' } : this.#commit([group])[0]!)),
      )
    const fate = this.#clock.random()
    const { unknown, late, torn } = this.mood
    if (fate < unknown) {
      if (this.#clock.chance(0.5)) return writer.call(() => this.#commit(groups), false, 'no answer')
      return writer.call(() => [], false, 'no answer')
    }
    if (fate < unknown + late) {
      this.#clock.after(this.#clock.between(5, 800), () => {
        for (const { address } of groups) this.#overtaken.add(address.document)
        this.#commit(groups)
      })
      return writer.call(() => [], false, 'no answer')
    }
    if (fate < unknown + late + torn)
      return writer.call(() =>
        groups.map((group) =>
          this.#clock.chance(0.5) ? { kind: 'failed', message: 'database or disk is full' } : this.#commit([group])[0]!,
        ),
      )
    return this.#told(
      groups,
      writer.call(() => this.#commit(groups)),
    )
  }

  async #told(groups: readonly AppendGroup[], commit: Promise<AppendOutcome[]>): Promise<AppendOutcome[]> {
    const outcomes = await commit
    for (const { address } of groups) {
      const truth = this.truthOf(address)
      const clocks = Y.decodeStateVector(Y.encodeStateVector(truth.doc))
      truth.told = { clocks, erased: truth.erased.length }
    }
    return outcomes
  }

  #commit(groups: readonly AppendGroup[]): AppendOutcome[] {
    const outcomes = this.#log.append(groups)
    outcomes.forEach((outcome, at) => {
      if (outcome.kind !== 'appended') return
      const { address, entries } = groups[at]!
      const { added, addedBy } = this.truthOf(address)
      for (const [at, { update }] of entries.entries()) {
        this.#checkNews(address, update)
        addedBy.set(outcome.firstSeq + at, added.size)
      }
      this.#checkSize(address)
    })
    return outcomes
  }

  /** R3: what is stored decodes, and is new. */
  #checkNews(address: Address, update: Uint8Array): void {
    const { doc } = this.truthOf(address)
    const waiting = (): unknown[] => [doc.store.pendingStructs?.update, doc.store.pendingDs]
    const waited = waiting()
    let news = false
    const hear = (): void => {
      news = true
    }
    doc.on('update', hear)
    try {
      Y.applyUpdate(doc, update)
    } catch (error) {
      this.#violated(`R3: a row was stored that Yjs cannot take in: ${String(error)}`)
    }
    doc.off('update', hear)
    const exempt = this.hostile || this.shared || this.#overtaken.has(address.document)
    if (!news && !exempt && waiting().every((each, at) => each === waited[at]))
      this.#violated(`R3: a row of ${update.byteLength} bytes was stored that says nothing new`)
  }

  /** L4: nothing is taken above what a document may have, but for the eighth kept for what deletes more than it adds. */
  #checkSize(address: Address): void {
    const { document } = address
    // Of several relays each may fill what is left, before it hears of the others.
    if (this.#maxDocumentBytes === Infinity || this.shared || this.#overtaken.has(document)) return
    // When a row is taken the relay may not have heard yet that a fold is done, and how large Yjs has written it.
    const bytes = this.#bytesOf(address) - Math.max(0, this.#grownInFold.get(document) ?? 0)
    if (bytes > this.#maxDocumentBytes * 1.125)
      this.#violated(`L4: ${document} has ${bytes} bytes of ${this.#maxDocumentBytes}`)
  }

  #bytesOf({ document }: Address): number {
    const { bytes } = this.database
      .prepare(
        `SELECT coalesce((SELECT length(s.bytes) FROM snapshots s WHERE s.number = h.number AND s.seq = h.snapshot_seq), 0)
           + coalesce((SELECT sum(length(l.bytes)) FROM log l WHERE l.number = h.number AND l.seq > h.snapshot_seq), 0)
           AS bytes
         FROM heads h WHERE h.document = ?`,
      )
      .get(document) as { bytes: number }
    return bytes
  }
}

/** A worker thread of the store: one call after the other, each taking its time. */
class Thread {
  readonly #clock: VirtualClock
  readonly #owner: SimulatedStore
  #freeAt = 0
  #over = false

  constructor(clock: VirtualClock, owner: SimulatedStore) {
    this.#clock = clock
    this.#owner = owner
  }

  /** `silence`: the work is done, and then the answer is that there is none. */
  call<Result>(work: () => Result, reads = false, silence?: string): Promise<Result> {
    const { mood } = this.#owner
    const fails = reads && this.#clock.chance(mood.readFails)
    const doneAt = Math.max(this.#freeAt, this.#clock.at) + this.#clock.between(0.1, mood.slowestMs)
    this.#freeAt = doneAt
    return new Promise((resolve, reject) => {
      this.#clock.after(doneAt - this.#clock.at, () => {
        if (this.#over) return
        if (fails) return reject(new Unavailable('the disk cannot be read just now'))
        let result: Result
        try {
          result = work()
        } catch (error) {
          return reject(error)
        }
        // On its way back the relay may be killed: the disk knows what nobody was told.
        this.#clock.after(this.#clock.between(0, 2), () => {
          if (this.#over) return
          if (silence !== undefined) reject(new Unavailable(silence))
          else resolve(result)
        })
      })
    })
  }

  end(): void {
    this.#over = true
  }
}
