// What one window of the app has with the relay over HTTP: sessions, and the events that it has not said to have. Whoever
// listens hears all events after the one that they name, so a stream that was cut goes on exactly where it was. Made by http.ts.
import type { IncomingMessage } from 'node:http'
import type { CloseCode } from '../../contracts/close-codes.ts'
import { type Batch, LINE_ABSENT_MS, LINE_BEAT_MS, LINE_EVENT, packFrames } from '../../contracts/http-transport.ts'
import { type Carrier, CarriedSession, type Taken } from './carried-session.ts'
import type { TransportParts } from './parts.ts'
import { sourceOf } from './addresses.ts'

/** An answer to a beat that takes longer than this is late. */
const ANSWER_MS = 2_000
/** Two beats without a sign of life, and the client is taken for dead (R8). */
const SILENT_MS = 2 * LINE_BEAT_MS + ANSWER_MS
/** Sessions that have ended and are still known as such: a repeat of their first record opens nothing. */
const MOST_OVER = 1_000
/** POSTs of one line that are being answered; a browser makes six at most over HTTP/1.1. */
const MOST_BATCHES = 32

const BEAT = ': beat\n\n'

/** Somebody who listens: the answer to a GET. */
interface Listener {
  readonly give: (text: string) => void
  readonly over: () => void
  readonly replaced: () => void
  /** Of a poll: about so much at once. */
  readonly mostBytes?: number
}

interface Receiver {
  readonly listener: Listener
  /** The last event given to it. */
  position: number
}

type Unlisten = () => void

interface Event {
  readonly id: number
  readonly text: string
  readonly session: CarriedSession | undefined
  readonly bytes: number
}

export class Line implements Carrier {
  readonly #parts: TransportParts
  readonly #over: () => void
  readonly #sessions = new Map<number, CarriedSession>()
  readonly #ended = new Set<number>()
  /** One stream and one poll at most: each has a copy of what it has not taken. */
  readonly #receivers = new Map<'stream' | 'poll', Receiver>()
  readonly #stopBeating: () => void
  /** Those that the client has not said to have. */
  #events: Event[] = []
  #last = 0
  /** The last that it has. */
  #floor = 0
  /** Since when it has not said to have more, though there is. */
  #movedAt = performance.now()
  #heardAt = performance.now()
  #batches = 0
  #absent: NodeJS.Timeout | undefined
  #willGive = false
  #emptySince = performance.now()
  #accepts = true
  #closed = false
  #settled: (() => void) | undefined

  /** `over`: nothing more comes of it. */
  constructor(parts: TransportParts, over: () => void) {
    this.#parts = parts
    this.#over = over
    this.#stopBeating = parts.every(LINE_BEAT_MS / 1_000, () => this.#beat())
    this.#append(`event: ${LINE_EVENT.opened}\ndata:`)
  }

  get sessions(): number {
    return this.#sessions.size
  }

  get late(): boolean {
    return performance.now() - this.#heardAt > LINE_BEAT_MS + ANSWER_MS
  }

