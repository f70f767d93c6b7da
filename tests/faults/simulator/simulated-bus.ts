// The bus between the relays of a simulation: hints, and who is present, come late, twice, hints out of order, or never, as its mood is (R10).
import type { Address } from '../../../contracts/ids.ts'
import type { Bus, Hint } from '../../../server/bus/bus.ts'
import type { PresenceNews } from '../../../server/bus/bus.ts'
import { keyOf } from '../../../server/room/rooms.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface BusMood {
  /** The chance that a hint does not come. */
  readonly lost: number
  readonly twice: number
  readonly slowestMs: number
}

export const QUIET_BUS: BusMood = { lost: 0, twice: 0, slowestMs: 5 }

export const badBusMood = (clock: VirtualClock): BusMood => ({
  lost: clock.one([0, 0.1, 0.5, 1]),
  twice: clock.one([0, 0.2]),
  slowestMs: clock.one([5, 100, 3_000]),
})

interface Listener {
  readonly instance: string
  readonly key: string
  readonly hear: (record: never) => void
  /** When the last that each instance has sent arrives. Of news: Redis never changes the order of what one connection sends. */
  readonly lastAt: Map<string, number> | undefined
}

/** R8: a relay that is gone is missed by its heartbeat, one that ends says so. */
const LOST_AFTER_MS = [3_000, 8_000] as const

export class SimulatedBus {
  mood: BusMood = QUIET_BUS
  readonly #clock: VirtualClock
  readonly #lives = new Map<string, Bus>()
  readonly #hints = new Set<Listener>()
  readonly #news = new Set<Listener>()

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  /** The port for one life of one relay, which has this name. */
  life(instance: string): { readonly bus: Bus; end(): void } {
    const bus: Bus = {
      figures: undefined,
      compareEverySeconds: 2,
      missed: () => undefined,
      lost: () => undefined,
      announced: () => undefined,
      // Nobody in a simulation looks at a list.
      announce: () => undefined,
      subscribe: async (address, hear) => {
        const leave = this.#listen(this.#hints, instance, address, hear)
        return async () => leave()
      },
      publish: async (hints) => {
        for (const hint of hints)
          // Some are too large to be sent along.
          this.#send(this.#hints, instance, this.#clock.chance(0.2) ? { ...hint, updates: undefined } : hint)
      },
      attend: (address, hear) => this.#listen(this.#news, instance, address, hear),
      say: (news) => this.#send(this.#news, instance, { ...news, instance }),
      notePeople: () => undefined,
      readPeople: async (documents) => documents.map(() => []),
      goodbye: async () => undefined,
      close: async () => undefined,
    }
    this.#lives.set(instance, bus)
    return { bus, end: () => this.#end(instance) }
  }

  #end(instance: string): void {
    this.#lives.delete(instance)
    for (const listeners of [this.#hints, this.#news])
      for (const listener of listeners) if (listener.instance === instance) listeners.delete(listener)
    for (const bus of this.#lives.values())
      this.#clock.after(this.#clock.between(...LOST_AFTER_MS), () => bus.lost(instance))
  }

  #listen(listeners: Set<Listener>, instance: string, address: Address, hear: (record: never) => void): () => void {
    const lastAt = listeners === this.#news ? new Map<string, number>() : undefined
    const listener = { instance, key: keyOf(address), hear, lastAt }
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  #send(listeners: Set<Listener>, from: string, record: Hint | PresenceNews): void {
    const { lost, twice, slowestMs } = this.mood
    // As bytes that were sent: nobody shares memory with another relay.
    const copy = structuredClone(record) as never
    for (const listener of listeners) {
      if (listener.instance === from || listener.key !== keyOf(record.address) || this.#clock.chance(lost)) continue
      for (let times = this.#clock.chance(twice) ? 2 : 1; times > 0; times--)
        this.#clock.after(this.#delay(listener, from, slowestMs), () => {
          if (listeners.has(listener)) listener.hear(copy)
        })
    }
  }

  #delay({ lastAt }: Listener, from: string, slowestMs: number): number {
    const { at } = this.#clock
    const arrives = Math.max(at + this.#clock.between(0, slowestMs), lastAt?.get(from) ?? 0)
    lastAt?.set(from, arrives)
    return arrives - at
  }
}
