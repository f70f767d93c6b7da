// A TCP balancer, as small as one can be: each connection goes to the next backend that takes it. It knows neither HTTP nor
// WebSockets. `npm run cluster` has one in front of its relays.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export interface Backend {
  readonly host: string
  readonly port: number
}

/** A backend that has not taken a connection by then is passed over. */
const CONNECT_MS = 2_000

export class Balancer {
  readonly port: number
  /** May be replaced at any time; connections there are stay where they are. */
  backends: readonly Backend[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #turn = 0

  private constructor(server: Server) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port
    server.on('connection', (client: Socket) => {
      this.#keep(client)
      this.#dial(client, this.#turn++, this.backends)
    })
  }

  /** Port 0: a free one. Rejects with the system's error when it is not to be had. */
  static async listen(port: number, host = '127.0.0.1'): Promise<Balancer> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(port, host)
    await once(server, 'listening')
    return new Balancer(server)
  }

  /** Ends every connection, too. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  /** Tries one after the other, each once. What the client has said already waits in its socket. */
  #dial(client: Socket, nth: number, backends: readonly Backend[], tried = 0): void {
    if (client.destroyed) return
    // Nobody is there: as if nobody listened here either.
    if (tried >= backends.length) return void client.resetAndDestroy()
    const backend = connect({ ...backends[nth % backends.length]!, allowHalfOpen: true, noDelay: true })
    this.#keep(backend)
    let refused = (): void => {
      refused = () => undefined
      backend.destroy()
      this.#dial(client, nth + 1, backends, tried + 1)
    }
    backend.setTimeout(CONNECT_MS, () => refused())
    backend.once('error', () => refused())
    backend.once('connect', () => {
      refused = () => undefined
      backend.setTimeout(0)
      join(client, backend)
    })
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    // 'close' follows, and tells what there is to tell.
    socket.on('error', () => undefined)
    socket.once('close', () => this.#sockets.delete(socket))
  }
}

/** Each way by itself: who has said all may still listen. Nobody is read faster than the other side takes it. */
function join(client: Socket, backend: Socket): void {
  for (const [from, to] of [
    [client, backend],
    [backend, client],
  ] as const) {
    // It broke while the other was dialled.
    if (from.destroyed) to.resetAndDestroy()
    else from.pipe(to)
    from.once('close', (broken: boolean) => {
      if (broken) to.resetAndDestroy()
    })
  }
}
