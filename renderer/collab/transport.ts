// One attempt to carry frames to a relay and back. resilient-socket.ts knows only this; its kinds are the WebSocket below and
// http-line.ts, and road.ts says which it is to be.
import { SUBPROTOCOL } from '../../contracts/wire.ts'

export interface Transport {
  send(frame: Uint8Array<ArrayBuffer>): void
  /** Something large is under way, for as long as the transport itself gives it. */
  readonly busy?: boolean
  /** Ends it. No event comes after this call. */
  close(): void
}

export type TransportName = 'WebSocket' | 'HTTP'

export interface TransportEvents {
  readonly frame: (frame: Uint8Array<ArrayBuffer>) => void
  /** It ended by itself, or never came about. `code` is a WebSocket close code. */
  readonly ended: (code: number, reason: string) => void
}

/** What the browser calls an end without a closing handshake. */
export const ABNORMAL_CLOSURE = 1006

/** The `readyState` of a socket that is closing; of one that has closed it is higher. */
const CLOSING = 2

/** Never throws and never calls back before it has returned. */
export function dialWebSocket(Socket: typeof WebSocket, url: string, events: TransportEvents): Transport {
  let socket: WebSocket
  try {
    socket = new Socket(url, [SUBPROTOCOL])
  } catch (cause) {
    // The browser forbids this address from this page (mixed content, a bad URL): a try that failed, like any other.
    const timer = setTimeout(() => events.ended(ABNORMAL_CLOSURE, String(cause)))
    return { send: () => undefined, close: () => clearTimeout(timer) }
  }
  socket.binaryType = 'arraybuffer'
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    // Text is no frame of this protocol; an empty frame is refused by whoever reads it.
    events.frame(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array())
  }
  socket.onclose = ({ code, reason }) => events.ended(code, reason)
  return {
    // Of one that is closing the end is on its way here; what it is given is lost, and the browser would complain of it.
    send: (frame) => {
      if (!(socket.readyState >= CLOSING)) socket.send(frame)
    },
    close: () => {
      socket.onmessage = null
      socket.onclose = null
      socket.close()
    },
  }
}
