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
