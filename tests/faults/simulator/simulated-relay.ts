// The relay of a simulation: the real rooms, sessions, presence and folding over a simulated store, network and clock. It
// is killed at any moment and starts again on what the store has committed.
import { type Address } from '../../../contracts/ids.ts'
import { OpenAccess } from '../../../server/access/access.ts'
import { LocalBus } from '../../../server/bus/local.ts'
import { FoldDesk } from '../../../server/jobs/fold-desk.ts'
import type { StartFoldThread } from '../../../server/jobs/fold-messages.ts'
import type { Log } from '../../../server/log.ts'
import type { Attendance } from '../../../server/session/reception.ts'
import type { SessionLimits } from '../../../server/session/session.ts'
import { Sync } from '../../../server/sync.ts'
import { type Caller, Connection } from './simulated-network.ts'
import type { SimulatedStore } from './simulated-store.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface RelayMood {
  readonly limits: SessionLimits
  readonly longTail: { readonly rows: number; readonly bytes: number; readonly shareOfSnapshot: number }
}

/** Of a fold worker that has nothing else to do. */
export const QUICK_FOLD_MS = 10

export class SimulatedRelay {
  readonly #clock: VirtualClock
  readonly #store: SimulatedStore
  readonly #mood: RelayMood
  readonly #log: Log
  readonly #connections = new Set<Connection>()
  #life: { readonly sync: Sync; end(): void } | undefined
  #lives = 0
  /** The most that the fold worker takes for a piece of a document. */
  foldSlowestMs = QUICK_FOLD_MS
  /** Kills the fold worker's thread, if one runs. */
  killFold: () => void = () => undefined

  constructor(clock: VirtualClock, store: SimulatedStore, mood: RelayMood, log: Log) {
    this.#clock = clock
    this.#store = store
    this.#mood = mood
    this.#log = log
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
    const time = this.#clock.life()
    const disk = this.#store.life()
    const sync = new Sync({
      store: disk.store,
      bus: new LocalBus(),
      access: new OpenAccess(),
      clock: time.clock,
      log: this.#log,
      startFold: this.#foldThread(),
      relayName: 'simulated',
      instance: `life-${++this.#lives}`,
      maxDocumentBytes: Infinity,
      witness: { committed: () => undefined, refused: () => undefined, compacted: () => undefined },
      ...this.#mood,
    })
    this.#life = {
      sync,
      end: () => {
        time.end()
        disk.end()
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

  connect(address: Address, extended: boolean, caller: Caller): Connection {
    const connection = new Connection(this.#clock, caller)
    const life = this.#life
    if (life === undefined) {
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
      })
      if (typeof admitted === 'number') connection.refuse(admitted)
      else connection.accept(admitted)
    }
    // A room that cannot be opened: the upgrade is answered with 503, a broken connection to a client.
    this.#clock.after(this.#clock.between(0, 20), () => {
      if (life === this.#life) arrive().catch(() => connection.refuse(1006))
    })
    return connection
  }

  /** The real folding, called inline: each request takes its turn and some time, as in a thread. */
  #foldThread(): StartFoldThread {
    return (heard, ended) => {
      let over = false
      const later = (ms: number, happen: () => void): void =>
        void this.#clock.after(ms, () => {
          if (!over) happen()
        })
      const desk = new FoldDesk((answer) => later(this.#clock.between(0, 5), () => heard(answer)))
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
          freeAt = Math.max(freeAt, this.#clock.at) + this.#clock.between(0, this.foldSlowestMs)
          later(freeAt - this.#clock.at, () => desk.handle(copy))
        },
        end: () => later(1, die),
      }
    }
  }
}
