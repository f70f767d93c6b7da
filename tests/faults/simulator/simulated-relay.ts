// The relay of a simulation: the real rooms, sessions, presence and folding over a simulated store, network and clock. It
// is killed at any moment or shuts down in order (R11), and starts again on what the store has committed.
import { type Address } from '../../../contracts/ids.ts'
import type { Refusal } from '../../../contracts/wire.ts'
import { OpenAccess } from '../../../server/access/access.ts'
import { LocalBus } from '../../../server/bus/local.ts'
import type { LongTail } from '../../../server/jobs/compaction.ts'
import { FoldDesk } from '../../../server/jobs/fold-desk.ts'
import type { StartFoldThread } from '../../../server/jobs/fold-messages.ts'
import type { Log } from '../../../server/log.ts'
import type { Attendance } from '../../../server/session/reception.ts'
import type { SessionLimits } from '../../../server/session/session.ts'
import { Sync } from '../../../server/sync.ts'
import type { SimulatedBus } from './simulated-bus.ts'
import { type Caller, Connection } from './simulated-network.ts'
import type { SimulatedStore } from './simulated-store.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What somebody who comes to a document needs of whoever has it. */
export interface Doors {
  /** Whether somebody may fill a document with what waits for ever, so that nothing more may wait (R3). */
  readonly mayHaveHoles: boolean
  /** Whether it may refuse something for want of room. */
  readonly mayBeFull: boolean
  connect(address: Address, extended: boolean, caller: Caller): Connection
}

export interface RelayParts {
  readonly name: string
  /** To the other relays; undefined: there are none. */
  readonly bus: SimulatedBus | undefined
  readonly clock: VirtualClock
  readonly store: SimulatedStore
  readonly mood: RelayMood
  readonly log: Log
  readonly violated: (what: string) => void
  readonly refused: (reason: Refusal) => void
}

export interface RelayMood {
  readonly limits: SessionLimits
  /** Until whoever runs it raises the limit. */
  readonly maxDocumentBytes: number
  readonly longTail: LongTail
}

/** How the relay is set up in this world. */
export function moodOf(clock: VirtualClock): RelayMood {
  return {
    limits: {
      maxFrameBytes: 1_000_000,
      maxPresenceBytes: 64_000,
      outboxBytes: clock.whole(500, 8_000),
      unsavedBytes: clock.whole(300, 8_000),
      framesPerSecond: clock.chance(0.5) ? Infinity : clock.whole(5, 50),
      bytesPerSecond: clock.chance(0.5) ? Infinity : clock.whole(1_000, 20_000),
      firstFrameSeconds: clock.chance(0.5) ? undefined : 30,
    },
    longTail: {
      rows: clock.whole(2, 60),
      bytes: 1_000_000,
      rowIsWorthBytes: Infinity,
      patienceBytes: 3_000,
      urgentRows: 50,
    },
    maxDocumentBytes: clock.chance(0.2) ? clock.whole(300, 6_000) : Infinity,
  }
}

interface Life {
  readonly sync: Sync
  /** It shuts down. */
  draining: boolean
  end(): void
}

/** Of a fold worker that has nothing else to do. */
export const QUICK_FOLD_MS = 10

export class SimulatedRelay implements Doors {
  readonly #parts: RelayParts
  readonly #connections = new Set<Connection>()
  #life: Life | undefined
  #lives = 0
  #maxDocumentBytes: number
  /** The most that the fold worker takes for a piece of a document. */
  foldSlowestMs = QUICK_FOLD_MS
  /** Kills the fold worker's thread, if one runs. */
  killFold: () => void = () => undefined

  constructor(parts: RelayParts) {
    this.#parts = parts
    this.#maxDocumentBytes = parts.mood.maxDocumentBytes
  }

  get mayHaveHoles(): boolean {
    return this.#parts.store.hostile
  }

  get mayBeFull(): boolean {
    return this.#parts.mood.maxDocumentBytes < Infinity
  }

  /** From its next start on. */
  liftQuota(): void {
    this.#maxDocumentBytes = Infinity
  }

