// When a session reads its client's socket: not while the client is ahead of the disk or of its rate, nor while it does not
// take what it is sent (R6, L2). One socket read brings many frames, and each may ask for more than it weighs: those that
// have come when the reading stops wait here. One per session.
import type { Clock } from '../clock.ts'
import { Rate, type RateLimits, type RateWatch } from './rate.ts'
import type { Socket } from './socket.ts'
import type { Unsaved } from './unsaved.ts'

export interface IntakeLimits extends RateLimits {
  /** Above this much unsent the session is *behind*: it hears no more until it drains, then the log (R6). */
  readonly outboxBytes: number
  /** Above this much not yet on disk the relay stops reading the socket. */
  readonly unsavedBytes: number
}

export interface IntakeParts {
  readonly socket: Pick<Socket, 'pause' | 'resume' | 'bufferedBytes'>
  readonly limits: IntakeLimits
  readonly clock: Pick<Clock, 'elapsed' | 'after'>
  readonly unsaved: Pick<Unsaved, 'bytes'>
  readonly rate: RateWatch
  /** Handles one message. */
  readonly take: (message: Uint8Array) => void
}

export class Intake {
  readonly #parts: IntakeParts
  readonly #rate: Rate
  /** Of one read of the socket: while it is paused nothing more comes. */
  #waiting: Uint8Array[] = []
  #aheadOfDisk = false
  #paused = false
  #stopped = false
  #closed = false

  constructor(parts: IntakeParts) {
    this.#parts = parts
    const { exceeded, over } = parts.rate
    this.#rate = new Rate(parts.limits, parts.clock, {
      exceeded,
      over: (ms) => {
        over(ms)
        this.regulate()
      },
    })
  }

  receive(message: Uint8Array): void {
    if (this.#paused) this.#waiting.push(message)
    else this.#take(message)
  }

  /** What weighs something and is no message. */
  receiveControl(bytes: number): void {
    this.#rate.count(bytes)
    this.regulate()
  }

  /** To read what it sent has cost so much. */
  costs(parts: number): void {
    this.#rate.countParts(parts)
  }

  /** It has sent more than it may, and is read later. */
  get throttled(): boolean {
    return this.#rate.exceeded
  }

  get outboxFull(): boolean {
    return this.#parts.socket.bufferedBytes > this.#parts.limits.outboxBytes
  }

  /** To be called whenever the outbox or the disk may have caught up; the rate does so by itself. */
  regulate(): void {
    if (this.#closed) return
    const { socket, limits, unsaved } = this.#parts
    const { unsavedBytes } = limits
    this.#aheadOfDisk = unsaved.bytes > (this.#aheadOfDisk ? unsavedBytes / 2 : unsavedBytes)
    const pause = this.#stopped || this.#rate.exceeded || this.outboxFull || this.#aheadOfDisk
    if (pause === this.#paused) return
    this.#paused = pause
    if (pause) return socket.pause()
    this.#takeUp()
    if (!this.#paused) socket.resume()
  }

  /** Takes nothing any more, and reads nothing (R11). */
  stop(): void {
    this.#stopped = true
    this.#waiting = []
    this.regulate()
  }

  /** The socket is gone. Answers what had come from it and was not taken. */
  close(): readonly Uint8Array[] {
    this.#closed = true
    this.#rate.close()
    return this.#waiting.splice(0)
  }

  #take(message: Uint8Array): void {
    this.#rate.count(message.byteLength)
    this.#parts.take(message)
    this.regulate()
  }

  #takeUp(): void {
    const messages = this.#waiting
    this.#waiting = []
    let at = 0
    while (at < messages.length && !this.#paused) this.#take(messages[at++]!)
    this.#waiting = messages.slice(at)
  }
}
