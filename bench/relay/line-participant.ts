// A participant (participant.ts) whose frames go over HTTP: POST up, server-sent events down. What is sent while a request is
// under way goes with the next, as in the app. This relay alone speaks so.
import { randomBytes } from 'node:crypto'
import { Agent, type IncomingMessage, request, type RequestOptions } from 'node:http'
import {
  HEARD_EVERY_BYTES,
  HEARD_HEADER,
  LINE_HEADER,
  LINE_PATH,
  type LineRecord,
  unpackFrames,
  writeBatch,
} from '../../contracts/http-transport.ts'
import { EMPTY_UPDATE } from '../../contracts/empty-update.ts'
import { type Frame, readFrame, write } from '../../contracts/wire.ts'
import { NOTHING_KNOWN, type ParticipantOptions } from './participant.ts'

const SESSION = 1
const BEAT = ': beat'

export type LineOptions = Pick<ParticipantOptions, 'port' | 'document' | 'heard'>

export class LineParticipant {
  readonly #options: LineOptions
  readonly #agent = new Agent({ keepAlive: true })
  readonly #headers = { [LINE_HEADER]: randomBytes(16).toString('hex') }
  readonly #synced = Promise.withResolvers<void>()
  #queue: LineRecord[] = []
  #next = 0
  #sending = false
  #heard = 0
  #rest = ''
  #untold = 0

  private constructor(options: LineOptions) {
    this.#options = options
    this.#ask({ method: 'GET', headers: { ...this.#headers, [HEARD_HEADER]: '0' } }, (answer) => {
      answer.setEncoding('latin1')
      answer.on('data', (text: string) => this.#read(text))
      answer.on('error', (error) => this.#synced.reject(error))
    })
  }

  /** Joins, and waits until it has everything. */
  static async join(options: LineOptions): Promise<LineParticipant> {
    const participant = new LineParticipant(options)
    await participant.#synced.promise
    return participant
  }

  prepare(update: Uint8Array): Uint8Array {
    return write.update(update)
  }

  sendPrepared(frames: readonly Uint8Array[]): void {
    for (const body of frames) this.#queue.push({ kind: 'frame', body })
    if (!this.#sending) this.#sendAll()
  }

  #sendAll(): void {
    this.#sending = this.#queue.length > 0
    if (!this.#sending) return
    const records = this.#queue
    this.#queue = []
    const body = writeBatch({ session: SESSION, first: this.#next, heard: this.#heard, records })
    this.#next += records.length
    this.#post(body, () => this.#sendAll())
  }

  #post(body: Uint8Array, answered: () => void): void {
    const headers = {
      ...this.#headers,
      'content-type': 'application/octet-stream',
      'content-length': body.byteLength,
    }
    this.#untold = 0
    this.#ask({ method: 'POST', headers }, (answer) => answer.resume().on('end', answered), body)
  }

  #ask(options: RequestOptions, answered: (answer: IncomingMessage) => void, body?: Uint8Array): void {
    const asked = request(
      { host: '127.0.0.1', port: this.#options.port, path: LINE_PATH, agent: this.#agent, ...options },
      (answer) => {
        if (answer.statusCode! < 300) return answered(answer)
        this.#synced.reject(new Error(`the relay answered ${answer.statusCode} to a ${options.method}`))
      },
    )
    asked.on('error', (error) => this.#synced.reject(error))
    asked.end(body)
  }

  #read(text: string): void {
    const events = (this.#rest + text).split('\n\n')
    this.#rest = events.pop()!
    for (const event of events) this.#hear(event)
  }

  #hear(event: string): void {
    this.#untold += event.length
    if (event.startsWith(BEAT) || this.#untold > HEARD_EVERY_BYTES)
      this.#post(writeBatch({ session: 0, first: 0, heard: this.#heard, records: [] }), () => undefined)
    const [id = '', ...lines] = event.split('\n')
    if (!id.startsWith('id: ')) return
    this.#heard = Number(id.slice(4))
    if (lines[0]!.startsWith('event: line')) {
      const opening = new TextEncoder().encode(this.#options.document)
      this.#queue.push({ kind: 'open', body: opening })
      return this.sendPrepared([write.step1(NOTHING_KNOWN)])
    }
    const [, base64] = /^data: \d+ (\S+)$/.exec(lines[0]!) ?? []
    if (base64 === undefined) return
    for (const bytes of unpackFrames(Buffer.from(base64, 'base64'))!) this.#frame(readFrame(bytes))
  }

  #frame(frame: Frame): void {
    if (frame.kind === 'step1') return this.sendPrepared([write.step2(EMPTY_UPDATE)])
    if (frame.kind !== 'update') return
    this.#options.heard?.(frame.update, 0)
    if (frame.step2) this.#synced.resolve()
  }
}
