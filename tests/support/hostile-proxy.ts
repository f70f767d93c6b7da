// A proxy in front of a relay that is bad for WebSockets, as those of hotels, companies and anti-virus programs are: it speaks
// HTTP, and has one mood at a time. What is only late is fault-proxy.ts', behind it.
import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { FaultProxy } from './fault-proxy.ts'

export type Mood =
  /** Everything passes. */
  | 'friendly'
  /** It does not know `Upgrade`, and passes on the request without it. */
  | 'strips the upgrade'
  /** The handshake passes, and no frame after it. */
  | 'swallows frames'
  /** An answer is passed on when it has ended, or after holdMs; what an upgraded connection says, after holdMs. */
  | 'holds answers back'
  /** Of each answer and each upgraded connection the first piece passes, and the rest when there are 64 KB of it, or at its end. */
  | 'passes the first piece'
  /** No connection gets older than cutMs. */
  | 'cuts connections'
  /** Everything comes lateMs later, half of it each way. */
  | 'is late'
  /** 502 to everybody. */
  | 'has no relay'

export interface Times {
  readonly holdMs: number
  readonly cutMs: number
  readonly lateMs: number
}

const TIMES: Times = { holdMs: 30_000, cutMs: 10_000, lateMs: 300 }

export class HostileProxy {
  /** When each upgrade was asked for, as performance.now() has it. */
  readonly upgradedAt: number[] = []
  /** Connections that were cut because of their age. */
  cuts = 0
  readonly #server: Server
  readonly #behind: FaultProxy
  readonly #times: Times
  readonly #agent = new Agent({ keepAlive: true })
  readonly #sockets = new Set<Socket>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #mood: Mood = 'friendly'

