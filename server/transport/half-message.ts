// What of a message has come over a WebSocket whose end has not (L6). ws keeps it until it is whole, and says nothing of it. One per
// socket; used by websocket.ts.
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { SILENCE_MS, type Share, wholeWithinMs } from '../unfinished.ts'

export class HalfMessage {
  readonly #receiver: Receiver | undefined
  readonly #raw: Socket
  readonly #share: Share
  readonly #mostSeconds: number
  /** Of the socket, when this message began. */
  #before = 0
  #held = 0
  /** The most that was held of this message. A ping or pong that comes in its midst is let go again, and is no more of it. */
  #highest = 0
  #stillSeconds = 0
  #seconds = 0

  constructor(socket: WebSocket, raw: Socket, share: Share, maxBytes: number) {
    this.#receiver = (socket as unknown as Insides)._receiver
    this.#raw = raw
    this.#share = share
    this.#mostSeconds = wholeWithinMs(maxBytes) / 1_000
  }

  /** A message is whole. */
  whole(): void {
    this.#highest = 0
    this.#held = 0
  }

  /** Something was read, and the messages in it were told. False: its address has more under way than it may. */
  read(): boolean {
    const { _bufferedBytes: buffered = 0, _messageLength: fragments = 0 } = this.#receiver ?? {}
    const { bytesRead } = this.#raw
    // Its beginning came with this read.
    if (this.#held === 0) {
      this.#before = bytesRead - buffered - fragments
      this.#stillSeconds = 0
      this.#seconds = 0
    }
    this.#held = buffered + fragments
    if (this.#held > this.#highest) {
      this.#highest = this.#held
      this.#stillSeconds = 0
    }
    // All that came since it began: a small fragment may hold the whole read that it came with.
    return this.#share(this.#held === 0 ? 0 : bytesRead - this.#before)
  }

  /** To be called every second. True: it does not go on, or takes too long. `isRead`: else nothing can come. */
  overdue(isRead: boolean): boolean {
    if (this.#held === 0 || !isRead) return false
    // Seconds in which the relay was there to hear it, however long it was away between two of them.
    return ++this.#stillSeconds > SILENCE_MS / 1_000 || ++this.#seconds > this.#mostSeconds
  }

  /** The socket is gone. */
  close(): void {
    this.#share(0)
  }
}

/** Private to ws, and without them nothing tells a message that grows from a client that only sends pongs. */
interface Receiver {
  /** Read, and not yet a frame. */
  readonly _bufferedBytes?: number
  /** In the fragments of the message so far. */
  readonly _messageLength?: number
}

interface Insides {
  readonly _receiver?: Receiver
}
