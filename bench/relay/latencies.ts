// Many latencies in little room: 20 µs steps up to 200 ms, whole milliseconds above. A workload records into one and
// reads percentiles from it.

const FINE_STEP_MS = 0.02
const FINE_UP_TO_MS = 200
const FINE_STEPS = FINE_UP_TO_MS / FINE_STEP_MS
const MOST_MS = 120_000

export class Latencies {
  readonly #counts = new Uint32Array(FINE_STEPS + MOST_MS)
  #recorded = 0

  get count(): number {
    return this.#recorded
  }

  record(ms: number): void {
    const step = ms < FINE_UP_TO_MS ? Math.max(0, ms / FINE_STEP_MS) : FINE_STEPS + Math.min(ms, MOST_MS - 1)
    this.#counts[Math.floor(step)]!++
    this.#recorded++
  }

  /** In milliseconds; NaN when nothing was recorded. */
  percentile(percent: number): number {
    if (this.#recorded === 0) return Number.NaN
    let left = Math.ceil((this.#recorded * percent) / 100)
    for (let step = 0; step < this.#counts.length; step++) {
      left -= this.#counts[step]!
      if (left <= 0) return step < FINE_STEPS ? (step + 1) * FINE_STEP_MS : step - FINE_STEPS + 1
    }
    return MOST_MS
  }

  clear(): void {
    this.#counts.fill(0)
    this.#recorded = 0
  }
}

/** Longer than this between two of its ticks, and the load itself stood still: it collected garbage, say. */
const STANDSTILL_MS = 4
const TICK_MS = 1

/** Latencies less what the load itself stood still for meanwhile, which says nothing of the relay. `close` when done. */
export class RelayLatencies extends Latencies {
  readonly #standstills: { readonly from: number; readonly to: number }[] = []
  readonly #timer = setInterval(() => this.#tick(), TICK_MS)
  #awake = performance.now()

  override record(ms: number): void {
    const now = this.#tick()
    let own = 0
    for (const { from, to } of this.#standstills) own += Math.max(0, to - Math.max(from, now - ms))
    super.record(ms - own)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #tick(): number {
    const now = performance.now()
    if (now - this.#awake > STANDSTILL_MS) this.#standstills.push({ from: this.#awake, to: now })
    this.#awake = now
    return now
  }
}
