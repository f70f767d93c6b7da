// Everything behind the entrance, without HTTP and WebSockets: rooms, sessions, presence and folding, put together over
// the ports they are given. Made by relay.ts with the machine's clock and threads, and by tests/faults/simulator with
// virtual ones: what is simulated is what runs.
import type { Address } from '../contracts/ids.ts'
import type { Refusal } from '../contracts/wire.ts'
import type { Access } from './access/access.ts'
import type { Bus } from './bus/bus.ts'
import type { Clock } from './clock.ts'
import { Compaction, type LongTail } from './jobs/compaction.ts'
import { Counts } from './events/counts.ts'
import { CommentWatch } from './jobs/comment-watch.ts'
import { Comments } from './jobs/comments.ts'
import { type Alone, Content } from './jobs/content.ts'
import type { StartFoldThread } from './jobs/fold-messages.ts'
import { Folder } from './jobs/folder.ts'
import { Framer } from './jobs/framer.ts'
import type { Log } from './log.ts'
import type { Committed, Failure } from './room/committer.ts'
import type { OpenFailure } from './room/open-failures.ts'
import type { Room } from './room/room.ts'
import { Rooms } from './room/rooms.ts'
import { Reception } from './session/reception.ts'
import type { SessionLimits } from './session/session.ts'
import { Wheel } from './session/wheel.ts'
import type { HistoryStore, LogStore } from './store/store.ts'

export interface SyncParts {
  readonly store: LogStore & HistoryStore
  readonly bus: Bus
  readonly access: Access
  readonly clock: Clock
  readonly log: Log
  readonly startFold: StartFoldThread
  readonly relayName: string
  /** Names this start of the relay. */
  readonly instance: string
  readonly limits: SessionLimits
  /** Largest document; Infinity: any. */
  readonly maxDocumentBytes: number
  readonly witness: Witness
  /** Told when a join may have created a document. */
  readonly perhapsNew?: () => void
  /** Undefined: this is the only relay of its store. */
  readonly alone?: Alone
  /** When a log is folded; undefined: as is good for real documents. */
  readonly longTail?: LongTail
  /** Told after each commit. On the hot path, too. */
  readonly edited?: (address: Address) => void
}

/** Who counts what happens (observe/). Told on the hot path: it must cost next to nothing. */
export interface Witness {
  readonly committed: Committed
  readonly refused: (reason: Refusal) => void
  readonly throttled: (ms: number) => void
  readonly failedToOpen: (reason: OpenFailure) => void
  readonly compacted: (outcome: 'done' | 'failed') => void
}

/** Idle rooms are looked for this often, and dropped the second time. */
const SWEEP_EVERY_S = 10

export class Sync {
  readonly reception: Reception
  readonly content: Content
  readonly comments: Comments
  readonly commentWatch: CommentWatch
  readonly wheel: Wheel
  readonly counts: Counts
  readonly #rooms: Rooms
  readonly #folder: Folder
  readonly #framer: Framer
  readonly #compaction: Compaction

  constructor({
    startFold,
    longTail,
    maxDocumentBytes,
    perhapsNew,
    witness,
    edited,
    alone = inTurnHere,
    ...parts
  }: SyncParts) {
    const { store, bus, clock, log } = parts
    const { committed, refused, throttled, failedToOpen, compacted } = witness
    this.wheel = new Wheel(clock, (error) => log.error({ err: error }, 'a periodic task failed'))
    const spoiled = (address: Address): void => this.#rooms.renew(address)
    this.#folder = new Folder({ store, start: startFold, clock, log, spoiled })
    this.#framer = new Framer(startFold, clock)
    this.#compaction = new Compaction({ store, folder: this.#folder, clock, log, longTail, compacted })
    const grew = (room: Room): void => {
      this.#compaction.consider(room)
      edited?.(room.address)
    }
    this.#rooms = new Rooms({ store, bus, clock, log, maxDocumentBytes, grew, perhapsNew, committed, failedToOpen })
    this.counts = new Counts({ bus, clock })
    this.content = new Content({
      rooms: this.#rooms,
      folder: new Folder({ store, start: startFold, clock, log, spoiled }),
      alone,
      clock,
      maxFrameBytes: parts.limits.maxFrameBytes,
    })
    this.comments = new Comments({
      rooms: this.#rooms,
      folder: new Folder({ store, start: startFold, clock, log, spoiled }),
      alone,
      clock,
    })
    this.commentWatch = new CommentWatch(this.comments)
    this.reception = new Reception({
      ...parts,
      counts: this.counts,
      rooms: this.#rooms,
      differ: this.#folder,
      framer: this.#framer,
      wheel: this.wheel,
      refused,
      throttled,
    })
    this.wheel.every(1, () => void this.#rooms.compare())
    bus.missed = () => {
      void this.#rooms.compare(true)
      this.reception.askAround()
      this.counts.ask()
    }
    bus.lost = (instance) => {
      this.reception.lost(instance)
      this.counts.lost(instance)
    }
    this.wheel.every(SWEEP_EVERY_S, () => {
      this.commentWatch.sweep()
      this.#rooms.sweep()
      this.reception.sweep()
    })
  }

  /** Why nothing can be saved at present; undefined while it can. */
  get failure(): Failure | undefined {
    return this.#rooms.failure
  }

  /** Commits what is queued. */
  async flush(): Promise<void> {
    await this.#rooms.flush()
  }

  /** Lets go of everything. Sockets are the transport's, and gone by now. */
  async close(): Promise<void> {
    await this.#rooms.flush()
    const compactionEnded = this.#compaction.close()
    // Whatever is being folded: the log is there all the same (R11).
    this.#folder.close()
    this.#framer.close()
    this.content.close()
    this.commentWatch.close()
    this.comments.close()
    await compactionEnded
    this.wheel.close()
    this.reception.close()
    this.counts.close()
  }
}

/** Writers of one document take turns in Content already. */
const inTurnHere: Alone = async (_, work) => await work()
