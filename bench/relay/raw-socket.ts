// A WebSocket client on a plain TCP socket, as cheap as it can be: a load of a million messages a second would otherwise
// measure the client. Text, fragments and extensions are not spoken. One per participant.
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

const OPCODE = { binary: 2, close: 8, ping: 9, pong: 10 } as const
const MASKED = 0x80
const FINAL = 0x80
/** So much of a message says what it is. */
const BEGINNING_BYTES = 64

/** Hears each whole message; the bytes are only good until it returns. */
export type OnMessage = (message: Uint8Array) => void

export interface RawSocketOptions {
  readonly port: number
  readonly path: string
  readonly protocol: string | undefined
  readonly message: OnMessage
  /** Of a message that comes in pieces only the beginning is kept: for those who only count. */
  readonly beginnings?: boolean
  /** The connection is over. */
  readonly closed?: (code: number | undefined) => void
}

export class RawSocket {
  readonly #socket: Socket
  readonly #options: RawSocketOptions
  readonly #opened = Promise.withResolvers<void>()
  #upgraded = false
  #rest: Buffer | undefined
  /** A message that came in several pieces, so far; its first `#filled` bytes are there. */
  #large: Buffer | undefined
  #largeOpcode = 0
  #filled = 0
  /** What is still to come of a message of which only the beginning was wanted. */
  #skip = 0
  #closeCode: number | undefined
  receivedBytes = 0

  constructor(options: RawSocketOptions) {
    this.#options = options
    this.#socket = connect({ host: '127.0.0.1', port: options.port, noDelay: true })
    this.#socket.on('connect', () => this.#handshake())
    this.#socket.on('data', (chunk) => this.#receive(chunk))
    this.#socket.on('error', (error) => this.#opened.reject(error))
    this.#socket.on('close', () => {
      this.#opened.reject(new Error('the relay closed the connection before it was open'))
      options.closed?.(this.#closeCode)
    })
    // Whoever does not ask does not want to know.
    this.#opened.promise.catch(() => undefined)
  }

  get opened(): Promise<void> {
    return this.#opened.promise
  }

  /** What was sent and is still here. */
  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  async drained(): Promise<void> {
    if (this.#socket.writableNeedDrain) await new Promise((resolve) => this.#socket.once('drain', resolve))
  }

  send(message: Uint8Array): void {
    this.#socket.write(clientFrame(OPCODE.binary, message))
  }

  /** Frames made by `clientFrame`, in one write. */
  sendFrames(frames: readonly Uint8Array[]): void {
    this.#socket.write(frames.length === 1 ? frames[0]! : Buffer.concat(frames))
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Leaves with a goodbye. */
  close(): void {
    this.#socket.end(clientFrame(OPCODE.close, Buffer.from([0x03, 0xe8])))
    this.#socket.resume()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #handshake(): void {
    const { port, path, protocol } = this.#options
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    ]
    this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  }

  #receive(chunk: Buffer): void {
    let bytes = chunk
    if (this.#rest !== undefined) {
      bytes = Buffer.concat([this.#rest, chunk])
      this.#rest = undefined
    }
    if (!this.#upgraded) {
      const end = bytes.indexOf('\r\n\r\n')
      if (end < 0) return void (this.#rest = bytes)
      if (!bytes.toString('latin1', 0, 12).endsWith('101')) {
        this.#opened.reject(new Error(`the relay answered ${bytes.toString('latin1', 0, 80)}`))
        return this.destroy()
      }
      this.#upgraded = true
      this.#opened.resolve()
      bytes = bytes.subarray(end + 4)
    }
    this.receivedBytes += bytes.byteLength
    this.#read(bytes)
  }

  #read(bytes: Buffer): void {
    let at = 0
    if (this.#skip > 0) {
      at = Math.min(this.#skip, bytes.length)
      this.#skip -= at
    }
    if (this.#large !== undefined) {
      at = this.#fill(bytes, 0)
      if (this.#large !== undefined) return
    }
    while (at < bytes.length) {
      if (at + 2 > bytes.length) return void (this.#rest = bytes.subarray(at))
      let length = bytes[at + 1]!
      let body = at + 2
      if (length === 126) {
        if (at + 4 > bytes.length) return void (this.#rest = bytes.subarray(at))
        length = (bytes[at + 2]! << 8) | bytes[at + 3]!
        body = at + 4
      } else if (length === 127) {
        if (at + 10 > bytes.length) return void (this.#rest = bytes.subarray(at))
        length = bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6)
        body = at + 10
      }
      const opcode = bytes[at]! & 0x0f
      if (body + length <= bytes.length) {
        this.#hear(opcode, bytes.subarray(body, body + length))
        at = body + length
        continue
      }
      if (this.#options.beginnings === true) {
        if (bytes.length - body < BEGINNING_BYTES) return void (this.#rest = bytes.subarray(at))
        this.#hear(opcode, bytes.subarray(body))
        this.#skip = length - (bytes.length - body)
        return
      }
      this.#large = Buffer.allocUnsafe(length)
      this.#largeOpcode = opcode
      this.#filled = 0
      at = this.#fill(bytes, body)
    }
  }

  /** Takes what belongs to the message that is under way; answers where the next one begins. */
  #fill(bytes: Buffer, from: number): number {
    const large = this.#large!
    const taken = Math.min(large.length - this.#filled, bytes.length - from)
    bytes.copy(large, this.#filled, from, from + taken)
    this.#filled += taken
    if (this.#filled === large.length) {
      this.#large = undefined
      this.#hear(this.#largeOpcode, large)
    }
    return from + taken
  }

  #hear(opcode: number, payload: Buffer): void {
    if (opcode === OPCODE.binary) this.#options.message(payload)
    else if (opcode === OPCODE.ping) this.#socket.write(clientFrame(OPCODE.pong, payload))
    else if (opcode === OPCODE.close) {
      this.#closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : undefined
      this.close()
    }
  }
}

/** A binary message as a client sends it: masked, with a mask of zeros. */
export const messageFrame = (message: Uint8Array): Uint8Array => clientFrame(OPCODE.binary, message)

function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const length = payload.byteLength
  const head = length < 126 ? 6 : length < 65_536 ? 8 : 14
  const frame = Buffer.alloc(head + length)
  frame[0] = FINAL | opcode
  if (length < 126) frame[1] = MASKED | length
  else if (length < 65_536) {
    frame[1] = MASKED | 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = MASKED | 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.set(payload, head)
  return frame
}
