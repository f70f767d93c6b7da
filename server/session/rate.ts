// How fast one session may send: a token bucket for frames and one for bytes, each kept as the moment at which all that was
// taken from it is paid for. It refuses nothing: while it is exceeded the session does not read its socket. One per session.
import { CLIENT_SILENCE_MS } from '../../contracts/limits.ts'
import type { Clock } from '../clock.ts'

export interface RateLimits {
  /** Infinity: as many as it likes. */
  readonly framesPerSecond: number
  readonly bytesPerSecond: number
}

/** Who is told of it. */
export interface RateWatch {
  /** It is exceeded from now on. */
  readonly exceeded: () => void
  /** It is not any more; it was for so many milliseconds. */
  readonly over: (ms: number) => void
}

/** What may come at once: the rate of so long a time. */
const BURST_MS = 1_000
/**
 * No wait is longer, whatever one read of a socket has cost: a client that is not read for longer asks for life, and
 * leaves when it hears nothing (F7).
 */
const LONGEST_WAIT_MS = CLIENT_SILENCE_MS
/** A part of a frame costs as much as so many bytes: a million of the smallest are 2 MB, and take 1 to 2 s to read. */
const BYTES_OF_PART = 32

export class Rate {
  readonly #clock: Pick<Clock, 'elapsed' | 'after'>
  readonly #watch: RateWatch
  readonly #msPerFrame: number
  readonly #msPerByte: number
  #framesPaidAt = 0
  #bytesPaidAt = 0
  /** When it was exceeded first, of this time. */
  #exceededAt = 0
  /** Calls off the wait; undefined while there is none. */
  #callOff: (() => void) | undefined

  constructor(limits: RateLimits, clock: Pick<Clock, 'elapsed' | 'after'>, watch: RateWatch) {
    this.#clock = clock
    this.#watch = watch
    this.#msPerFrame = 1_000 / limits.framesPerSecond
    this.#msPerByte = 1_000 / limits.bytesPerSecond
  }

  /** `over` is on its way, and only then. */
  get exceeded(): boolean {
    return this.#callOff !== undefined
  }

  /** One frame came. */
  count(bytes: number): void {
    const now = this.#clock.elapsed()
    const latest = now + BURST_MS + LONGEST_WAIT_MS
    this.#framesPaidAt = Math.min(Math.max(this.#framesPaidAt, now) + this.#msPerFrame, latest)
    this.#bytesPaidAt = Math.min(Math.max(this.#bytesPaidAt, now) + bytes * this.#msPerByte, latest)
    this.#look(now)
  }

  /** And had so many parts: structs and values of an update, clients of a state vector. */
  countParts(parts: number): void {
    const now = this.#clock.elapsed()
    const latest = now + BURST_MS + LONGEST_WAIT_MS
    this.#bytesPaidAt = Math.min(Math.max(this.#bytesPaidAt, now) + parts * BYTES_OF_PART * this.#msPerByte, latest)
    this.#look(now)
  }

  /** What waits is over. */
  close(): void {
    if (this.#callOff === undefined) return
    this.#callOff()
    this.#callOff = undefined
    this.#watch.over(this.#clock.elapsed() - this.#exceededAt)
  }

  #look(now: number): void {
    if (this.exceeded) return
    this.#wait(now)
    if (!this.exceeded) return
    this.#exceededAt = now
    this.#watch.exceeded()
  }

  #wait(now: number): void {
    const waitMs = Math.max(this.#framesPaidAt, this.#bytesPaidAt) - BURST_MS - now
    if (waitMs <= 0) return
    this.#callOff = this.#clock.after(waitMs, () => {
      this.#callOff = undefined
      // More may have come meanwhile, and timers are early by a little.
      const later = this.#clock.elapsed()
      this.#wait(later)
      if (!this.exceeded) this.#watch.over(later - this.#exceededAt)
    })
  }
}
