// What a session needs of a transport. Fulfilled by transport/websocket.ts; a session never learns which it is.
import type { CloseCode } from '../../contracts/close-codes.ts'

export interface Socket {
  /** Bytes handed to `send` that the network has not taken yet. */
  readonly bufferedBytes: number
  /** A ping should have been answered by now and was not; or, while the relay does not read, nothing was taken for as long. */
  readonly silent: boolean
  /** In order, and with whatever else is sent in the same turn of the event loop, in one write. Dropped silently once the
   * socket is closed. */
  send(frames: readonly Uint8Array[]): void
  /** Stops and takes up reading again, so that a sender cannot run ahead of the disk. */
  pause(): void
  resume(): void
  /** `reason`: more than the table says of the code; 123 bytes at most. */
  close(code: CloseCode, reason?: string): void
}

/** What a transport tells its session. */
export interface SocketListener {
  /** One whole message. The bytes are the session's to keep. */
  receive(message: Uint8Array): void
  /** A ping or pong of the transport itself, which says nothing to the session but weighs something. */
  receiveControl(bytes: number): void
  /** A message that is not binary. */
  receiveText(): void
  /** `bufferedBytes` fell to where sending makes sense again. */
  drained(): void
  /** It is not read, and has taken nothing for so long that it may be gone. */
  stalled(): void
  /** The transport cannot go on with it. `reason`: as of `close`. */
  end(code: CloseCode, reason?: string): void
  /** Over. `clean`: the other side said goodbye with a close frame. */
  closed(clean: boolean): void
}
