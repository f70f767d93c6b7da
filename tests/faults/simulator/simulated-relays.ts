// One relay of a simulation, or several that share its store and its bus: whoever knocks comes to one of them.
import type { Address } from '../../../contracts/ids.ts'
import { type BusMood, SimulatedBus } from './simulated-bus.ts'
import type { Caller, Connection } from './simulated-network.ts'
import { type Doors, type RelayParts, SimulatedRelay } from './simulated-relay.ts'
import type { VirtualClock } from './virtual-clock.ts'

export class SimulatedRelays implements Doors {
  readonly #clock: VirtualClock
  readonly #bus: SimulatedBus
  readonly #all: readonly SimulatedRelay[]

  constructor(count: number, parts: Omit<RelayParts, 'bus' | 'name'>) {
    this.#clock = parts.clock
    this.#bus = new SimulatedBus(parts.clock)
    this.#all = Array.from({ length: count }, (_, nth) => {
      const bus = count === 1 ? undefined : this.#bus
      return new SimulatedRelay({ ...parts, bus, name: `relay ${nth + 1}` })
    })
  }

  get several(): boolean {
    return this.#all.length > 1
  }

  get mayHaveHoles(): boolean {
    return this.#all[0]!.mayHaveHoles
  }

  get mayBeFull(): boolean {
    return this.#all[0]!.mayBeFull
  }

  /** Those that are up. */
  get up(): readonly SimulatedRelay[] {
    return this.#all.filter((relay) => relay.up)
  }

  get attendance(): SimulatedRelay['attendance'] {
    return this.#all.reduce(
      (sum, { attendance }) => ({
        sessions: sum.sessions + attendance.sessions,
        rooms: sum.rooms + attendance.rooms,
      }),
      { sessions: 0, rooms: 0 },
    )
  }

  set busMood(mood: BusMood) {
    this.#bus.mood = mood
  }

  set foldSlowestMs(ms: number) {
    for (const relay of this.#all) relay.foldSlowestMs = ms
  }

  start(): void {
    for (const relay of this.#all) relay.start()
  }

  liftQuota(): void {
    for (const relay of this.#all) relay.liftQuota()
  }

  async drain(): Promise<void> {
    await Promise.all(this.#all.map((relay) => relay.drain()))
  }

  killFold(): void {
    for (const relay of this.#all) relay.killFold()
  }

  /** A balancer knows who is up, most of the time. */
  connect(address: Address, extended: boolean, caller: Caller): Connection {
    const { up } = this
    const relay = this.#clock.one(up.length === 0 || this.#clock.chance(0.1) ? this.#all : up)
    return relay.connect(address, extended, caller)
  }
}
