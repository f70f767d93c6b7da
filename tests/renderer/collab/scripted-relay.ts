// The other side of a socket in tests, doing exactly what a story says and nothing else. Real TCP, real WebSockets.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { DocumentId, Epoch } from '../../../contracts/ids.ts'
import { readFrame, write, type Frame, type Hello } from '../../../contracts/wire.ts'
import { until } from '../../support/until.ts'

export const DOCUMENT = 'doc' as DocumentId

export function hello(change: Partial<Hello> = {}): Uint8Array {
  return write.hello({
    document: DOCUMENT,
    epoch: 'e1' as Epoch,
    head: 0,
    role: 'editor',
    schemaVersion: 1,
    relay: { name: 'Scripted', instance: 'one' },
    limits: { maxFrameBytes: 1_000 },
    serverTime: 0,
    ...change,
  })
}

/** One client as the relay sees it. */
export interface Visitor {
  readonly document: DocumentId
  readonly socket: WebSocket
  readonly frames: Frame[]
  readonly closed: () => boolean
}

export class ScriptedRelay {
  readonly visitors: Visitor[] = []
  readonly #server: WebSocketServer
  /** What happens to each newcomer, and to each frame. */
  greet: (visitor: Visitor) => void
  answer: (frame: Frame, visitor: Visitor) => void = () => undefined

  private constructor(server: WebSocketServer, greet: (visitor: Visitor) => void) {
    this.#server = server
    this.greet = greet
    server.on('connection', (socket, { url }) => {
      const document = new URL(url!, 'http://relay').pathname.split('/').at(-1) as DocumentId
      const visitor: Visitor = { document, socket, frames: [], closed: () => socket.readyState === socket.CLOSED }
      this.visitors.push(visitor)
      socket.on('error', () => undefined) // A client that hangs up is part of the stories.
      socket.on('message', (bytes: Buffer) => {
        const frame = readFrame(bytes)
        visitor.frames.push(frame)
        this.answer(frame, visitor)
      })
      this.greet(visitor)
    })
  }

  static async listen(greet: (visitor: Visitor) => void): Promise<ScriptedRelay> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    return new ScriptedRelay(server, greet)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async visitor(nth: number): Promise<Visitor> {
    return await until(`visitor ${nth}`, () => this.visitors[nth - 1])
  }

  async close(): Promise<void> {
    for (const { socket } of this.visitors) socket.terminate()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