  get up(): boolean {
    return this.#life !== undefined
  }

  /** Sessions and rooms in memory. */
  get attendance(): Pick<Attendance, 'sessions' | 'rooms'> {
    const { sessions = 0, rooms = 0 } = this.#life?.sync.reception.attendance ?? {}
    return { sessions, rooms }
  }

  start(): void {
    if (this.#life !== undefined) return
    const { clock, store, mood, log, refused, name } = this.#parts
    const time = clock.life()
    const disk = store.life(this.#maxDocumentBytes)
    const instance = `${name}, life ${++this.#lives}`
    const line = this.#parts.bus?.life(instance)
    const sync = new Sync({
      store: disk.store,
      bus: line?.bus ?? new LocalBus(),
      access: new OpenAccess(),
      clock: time.clock,
      log,
      startFold: this.#foldThread(),
      relayName: 'simulated',
      instance,
      limits: mood.limits,
      longTail: mood.longTail,
      maxDocumentBytes: this.#maxDocumentBytes,
      witness: {
        committed: () => undefined,
        refused,
        throttled: () => undefined,
        failedToOpen: () => undefined,
        compacted: () => undefined,
      },
    })
    this.#life = {
      sync,
      draining: false,
      end: () => {
        time.end()
        disk.end()
        line?.end()
      },
    }
  }

  /** Without a goodbye. */
  kill(): void {
    this.#life?.end()
    this.#life = undefined
    for (const connection of this.#connections) connection.relayDied()
    this.#connections.clear()
  }

  /** R11, in the order of server/relay.ts. It may be killed before it is done. Resolves when this life is over by itself. */
  async drain(): Promise<void> {
    const life = this.#life
    if (life === undefined || life.draining) return
    life.draining = true
    const told = life.sync.reception.sayGoaway()
    for (const connection of this.#connections) connection.leaving()
    await told
    await life.sync.flush()
    await Promise.all([...this.#connections].map((connection) => connection.goodbye()))
    await life.sync.flush()
    await life.sync.close()
    if (this.#life !== life) return
    life.end()
    this.#life = undefined
    this.#connections.clear()
  }

  connect(address: Address, extended: boolean, caller: Caller): Connection {
    const { clock, mood, violated } = this.#parts
    const { outboxBytes } = mood.limits
    const connection = new Connection({ clock, caller, extended, outboxBytes, violated })
    const life = this.#life
    if (life === undefined || life.draining) {
      connection.refuse(1006)
      return connection
    }
    this.#connections.add(connection)
    const arrive = async (): Promise<void> => {
      const admitted = await life.sync.reception.admit({
        path: address.document,
        epoch: undefined,
        extended,
        request: 'simulated',
        from: 'nowhere',
      })
      if (life.draining) connection.refuse(1006)
      // A room that cannot be opened: to a stock client the upgrade is answered with 503, which is a broken connection.
      else if (typeof admitted === 'number') connection.refuse(admitted === 4500 && !extended ? 1006 : admitted)
      else connection.accept(admitted)
    }
    clock.after(clock.between(0, 20), () => {
      if (life === this.#life) arrive().catch(() => connection.refuse(1006))
    })
    return connection
  }

  /** The real folding, called inline: each request takes its turn and some time, as in a thread. */
  #foldThread(): StartFoldThread {
    return (heard, ended) => {
      let over = false
      const later = (ms: number, happen: () => void): void =>
        void this.#parts.clock.after(ms, () => {
          if (!over) happen()
        })
      const desk = new FoldDesk((answer) => later(this.#parts.clock.between(0, 5), () => heard(answer)))
      let freeAt = 0
      const die = (): void => {
        if (over) return
        over = true
        ended()
      }
      this.killFold = die
      return {
        post: (request, transfer = []) => {
          const copy = structuredClone(request, { transfer: [...transfer] })
          freeAt = Math.max(freeAt, this.#parts.clock.at) + this.#parts.clock.between(0, this.foldSlowestMs)
          later(freeAt - this.#parts.clock.at, () => desk.handle(copy))
        },
        end: () => later(1, die),
      }
    }
  }
}
