// A peer that speaks WebSocket by hand on a plain TCP socket: it asks with any target and headers, sends only what it is
// told to, and answers nothing. For stories about dead peers and about bytes that no client library would send.
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import type { Reachable } from './relay-address.ts'
import { until } from './until.ts'

export class RawPeer {
  readonly #socket: Socket
  heard = Buffer.alloc(0)
  gone = false
  /** The relay says nothing more, though this side has not hung up. */
  hungUp = false

  private constructor(relay: Reachable, allowHalfOpen: boolean) {
    const { hostname, port } = new URL(relay.url)
    this.#socket = connect({ host: hostname, port: Number(port), allowHalfOpen })
    this.#socket.on('data', (chunk) => (this.heard = Buffer.concat([this.heard, chunk])))
    this.#socket.on('end', () => (this.hungUp = true))
    this.#socket.on('close', () => (this.gone = true))
    this.#socket.on('error', () => undefined)
  }

  /** Connected, and has said nothing. */
  static connect(relay: Reachable): RawPeer {
    return new RawPeer(relay, true)
  }

  /** Asks for an upgrade at `target`, raw. `headers` replace the usual ones. Waits for the answer's head. */
  static async upgrade(
    relay: Reachable,
    target: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawPeer> {
    const peer = RawPeer.connect(relay)
    const fields = {
      Host: new URL(relay.url).host,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...headers,
    }
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
    peer.sendBytes(Buffer.from(`GET ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'utf8'))
    await until(`the answer to ${target.slice(0, 40)}`, () => peer.gone || peer.heard.includes('\r\n\r\n'))
    return peer
  }

  /** Status of the answer to the upgrade; 0 when the relay only hung up. */
  get status(): number {
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(this.heard.toString('latin1'))?.[1] ?? 0)
  }

  /** Body of the answer to the upgrade as text. */
  get body(): string {
    return this.heard.toString('utf8').split('\r\n\r\n').slice(1).join('\r\n\r\n')
  }

  /** Code of the close frame the relay sent; undefined while it has sent none. */
  get closeCode(): number | undefined {
    for (const { opcode, payload } of this.#frames()) if (opcode === 8) return payload.readUInt16BE(0)
    return undefined
  }

  /** How many pings the relay sent. */
  get pings(): number {
    return this.#frames().filter(({ opcode }) => opcode === 9).length
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(bytes)
  }

  /** One binary message, masked with zeros. */
  sendMessage(message: Uint8Array): void {
    const size = Buffer.alloc(2)
    size.writeUInt16BE(message.byteLength)
    const length = message.byteLength < 126 ? [0x80 | message.byteLength] : [0x80 | 126, ...size]
    this.sendBytes(Buffer.concat([Buffer.from([0x82, ...length, 0, 0, 0, 0]), message]))
  }

  /** From now on it takes nothing. */
  stopReading(): void {
    this.#socket.pause()
  }

  leave(): void {
    this.#socket.destroy()
  }

  /** The relay's WebSocket frames so far; the last may be incomplete and is then left out. */
  #frames(): { opcode: number; payload: Buffer }[] {
    const frames: { opcode: number; payload: Buffer }[] = []
    let at = this.heard.indexOf('\r\n\r\n') + 4
    while (at + 2 <= this.heard.length) {
      const opcode = this.heard[at]! & 0x0f
      let length = this.heard[at + 1]! & 0x7f
      at += 2
      if (length === 126) {
        length = this.heard.readUInt16BE(at)
        at += 2
      } else if (length === 127) {
        length = Number(this.heard.readBigUInt64BE(at))
        at += 8
      }
      if (at + length > this.heard.length) break
      frames.push({ opcode, payload: this.heard.subarray(at, at + length) })
      at += length
    }
    return frames
  }
}
