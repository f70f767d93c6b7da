// Whether the other side of a socket is still there (R8): it answers pings; or, while no answer can be heard, bytes
// still come and go. One per socket; used by websocket.ts.
import type { Socket } from 'node:net'
import { PING_EVERY_MS } from '../../contracts/limits.ts'

/** Two missed pings and the socket is taken for dead. */
const MISSED_PINGS = 2
/** An answer to a ping that takes longer than this is late. */
const ANSWER_MS = 2_000

export interface Watched {
  readonly isPaused: boolean
  readonly bufferedAmount: number
}

export class SignsOfLife {
  readonly #socket: Watched
  readonly #raw: Socket | undefined
  #at = performance.now()
  #missed = 0
  #taken = 0
  #read = 0
  #readOfFrame = 0

  constructor(socket: Watched, raw: Socket | undefined) {
    this.#socket = socket
    this.#raw = raw
  }

  /** Something came, or may come from now on. */
  seen(): void {
    this.#at = performance.now()
    this.#missed = 0
    this.#taken = takenFrom(this.#raw)
    this.#read = readFrom(this.#raw)
    this.#readOfFrame = this.#read
  }

  /** Whether more of a frame has come since this was last asked, and not its end. */
  comes(): boolean {
    const before = this.#readOfFrame
    this.#readOfFrame = readFrom(this.#raw)
    return this.#readOfFrame !== before
  }

  /** A ping should have been answered by now, or something been taken. */
  get late(): boolean {
    this.#look()
    return performance.now() - this.#at > PING_EVERY_MS + ANSWER_MS
  }

  /** A ping is due. False when those before it have remained without a sign: it is dead. */
  beforePing(): boolean {
    this.#look()
    return this.#missed++ < MISSED_PINGS
  }

  /**
   * While something waits to be taken, a ping waits behind it, and its being taken is the sign. And within a frame that is
   * still coming there can be no answer, but it comes.
   */
  #look(): void {
    const taken = takenFrom(this.#raw)
    const goes = taken !== this.#taken
    // What was taken before the last look is no sign any more.
    this.#taken = taken
    const comes = readFrom(this.#raw) !== this.#read
    if (comes || (this.#waits ? goes : this.#socket.isPaused)) this.seen()
  }

  /** Not what this turn of the event loop has just written: it is handed over at its end. */
  get #waits(): boolean {
    return this.#raw === undefined ? this.#socket.bufferedAmount > 0 : queuedIn(this.#raw) > 0
  }
}

const readFrom = (raw: Socket | undefined): number => raw?.bytesRead ?? 0

/**
 * How many bytes the kernel has taken of this socket. Node counts in `bytesWritten` what it was given, and in
 * `writableLength` a whole write until its last byte is gone; how much of that is left, only libuv knows.
 */
function takenFrom(raw: Socket | undefined): number {
  if (raw === undefined) return 0
  return ((raw as unknown as Insides)._bytesDispatched ?? 0) - queuedIn(raw)
}

const queuedIn = (raw: Socket): number => (raw as unknown as Insides)._handle?.writeQueueSize ?? 0

interface Insides {
  /** Handed to libuv. */
  readonly _bytesDispatched?: number
  readonly _handle?: { readonly writeQueueSize?: number } | null
}
