// One timer for the whole relay. Whoever needs to be woken every few seconds takes a place on the wheel; thousands of
// sessions then cost one tick a second instead of a timer each (R8).
import type { Clock } from '../clock.ts'

const SLOTS = 64
const TICK_MS = 1_000

export class Wheel {
  readonly #slots = Array.from({ length: SLOTS }, () => new Map<object, () => void>())
  readonly #stop: () => void
  readonly #failed: (error: unknown) => void
  #now = 0

  /** `failed` hears of a call that threw; the others of its tick go on. */
  constructor(clock: Clock, failed: (error: unknown) => void) {
    this.#failed = failed
    this.#stop = clock.every(TICK_MS, () => this.#tick())
  }

  /** Calls `wake` every `seconds` (1 to 63, whole) until the returned function is called. */
  every(seconds: number, wake: () => void): () => void {
    if (!Number.isInteger(seconds) || seconds < 1 || seconds >= SLOTS)
      throw new Error(`the wheel turns in ${SLOTS} s; ${seconds} s does not fit`)
    const place = {}
    let slot = this.#slotIn(seconds)
    let over = false
    const turn = (): void => {
      // Another call of the same tick may have ended it.
      if (over) return
      slot = this.#slotIn(seconds)
      slot.set(place, turn)
      wake()
    }
    slot.set(place, turn)
    return () => {
      over = true
      slot.delete(place)
    }
  }

  close(): void {
    this.#stop()
  }

  #slotIn(seconds: number): Map<object, () => void> {
    return this.#slots[(this.#now + seconds) % SLOTS]!
  }

  #tick(): void {
    this.#now = (this.#now + 1) % SLOTS
    const due = this.#slots[this.#now]!
    const calls = [...due.values()]
    due.clear()
    for (const call of calls)
      try {
        call()
      } catch (error) {
        this.#failed(error)
      }
  }
}
