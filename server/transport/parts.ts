// What every transport is given, and what it says of who knocks. Fulfilled by relay.ts.
import type { CloseCode } from '../../contracts/close-codes.ts'
import type { Log } from '../log.ts'
import type { Socket, SocketListener } from '../session/socket.ts'
import type { Places } from './addresses.ts'

/** Who wants in, and where. */
export interface SyncRequest {
  /** What stands behind `/sync/`, decoded as little as possible: not yet known to be an id. */
  readonly path: string
  /** `?epoch=`, as it stands there. */
  readonly epoch: string | undefined
  readonly extended: boolean
  /** Id of this request, for the log. */
  readonly request: string
  /** From which network address it comes, for the log. */
  readonly from: string
}

/** Added to for every frame; read by whoever watches over the relay. */
export interface Traffic {
  framesReceived: number
  bytesReceived: number
  framesSent: number
  bytesSent: number
}

export interface TransportParts {
  /** Opens what is asked for: a function that makes the session, or the code to close with. Rejects for a mistake of ours. */
  readonly admit: (request: SyncRequest) => Promise<((socket: Socket) => SocketListener) | CloseCode>
  readonly every: (seconds: number, wake: () => void) => () => void
  /** Of the sessions of an address (L5), over whatever transport. */
  readonly places: Places
  /** Addresses are what the proxy in front says they are. */
  readonly trustProxy: boolean
  readonly traffic: Traffic
  /** Told of each session that the relay closes. */
  readonly closed: (code: CloseCode) => void
  readonly log: Log
}

/** `?epoch=` in what stands behind the path. */
export const epochIn = (query: string | undefined): string | undefined =>
  new URLSearchParams(query).get('epoch') ?? undefined
