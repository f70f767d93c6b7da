// How fast one session may send: a token bucket for frames and one for bytes, each as the moment at which what was taken
// from it is paid off. It refuses nothing: while it is in debt the session does not read its socket. One per session.
import { CLIENT_SILENCE_MS } from '../../contracts/limits.ts'
import type { Clock } from '../clock.ts'

export interface RateLimits {
  /** Infinity: as many as it likes. */
  readonly framesPerSecond: number
  readonly bytesPerSecond: number
}

/** What may come at once: the rate of so long a time. */
const BURST_MS = 1_000
/**
 * No wait is longer, whatever one read of a socket has cost: a client that is not read for longer asks for life, and
 * leaves when it hears nothing (F7).
 */
const LONGEST_WAIT_MS = CLIENT_SILENCE_MS

export class Rate {
  readonly #clock: Pick<Clock, 'elapsed'>
  readonly #msPerFrame: number
  readonly #msPerByte: number
  #framesPaidAt = 0
  #bytesPaidAt = 0

  constructor(limits: RateLimits, clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock
    this.#msPerFrame = 1_000 / limits.framesPerSecond
    this.#msPerByte = 1_000 / limits.bytesPerSecond
  }

  /** One frame came. */
  count(bytes: number): void {
    const now = this.#clock.elapsed()
    const latest = now + BURST_MS + LONGEST_WAIT_MS
    this.#framesPaidAt = Math.min(Math.max(this.#framesPaidAt, now) + this.#msPerFrame, latest)
    this.#bytesPaidAt = Math.min(Math.max(this.#bytesPaidAt, now) + bytes * this.#msPerByte, latest)
  }

  /** How long the socket is not to be read; 0 or less: it may be. */
  get waitMs(): number {
    return Math.max(this.#framesPaidAt, this.#bytesPaidAt) - BURST_MS - this.#clock.elapsed()
  }
}
