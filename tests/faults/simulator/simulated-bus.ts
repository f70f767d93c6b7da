// The bus between the relays of a simulation: hints come late, twice, out of order or never, as its mood is (R10).
import type { Bus, Hint } from '../../../server/bus/bus.ts'
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
  readonly instance: object
  readonly key: string
  readonly hear: (hint: Hint) => void
}

export class SimulatedBus {
  mood: BusMood = QUIET_BUS
  readonly #clock: VirtualClock
  readonly #listeners = new Set<Listener>()

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  /** The port for one life of one relay. */
  life(): { readonly bus: Bus; end(): void } {
    const instance = {}
    const bus: Bus = {
      compareEverySeconds: 2,
      missed: () => undefined,
      subscribe: async ({ document, part }, hear) => {
        const listener = { instance, key: `${document}/${part}`, hear }
        this.#listeners.add(listener)
        return async () => void this.#listeners.delete(listener)
      },
      publish: async (hints) => {
        for (const hint of hints) this.#send(instance, hint)
      },
      close: async () => undefined,
    }
    const end = (): void => {
      for (const listener of this.#listeners) if (listener.instance === instance) this.#listeners.delete(listener)
    }
    return { bus, end }
  }

  #send(from: object, hint: Hint): void {
    const { lost, twice, slowestMs } = this.mood
    const key = `${hint.address.document}/${hint.address.part}`
    // As bytes that were sent: nobody shares memory with another relay. Some are too large to be sent along.
    const copy = structuredClone(this.#clock.chance(0.2) ? { ...hint, updates: undefined } : hint)
    for (const listener of this.#listeners) {
      if (listener.instance === from || listener.key !== key || this.#clock.chance(lost)) continue
      for (let times = this.#clock.chance(twice) ? 2 : 1; times > 0; times--)
        this.#clock.after(this.#clock.between(0, slowestMs), () => {
          if (this.#listeners.has(listener)) listener.hear(copy)
        })
    }
  }
}