  /** Gives all events after that one, now and as they come. The answer ends it; undefined: they cannot be had any more. */
  listen(after: number, listener: Listener): Unlisten | undefined {
    if (!this.#hears(after)) return undefined
    clearTimeout(this.#absent)
    const kind = listener.mostBytes === undefined ? 'stream' : 'poll'
    const before = this.#receivers.get(kind)
    const receiver: Receiver = { listener, position: after }
    this.#receivers.set(kind, receiver)
    before?.listener.replaced()
    this.#give()
    return () => {
      if (this.#receivers.get(kind) !== receiver) return
      this.#receivers.delete(kind)
      this.#lookForAbsence()
    }
  }

  /** A POST is about to be read. The answer is for its end; undefined: there are too many. */
  begin(): (() => void) | undefined {
    if (this.#batches >= MOST_BATCHES) return undefined
    this.#batches++
    return () => void this.#batches--
  }

  /** Applies a POST. */
  async take(batch: Batch, request: IncomingMessage, id: string): Promise<Taken> {
    if (!this.#hears(batch.heard)) return 'over'
    if (batch.session === 0) return 'taken'
    const session = this.#sessions.get(batch.session) ?? this.#open(batch, request, id)
    return typeof session === 'string' ? session : await session.take(batch.first, batch.records)
  }

  push(session: CarriedSession, frames: readonly Uint8Array[]): void {
    const bytes = frames.reduce((sum, { byteLength }) => sum + byteLength, 0)
    session.unheardBytes += bytes
    this.#append(`data: ${session.number} ${encoded(frames)}`, session, bytes)
  }

  pushEnd(session: CarriedSession, code: CloseCode, reason: string): void {
    this.#append(`event: ${LINE_EVENT.ended}\ndata: ${session.number} ${code} ${reason.replaceAll(/[\r\n]/g, ' ')}`)
  }

  ended(session: CarriedSession): void {
    this.#sessions.delete(session.number)
    this.#emptySince = performance.now()
    this.#ended.add(session.number)
    if (this.#ended.size > MOST_OVER) this.#ended.delete(this.#ended.values().next().value!)
  }

  /** Takes no more sessions. The ones there are stay. */
  stopAccepting(): void {
    this.#accepts = false
  }

  /** Ends every session, too. Resolves when the client has heard so, or is gone. */
  async endSessions(code: CloseCode): Promise<void> {
    for (const session of [...this.#sessions.values()]) session.end(code)
    if (!this.#closed && this.#events.length > 0) await new Promise<void>((resolve) => (this.#settled = resolve))
  }

  /** The client has gone, or said goodbye. `clean`: there is no return to wait for. */
  close(clean: boolean): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#absent)
    this.#stopBeating()
    for (const session of [...this.#sessions.values()]) session.leave(clean)
    this.#flush()
    for (const { listener } of this.#receivers.values()) listener.over()
    this.#receivers.clear()
    this.#settled?.()
    this.#over()
  }

  #open({ session: number, first, records }: Batch, request: IncomingMessage, id: string): CarriedSession | Taken {
    const opening = records[0]
    if (!this.#accepts || this.#ended.has(number)) return 'over'
    if (first > 0 || opening === undefined) return 'missing'
    const from = sourceOf(request, this.#parts.trustProxy)
    const giveBack = this.#parts.places.take(from)
    const session = new CarriedSession(
      { number, line: this, transport: this.#parts, giveBack, request: id, from },
      opening.body,
    )
    // One that has no place is over already.
    if (!session.over) this.#sessions.set(number, session)
    return session
  }

  /** A sign of life, which says what the client has. False for what it cannot have, or has said before to have more than. */
  #hears(upTo: number): boolean {
    if (this.#closed || upTo > this.#last) return false
    this.#heardAt = performance.now()
    // One that was overtaken says less than is known.
    if (upTo <= this.#floor) return true
    const had = this.#events.splice(0, upTo - this.#floor)
    this.#floor = upTo
    this.#movedAt = this.#heardAt
    const bytes = new Map<CarriedSession, number>()
    for (const event of had)
      if (event.session !== undefined) bytes.set(event.session, (bytes.get(event.session) ?? 0) + event.bytes)
    for (const [session, sum] of bytes) session.heard(sum)
    if (this.#events.length === 0) this.#settled?.()
    return true
  }

  #append(lines: string, session?: CarriedSession, bytes = 0): void {
    const id = ++this.#last
    if (this.#events.length === 0) this.#movedAt = performance.now()
    this.#events.push({ id, text: `id: ${id}\n${lines}\n\n`, session, bytes })
    this.#give()
  }

  /** One write for all that this turn of the event loop has, say a commit and the acknowledgement of it. */
  #give(): void {
    if (this.#willGive) return
    this.#willGive = true
    process.nextTick(() => {
      this.#willGive = false
      this.#flush()
    })
  }

  #flush(): void {
    for (const receiver of [...this.#receivers.values()]) {
      const { give, mostBytes = Infinity } = receiver.listener
      // What the client has said to have meanwhile is kept no more.
      const from = this.#events.length - (this.#last - Math.max(receiver.position, this.#floor))
      let text = ''
      for (let at = from; at < this.#events.length && text.length < mostBytes; at++) {
        text += this.#events[at]!.text
        receiver.position = this.#events[at]!.id
      }
      if (text !== '') give(text)
    }
  }

  #lookForAbsence(): void {
    if (this.#closed || this.#receivers.size > 0) return
    clearTimeout(this.#absent)
    this.#absent = setTimeout(() => this.close(true), LINE_ABSENT_MS).unref()
  }

  #beat(): void {
    const now = performance.now()
    const stuck = this.#events.length > 0 && now - this.#movedAt > SILENT_MS
    // It says that it is there, and takes nothing (R6).
    if (stuck) for (const session of [...this.#sessions.values()]) session.stalled()
    const empty = this.#sessions.size === 0 && now - this.#emptySince > SILENT_MS
    if (stuck || empty || now - this.#heardAt > SILENT_MS) return this.close(true)
    for (const { listener } of this.#receivers.values()) listener.give(BEAT)
  }
}

const encodings = new WeakMap<readonly Uint8Array[], string>()

/** One commit is the same text for every line: the same array is encoded once. */
function encoded(frames: readonly Uint8Array[]): string {
  const known = encodings.get(frames)
  if (known !== undefined) return known
  const text = Buffer.from(packFrames(frames).buffer).toString('base64')
  encodings.set(frames, text)
  return text
}