  private constructor(behind: FaultProxy, times: Times) {
    this.#behind = behind
    this.#times = times
    this.#server = createServer((from, to) => this.#pass(from, to))
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('close', () => this.#sockets.delete(socket))
      if (this.#mood === 'cuts connections') this.#cutInTime(socket)
    })
    this.#server.on('upgrade', (from: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#upgrade(from, socket, head),
    )
  }

  /** Listens on a port of its own, in front of that one of this machine. */
  static async start(toPort: number, times: Partial<Times> = {}): Promise<HostileProxy> {
    const behind = await FaultProxy.start(toPort, () => 0)
    const proxy = new HostileProxy(behind, { ...TIMES, ...times })
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get syncUrl(): string {
    return `${this.url.replace('http', 'ws')}/sync`
  }

  /** For what comes from now on; connections there are stay, but where it cuts. */
  turn(mood: Mood): void {
    this.#mood = mood
    this.#behind.heal()
    const ms = this.#times.lateMs / 2
    if (mood === 'is late') this.#behind.disturb({ passing: { kind: 'late', ms }, direction: 'both', share: 1 })
    if (mood === 'cuts connections') for (const socket of this.#sockets) this.#cutInTime(socket)
  }

  /** Every connection there is. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#server.close()
    this.cut()
    this.#agent.destroy()
    await this.#behind.close()
  }

  #pass(from: IncomingMessage, to: ServerResponse, headers = from.headers): void {
    if (this.#mood === 'has no relay') return void to.writeHead(502, { 'content-type': 'text/html' }).end('Bad Gateway')
    const { method, url } = from
    const asked = request({
      port: this.#behind.port,
      host: '127.0.0.1',
      agent: this.#agent,
      method,
      path: url,
      headers,
    })
    asked.on('error', () => to.destroy())
    to.on('close', () => asked.destroy())
    asked.on('response', (answer) => {
      to.writeHead(answer.statusCode!, answer.headers)
      answer.on('error', () => to.destroy())
      const held = this.#holder((bytes) => to.write(bytes))
      if (held === undefined) {
        to.flushHeaders()
        return void answer.pipe(to)
      }
      // Its head goes with the first byte of the body.
      answer.on('data', held.take)
      answer.on('end', () => {
        held.letGo()
        to.end()
      })
      answer.on('close', () => to.destroyed || to.end())
    })
    from.pipe(asked)
  }

  #upgrade(from: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.upgradedAt.push(performance.now())
    socket.on('error', () => undefined)
    if (this.#mood === 'strips the upgrade' || this.#mood === 'has no relay') return this.#withoutUpgrade(from, socket)
    const relay = connect({ port: this.#behind.port, host: '127.0.0.1', noDelay: true })
    relay.on('error', () => socket.destroy())
    relay.on('close', () => socket.destroy())
    socket.on('close', () => relay.destroy())
    relay.write(`${from.method} ${from.url} HTTP/1.1\r\n${rawHead(from)}\r\n`)
    relay.write(head)
    const swallows = this.#mood === 'swallows frames'
    if (!swallows) socket.pipe(relay)
    const held = this.#holder((bytes) => socket.write(bytes))
    let shaken = false
    relay.on('data', (bytes: Buffer) => {
      if (held !== undefined) return held.take(bytes)
      if (!swallows) return void socket.write(bytes)
      if (shaken) return
      const end = bytes.indexOf('\r\n\r\n')
      shaken = true
      socket.write(bytes.subarray(0, end + 4))
    })
  }

  /** As a proxy does that knows HTTP/1.1 and no more: the request goes on, and says nothing of an upgrade. */
  #withoutUpgrade(from: IncomingMessage, socket: Duplex): void {
    if (this.#mood === 'has no relay')
      return void socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    const headers = { ...from.headers, connection: 'close' }
    delete headers.upgrade
    const asked = request({ port: this.#behind.port, host: '127.0.0.1', method: from.method, path: from.url, headers })
    asked.on('error', () => socket.destroy())
    asked.on('response', (answer) => {
      answer.resume()
      socket.end(
        `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      )
    })
    asked.end()
  }

  /** Undefined: everything passes. */
  #holder(give: (bytes: Buffer) => void): Holder | undefined {
    if (this.#mood === 'holds answers back') return this.#hold(give)
    return this.#mood === 'passes the first piece' ? gather(give) : undefined
  }

  /** Gives what it has taken after holdMs, or when it is told to. */
  #hold(give: (bytes: Buffer) => void): Holder {
    const kept: Buffer[] = []
    let timer: NodeJS.Timeout | undefined
    const letGo = (): void => {
      clearTimeout(timer)
      timer = undefined
      for (const bytes of kept.splice(0)) give(bytes)
    }
    return {
      take: (bytes) => {
        kept.push(bytes)
        timer ??= this.#later(this.#times.holdMs, letGo)
      },
      letGo,
    }
  }

  #cutInTime(socket: Socket): void {
    this.#later(this.#times.cutMs, () => {
      if (!socket.destroyed) this.cuts++
      socket.destroy()
    })
  }

  #later(ms: number, then: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      then()
    }, ms)
    this.#timers.add(timer)
    return timer
  }
}

interface Holder {
  take(bytes: Buffer): void
  letGo(): void
}

const GATHERED_BYTES = 64 * 1_024

/** Gives the first piece, and the rest when there is enough of it, or when it is told to. */
function gather(give: (bytes: Buffer) => void): Holder {
  let kept: Buffer | undefined
  const letGo = (): void => {
    if (kept !== undefined && kept.byteLength > 0) give(kept)
    kept = Buffer.alloc(0)
  }
  return {
    take: (bytes) => {
      if (kept === undefined) give(bytes)
      kept = kept === undefined ? Buffer.alloc(0) : Buffer.concat([kept, bytes])
      if (kept.byteLength > GATHERED_BYTES) letGo()
    },
    letGo,
  }
}

const rawHead = ({ rawHeaders }: IncomingMessage): string =>
  rawHeaders.reduce((head, text, at) => head + text + (at % 2 === 0 ? ': ' : '\r\n'), '')
