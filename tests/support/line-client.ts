// A client that speaks to a relay over HTTP request by request (contracts/http-transport.ts): for stories about single requests,
// repeats, streams that are cut, and bad input. It keeps every event it heard.
import { randomBytes } from 'node:crypto'
import {
  HEARD_HEADER,
  LINE_EVENT,
  LINE_HEADER,
  LINE_PATH,
  type LineRecord,
  PREFER_HEADER,
  unpackFrames,
  writeBatch,
} from '../../contracts/http-transport.ts'
import { type Frame, readFrame } from '../../contracts/wire.ts'
import { EventLines, type LineEvent } from '../../renderer/collab/event-lines.ts'
import type { Reachable } from './relay-address.ts'
import { until } from './until.ts'

interface AskInit extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>
}

export class LineClient {
  readonly id = randomBytes(16).toString('hex')
  /** In the order in which they came, repeats included. */
  readonly events: LineEvent[] = []
  /** The last one: what it says to have, unless a story says otherwise. */
  heard = 0
  beats = 0
  /** The relay, or somebody on the way, has ended the stream. */
  streamEnded = false
  readonly #relay: Reachable
  readonly #streams = new Set<AbortController>()
  readonly #next = new Map<number, number>()

  constructor(relay: Reachable) {
    this.#relay = relay
  }

  /** With a stream, and the first event of it. */
  static async open(relay: Reachable): Promise<LineClient> {
    const client = new LineClient(relay)
    await client.listen()
    await until('the first event', () => client.heard > 0)
    return client
  }

  /** And a session on this document, which has said hello. */
  static async join(relay: Reachable, path: string, session = 1): Promise<LineClient> {
    const client = await LineClient.open(relay)
    await client.join(path, session)
    return client
  }

  async join(path: string, session = 1): Promise<void> {
    await this.send(session, { kind: 'open', body: new TextEncoder().encode(path) })
    await until('hello, or an end', () => this.frames(session)[0]?.kind === 'hello' || this.closeCode(session))
  }

  ask({ headers = {}, ...init }: AskInit = {}): Promise<Response> {
    return fetch(new URL(LINE_PATH, this.#relay.url), { ...init, headers: { [LINE_HEADER]: this.id, ...headers } })
  }

  /** A stream of all after what it has. Answers its status. */
  async listen(): Promise<number> {
    const stream = new AbortController()
    const response = await this.ask({ headers: { [HEARD_HEADER]: String(this.heard) }, signal: stream.signal })
    if (!response.ok) return response.status
    this.streamEnded = false
    this.#streams.add(stream)
    this.#read(response).then(
      () => (this.streamEnded = true),
      () => undefined,
    )
    return response.status
  }

  /** What a poll brings. */
  async poll(seconds = 5): Promise<number> {
    const headers = { [HEARD_HEADER]: String(this.heard), [PREFER_HEADER]: `wait=${seconds}` }
    const response = await this.ask({ headers })
    if (response.ok) await this.#read(response)
    return response.status
  }

  /** Cuts every stream, as something on the way would. */
  cut(): void {
    for (const stream of this.#streams) stream.abort()
    this.#streams.clear()
  }

  /** In order, with the next numbers. Answers the status. */
  async send(session: number, ...records: readonly LineRecord[]): Promise<number> {
    const first = this.#next.get(session) ?? 0
    this.#next.set(session, first + records.length)
    return await this.post(session, first, records)
  }

  async sendFrames(session: number, ...frames: readonly Uint8Array[]): Promise<number> {
    return await this.send(session, ...frames.map((body): LineRecord => ({ kind: 'frame', body })))
  }

  async post(session: number, first: number, records: readonly LineRecord[]): Promise<number> {
    return await this.postBytes(writeBatch({ session, first, heard: this.heard, records }))
  }

  async postBytes(body: Uint8Array<ArrayBuffer>): Promise<number> {
    const { status } = await this.ask({
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body,
    })
    return status
  }

  frames(session = 1): Frame[] {
    return this.events.flatMap(({ name, data }) => {
      const [number, base64 = ''] = data.split(' ')
      if (name !== '' || number !== String(session)) return []
      return unpackFrames(Buffer.from(base64, 'base64'))!.map((bytes) => readFrame(bytes))
    })
  }

  /** The last `saved n`. */
  saved(session = 1): number {
    return this.frames(session).reduce((last, frame) => (frame.kind === 'saved' ? frame.count : last), 0)
  }

  closeCode(session = 1): number | undefined {
    const end = this.events.find(({ name, data }) => name === LINE_EVENT.ended && data.startsWith(`${session} `))
    return end && Number(end.data.split(' ')[1])
  }

  async #read(response: Response): Promise<void> {
    const lines = new EventLines((event) => {
      if (event.comment === 'beat') this.beats++
      if (event.id === null) return
      this.events.push(event)
      this.heard = event.id
    })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) lines.read(piece.value)
  }
}
