// Virtual time: nothing happens but what was put on it, in an order that follows from the seed alone. Between two events
// every promise that can go on does.
import type { Clock } from '../../../server/clock.ts'

interface Event {
  readonly at: number
  /** Events of one moment happen in the order they were put. */
  readonly nth: number
  readonly happen: () => void
  /** Of a life that is over: it does not happen. */
  off: boolean
}

export class VirtualClock {
  readonly random: () => number
  readonly #heap: Event[] = []
  #at = 0
  #events = 0

  constructor(random: () => number) {
    this.random = random
  }

  get at(): number {
    return this.#at
  }

  after(ms: number, happen: () => void): () => void {
    const event: Event = { at: this.#at + Math.max(0, ms), nth: this.#events++, happen, off: false }
    this.#push(event)
    return () => {
      event.off = true
    }
  }

  every(ms: number, happen: () => void): () => void {
    let off = false
    const turn = (): void => {
      if (off) return
      this.after(ms, turn)
      happen()
    }
    this.after(ms, turn)
    return () => {
      off = true
    }
  }

  between(low: number, high: number): number {
    return low + this.random() * (high - low)
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1))
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  one<Value>(of: readonly Value[]): Value {
    return of[Math.floor(this.random() * of.length)]!
  }

  /** Lets everything happen up to that moment. */
  async runUntil(moment: number): Promise<void> {
    for (let event = this.#heap[0]; event !== undefined && event.at <= moment; event = this.#heap[0]) {
      this.#pop()
      if (event.off) continue
      this.#at = event.at
      event.happen()
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    this.#at = moment
  }

  /** The same time for one life of a relay: when it is over, none of its timers goes off. */
  life(): { readonly clock: Clock; end(): void } {
    let over = false
    const alive = (happen: () => void) => () => {
      if (!over) happen()
    }
    const clock: Clock = {
      now: () => 1_700_000_000_000 + Math.floor(this.#at),
      elapsed: () => this.#at,
      after: (ms, wake) => this.after(ms, alive(wake)),
      every: (ms, wake) => {
        const stop = this.every(
          ms,
          alive(() => (over ? stop() : wake())),
        )
        return stop
      },
      soon: (wake) => void this.after(0, alive(wake)),
      random: this.random,
    }
    return { clock, end: () => (over = true) }
  }

  #push(event: Event): void {
    const heap = this.#heap
    let at = heap.push(event) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(event, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = event
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
  }
}

const before = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.nth < b.nth)
