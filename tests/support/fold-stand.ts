// Rooms, folding and a real SQLite store without sockets, for stories about folds that take their time: the fold worker is
// called inline and answers when the story lets it, or is a thread as in the relay.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as Y from 'yjs'
import type { CloseCode } from '../../contracts/close-codes.ts'
import { type Address, parseDocumentId } from '../../contracts/ids.ts'
import { LocalBus } from '../../server/bus/local.ts'
import { type Clock, machineClock } from '../../server/clock.ts'
import { Compaction } from '../../server/jobs/compaction.ts'
import { FoldDesk } from '../../server/jobs/fold-desk.ts'
import type { StartFoldThread } from '../../server/jobs/fold-messages.ts'
import { foldThread } from '../../server/jobs/fold-thread.ts'
import { Folder } from '../../server/jobs/folder.ts'
import type { Log } from '../../server/log.ts'
import type { Member } from '../../server/room/member.ts'
import type { Room } from '../../server/room/room.ts'
import { Rooms } from '../../server/room/rooms.ts'
import { SqliteStore } from '../../server/store/sqlite/store.ts'

const LONG_TAIL = { rows: 3, bytes: 1e9, rowIsWorthBytes: Infinity, patienceBytes: 500, urgentRows: 10 }

export interface FoldStandOptions {
  /** The worker is a thread that is cut off after this; else it is called inline. */
  readonly threadCutOffMs?: number
  /** The story's own. */
  readonly time?: Pick<Clock, 'elapsed' | 'after'>
  readonly maxDocumentBytes?: number
}

export class FoldStand {
  readonly store: SqliteStore
  readonly rooms: Rooms
  readonly folder: Folder
  readonly compaction: Compaction
  readonly compacted: string[] = []
  /** Of each worker that was started inline: whether it does not give way. */
  readonly urgent: boolean[] = []
  readonly problems: unknown[] = []
  readonly address: Address = { document: parseDocumentId('folded')!, part: 'text' }
  readonly #path: string
  readonly #held: (() => void)[] = []
  #holding = false

  private constructor(store: SqliteStore, path: string, { threadCutOffMs, time, maxDocumentBytes }: FoldStandOptions) {
    this.store = store
    this.#path = path
    const problem = (fields: object): void => void this.problems.push((fields as { problem?: string }).problem)
    const log: Log = { debug: () => undefined, info: () => undefined, warn: problem, error: problem }
    const clock: Clock = { ...machineClock, ...time }
    const shared = { store, clock, log }
    this.folder = new Folder({
      ...shared,
      spoiled: (address) => this.rooms.renew(address),
      ...(threadCutOffMs === undefined
        ? { start: this.#inline() }
        : { start: foldThread(source('jobs/fold-worker.ts'), log), longestMs: threadCutOffMs }),
    })
    this.compaction = new Compaction({
      ...shared,
      folder: this.folder,
      longTail: LONG_TAIL,
      compacted: (outcome) => this.compacted.push(outcome),
    })
    this.rooms = new Rooms({
      ...shared,
      bus: new LocalBus(),
      maxDocumentBytes: maxDocumentBytes ?? Infinity,
      grew: (room) => this.compaction.consider(room),
      committed: () => undefined,
      failedToOpen: () => undefined,
    })
  }

  static async open(options: FoldStandOptions = {}): Promise<FoldStand> {
    const path = mkdtempSync(join(tmpdir(), 'ligature-folds-'))
    const worker = source('store/sqlite/worker.ts')
    const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
    return new FoldStand(
      await SqliteStore.open({ path: join(path, 'ligature.db'), worker, log: silent }),
      path,
      options,
    )
  }

  async room(address = this.address): Promise<Room> {
    const room = await this.rooms.get(address)
    if (room === 'gone') throw new Error('nobody deleted it')
    return room
  }

  /** What the store says of the document: a new room would begin with it. */
  async head(): Promise<{ head: number; snapshotSeq: number }> {
    const head = await this.store.open(this.address)
    if (head === 'gone') throw new Error('nobody deleted it')
    return head
  }

  /** Where snapshots and log are. */
  seqs(): unknown {
    const database = new DatabaseSync(join(this.#path, 'ligature.db'))
    const snapshots = database.prepare('SELECT seq FROM snapshots ORDER BY seq').all()
    const log = database.prepare('SELECT min(seq) AS first, max(seq) AS last FROM log').get()
    database.close()
    return { snapshots: snapshots.map(({ seq }) => seq), log }
  }

  get database(): string {
    return join(this.#path, 'ligature.db')
  }

  /** Changes rows behind everybody's back. */
  damage(sql: string): void {
    const database = new DatabaseSync(join(this.#path, 'ligature.db'))
    const { changes } = database.prepare(sql).run()
    database.close()
    if (changes === 0) throw new Error(`nothing was damaged by ${sql}`)
  }

  /** From now on the fold worker keeps its answers back. */
  hold(): void {
    this.#holding = true
  }

  get answersHeld(): number {
    return this.#held.length
  }

  letGo(): void {
    this.#holding = false
    for (const say of this.#held.splice(0)) say()
  }

  async close(): Promise<void> {
    this.letGo()
    await this.rooms.flush()
    await this.compaction.close()
    this.folder.close()
    await this.store.close()
    rmSync(this.#path, { recursive: true })
  }

  /** The worker's own code, called inline. */
  #inline(): StartFoldThread {
    return (heard, ended, urgent = false) => {
      this.urgent.push(urgent)
      const desk = new FoldDesk((answer) => {
        if (this.#holding) this.#held.push(() => heard(answer))
        else setImmediate(() => heard(answer))
      })
      return { post: (request) => desk.handle(structuredClone(request)), end: ended }
    }
  }
}

const source = (file: string): URL => new URL(`../../server/${file}`, import.meta.url)

/** Somebody in a room. */
export class Inmate implements Member {
  readonly doc = new Y.Doc()
  closed: CloseCode | undefined
  behind = false
  #waiting = 0
  readonly #room: Room

  constructor(room: Room) {
    this.#room = room
    room.enter(this)
    this.doc.on('update', (update: Uint8Array) => this.send(update))
  }

  get allSaved(): boolean {
    return this.#waiting === 0
  }

  /** An update that was made elsewhere. */
  send(update: Uint8Array): void {
    if (this.#room.submit(this, update, 'ada', true).startsWith('queued')) this.#waiting++
  }

  /** So many updates. */
  type(letters: number): void {
    for (let n = 0; n < letters; n++) this.doc.getText('text').insert(0, 'a')
  }

  leave(): void {
    this.#room.leave(this)
  }

  costs(): void {
    // No rate is kept here.
  }

  deliver(): void {
    // What others wrote is no part of these stories.
  }

  durable(count: number): void {
    this.#waiting -= count
  }

  end(code: CloseCode): void {
    this.closed = code
  }
}
