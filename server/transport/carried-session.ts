// One session on a line: a session's Socket to the relay, and to the client records with numbers. A record is applied once,
// however often it comes, and in its place. Made by line.ts.
import { CLOSE, type CloseCode } from '../../contracts/close-codes.ts'
import type { LineRecord } from '../../contracts/http-transport.ts'
import { SYNC_PATH } from '../../contracts/wire.ts'
import { forLog } from '../log.ts'
import type { Socket, SocketListener } from '../session/socket.ts'
import { epochIn, type TransportParts } from './parts.ts'

/** The answer to a POST is held back so long while the session is not read (R6, L2); proxies wait for 30 s at least. */
const HOLD_MS = 20_000

/** `later`: nothing of it was applied. `missing`: records before these have not come. `over`: the session has ended. */
export type Taken = 'taken' | 'later' | 'missing' | 'over'

/** What a session needs of its line. */
export interface Carrier {
  /** Nothing was heard of the client for longer than it should be. */
  readonly late: boolean
  /** Puts frames into the stream; the bytes of it that count as not taken. */
  push(session: CarriedSession, frames: readonly Uint8Array[]): void
  pushEnd(session: CarriedSession, code: CloseCode, reason: string): void
  ended(session: CarriedSession): void
}

export interface CarriedParts {
  readonly number: number
  readonly line: Carrier
  readonly transport: Pick<TransportParts, 'admit' | 'traffic' | 'closed' | 'log'>
  /** Gives back its place, once (L5); undefined: the address has none left. */
  readonly giveBack: (() => void) | undefined
  /** Of the POST that opens it. */
  readonly request: string
  readonly from: string
}

export class CarriedSession implements Socket {
  readonly number: number
  /** Bytes in the stream that the client has not said to have. */
  unheardBytes = 0
  readonly #parts: CarriedParts
  readonly #admitted: Promise<void>
  #listener: SocketListener | undefined
  #over = false
  /** The number of the next record; the first has opened it. */
  #next = 1
  /** While it is not read: resolves when it is again. */
  #paused: PromiseWithResolvers<void> | undefined

  /** `opening`: what its first record says, as it stands there. */
  constructor(parts: CarriedParts, opening: Uint8Array) {
    this.#parts = parts
    this.number = parts.number
    this.#admitted = this.#admit(new TextDecoder().decode(opening))
  }

  get over(): boolean {
    return this.#over
  }

  get bufferedBytes(): number {
    return this.unheardBytes
  }

  get silent(): boolean {
    return this.#parts.line.late
  }

  send(frames: readonly Uint8Array[]): void {
    if (this.#over || frames.length === 0) return
    const { traffic } = this.#parts.transport
    for (const { byteLength } of frames) traffic.bytesSent += byteLength
    traffic.framesSent += frames.length
    this.#parts.line.push(this, frames)
  }

  pause(): void {
    this.#paused ??= Promise.withResolvers()
  }

  resume(): void {
    this.#paused?.resolve()
    this.#paused = undefined
  }

  close(code: CloseCode, reason: string = CLOSE[code].reason): void {
    if (this.#over) return
    this.#parts.transport.closed(code)
    this.#parts.line.pushEnd(this, code, reason)
    this.#finish()
  }

  /** Applies what is new of these. The answer to the client may wait for it: whoever is not read is not answered. */
  async take(first: number, records: readonly LineRecord[]): Promise<Taken> {
    const until = performance.now() + HOLD_MS
    await this.#admitted
    if (!(await this.#read(until))) return 'later'
    if (this.#over) return 'over'
    if (first > this.#next) return 'missing'
    const known = Math.min(this.#next - first, records.length)
    if (known > 0) this.#listener?.receiveControl(bytesOf(records.slice(0, known)))
    for (const record of records.slice(known)) this.#apply(record)
    await this.#read(until)
    return 'taken'
  }

  /** The client has said that it has so much more of the stream. */
  heard(bytes: number): void {
    this.unheardBytes -= bytes
    if (!this.#over) this.#listener?.drained()
  }

  /** It takes nothing any more, though it is there. */
  stalled(): void {
    this.#listener?.stalled()
  }

  /** The client has gone, or said so. `clean`: there is no return to wait for. */
  leave(clean: boolean): void {
    if (this.#over) return
    this.#finish()
    this.#listener?.closed(clean)
  }

  /** The relay is going. */
  end(code: CloseCode): void {
    if (this.#over) return
    this.close(code)
    // What it is told of a close of its own is that the other side has gone.
    this.#listener?.closed(true)
  }

  async #admit(opening: string): Promise<void> {
    const { transport, request, from, giveBack } = this.#parts
    const [path = '', query] = opening.split('?', 2)
    if (giveBack === undefined) {
      transport.log.warn(
        { request, path: forLog(SYNC_PATH + path), from },
        'an address has all its sessions; see LIGATURE_MAX_SESSIONS_PER_ADDRESS',
      )
      return this.close(4530)
    }
    try {
      const admitted = await transport.admit({ path, epoch: epochIn(query), extended: true, request, from })
      if (this.#over) return
      if (typeof admitted === 'number') this.close(admitted)
      else this.#listener = admitted(this)
    } catch (error) {
      transport.log.error({ request, path: forLog(SYNC_PATH + path), err: error }, 'could not accept a session')
      this.close(4500)
    }
  }

  #apply({ kind, body }: LineRecord): void {
    this.#next++
    if (this.#over) return
    if (kind === 'leave' || kind === 'move') return this.leave(kind === 'leave')
    const { traffic } = this.#parts.transport
    traffic.framesReceived++
    traffic.bytesReceived += body.byteLength
    this.#listener?.receive(body)
  }

  /** Waits until it is read. False when that takes too long. */
  async #read(until: number): Promise<boolean> {
    while (this.#paused !== undefined) {
      const left = until - performance.now()
      if (left <= 0) return false
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, left)
      await Promise.race([this.#paused.promise, promise])
      clearTimeout(timer)
    }
    return true
  }

  #finish(): void {
    this.#over = true
    this.resume()
    this.#parts.giveBack?.()
    this.#parts.line.ended(this)
  }
}

const bytesOf = (records: readonly LineRecord[]): number => records.reduce((sum, { body }) => sum + body.byteLength, 0)
