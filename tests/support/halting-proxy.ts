// Stands between a program and its PostgreSQL, and halts everything the moment the program has said certain words, one after the
// other: so that it can be killed there. What comes after them is never heard on the other side.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Of the words, at least. */
const LONGEST = 100

export class HaltingProxy {
  readonly url: string
  halted = false
  readonly #server: Server
  readonly #sockets: Set<Socket>

  private constructor(url: string, server: Server, sockets: Set<Socket>) {
    this.url = url
    this.#server = server
    this.#sockets = sockets
  }

  /** `at: 'answer'`: the last words arrive, and it is the answer that is never heard. */
  static async start(to: string, words: readonly string[], at: 'question' | 'answer'): Promise<HaltingProxy> {
    const sockets = new Set<Socket>()
    const toCome = [...words]
    const server = createServer((program) => {
      const postgres = connect(Number(new URL(to).port), new URL(to).hostname)
      let said = ''
      for (const socket of [program, postgres]) {
        sockets.add(socket)
        socket.on('error', () => undefined)
      }
      program.on('data', (bytes) => {
        if (proxy.halted) return
        // Words may be cut in two.
        said = (said + bytes.toString('latin1')).slice(-bytes.byteLength - LONGEST)
        if (said.includes(toCome[0]!)) {
          toCome.shift()
          said = ''
        }
        if (toCome.length > 0 || at === 'answer') postgres.write(bytes)
        proxy.halted = toCome.length === 0
      })
      postgres.on('data', (bytes) => {
        if (!proxy.halted) program.write(bytes)
      })
      program.on('close', () => postgres.destroy())
      postgres.on('close', () => program.destroy())
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = new URL(to)
    url.port = String((server.address() as AddressInfo).port)
    const proxy = new HaltingProxy(url.href, server, sockets)
    return proxy
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }
}
