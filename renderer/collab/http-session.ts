// One session on a line over HTTP: its records, numbered and in order, each until the relay has taken it; what is sent while a
// request is under way goes with the next. Made by http-line.ts, and the Transport of a resilient-socket.ts.
import { type LineRecord, MAX_BATCH_BYTES, type RecordKind } from '../../contracts/http-transport.ts'
import type { CloseCode } from '../../contracts/close-codes.ts'
import type { ABNORMAL_CLOSURE, Transport, TransportEvents } from './transport.ts'

/** What became of a batch. `over`: the relay does not have this session, or not any more. */
export type Sent = 'taken' | 'over' | 'too large'

interface Numbered {
  readonly first: number
  readonly records: readonly LineRecord[]
}

export interface SessionLine {
  send(batch: Numbered): Promise<Sent>
  over(): void
}

/** More takes longer than a silence on a slow line. */
const LARGE_BYTES = 32 * 1_024
const TOO_LARGE: CloseCode = 4413
/** Not the value of transport.ts, for road.ts' reason. */
const BROKEN: typeof ABNORMAL_CLOSURE = 1006

export class HttpSession implements Transport {
  readonly #events: TransportEvents
  readonly #line: SessionLine
  /** Those that the relay has not taken; the number of the first. */
  #records: LineRecord[] = []
  #first = 0
  #sending = false
  /** Under way. */
  #sendingBytes = 0
  /** Nothing is heard any more, or to be sent beside what waits. */
  #closed = false

  /** `opening`: what stands behind `/sync/`. */
  constructor(opening: string, events: TransportEvents, line: SessionLine) {
    this.#events = events
    this.#line = line
    this.#add('open', new TextEncoder().encode(opening))
  }

  /** Its POST ends by itself. */
  get busy(): boolean {
    return this.#sendingBytes > LARGE_BYTES
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (!this.#closed) this.#add('frame', frame)
  }

  close(comesBack = false): void {
    if (this.#closed) return
    this.#closed = true
    this.#add(comesBack ? 'move' : 'leave')
  }

  hear(frame: Uint8Array<ArrayBuffer>): void {
    if (!this.#closed) this.#events.frame(frame)
  }

  /** By the relay. */
  ended(code: number, reason: string): void {
    this.#records = []
    this.#line.over()
    if (this.#closed) return
    this.#closed = true
    this.#events.ended(code, reason)
  }

  broken(why: string): void {
    this.ended(BROKEN, why)
  }

  /** What is to be said at once: what waits, and goodbye. What is under way may have arrived or not. */
  leavePage(): Numbered {
    this.close()
    return { first: this.#first, records: this.#records }
  }

  #add(kind: RecordKind, body = new Uint8Array()): void {
    this.#records.push({ kind, body })
    if (this.#sending) return
    this.#sending = true
    // All of this turn in one request.
    queueMicrotask(() => void this.#sendAll())
  }

  async #sendAll(): Promise<void> {
    while (this.#records.length > 0) {
      const records = this.#firstBatch()
      this.#sendingBytes = records.reduce((sum, { body }) => sum + body.byteLength, 0)
      const sent = await this.#line.send({ first: this.#first, records })
      this.#sendingBytes = 0
      if (sent === 'too large') this.ended(TOO_LARGE, '')
      else if (sent === 'over') this.broken('the relay has ended it')
      this.#first += records.length
      this.#records = this.#records.slice(records.length)
      if (this.#closed && this.#records.length === 0) this.#line.over()
    }
    this.#sending = false
  }

  #firstBatch(): readonly LineRecord[] {
    let bytes = 0
    const end = this.#records.findIndex(({ body }, at) => (bytes += body.byteLength) > MAX_BATCH_BYTES && at > 0)
    return end === -1 ? this.#records.slice() : this.#records.slice(0, end)
  }
}
