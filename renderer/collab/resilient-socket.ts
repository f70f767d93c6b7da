// A WebSocket to its face, one session with the relay behind it, over the transport that road.ts has chosen. y-websocket's
// provider takes it for the browser's and makes a new one after each `onclose`; what must outlive it lives in dialer.ts. It
// stays CONNECTING through back-off and tries, and says `open` only after the relay's `hello`, so a proxy that accepts and
// swallows is found out.
// Extension frames (contracts/wire.ts) are spoken here and never reach the provider, which would log them as errors.
import { CLOSE, type CloseCode, meaningOf } from '../../contracts/close-codes.ts'
import type { DocumentId, Epoch } from '../../contracts/ids.ts'
import { SUBPROTOCOL, readFrame, write, type Frame } from '../../contracts/wire.ts'
import type { Hello, Refusal, Role } from '../../contracts/wire.ts'
import type { Dialer } from './dialer.ts'
import { Liveness } from './liveness.ts'
import { SentFrames } from './sent-frames.ts'
import {
  ABNORMAL_CLOSURE,
  dialWebSocket,
  type Transport,
  type TransportEvents,
  type TransportName,
} from './transport.ts'

/** Who the socket speaks for: the document, as far as a socket needs to know it. */
export interface Correspondent {
  readonly document: DocumentId
  /** The number of the last local change (debts.ts). */
  readonly localNumber: number
  /** The relay has no more room for this document. */
  readonly isFull: boolean
  /** All that the holder of this state vector lacks, deletions as such: what was written and deleted again is no text. */
  leanDiff(stateVector: Uint8Array): Uint8Array
  /** The relay's state vector: what it holds as this session begins. */
  relayHas(stateVector: Uint8Array): void
  /** Delivers an update to the provider, which applies it to the Y.Doc before it returns. */
  receive(update: Uint8Array, deliver: () => void): void
  /** May this session begin? `stop`: our text belongs to another epoch and must not be merged. */
  welcome(hello: Hello): 'begin' | 'stop'
  /** The last seq seen of this epoch, or null. */
  cursor(epoch: Epoch): number | null
  /** Just before the provider hears `open`. */
  opening(over: TransportName): void
  acknowledged(upTo: number): void
  /** `resync`: begin a new session, so that step1 and step2 are exchanged again. */
  refused(reason: Refusal, limitBytes?: number): 'stay' | 'resync'
  /** An edit, or in a step2 all that the relay lacks, is larger than it takes in one frame, and was not sent. */
  heldBack(step2: boolean, limitBytes: number): void
  head(seq: number): void
  role(role: Role): void
  /** The other side speaks, but not as a relay does. */
  notARelay(): void
  /** The relay ended a session, or takes none, with a code after which one comes back. */
  brokeOff(code: number, reason: string): void
  /** Closed with a code that no new try can mend. */
  stopped(code: number, reason: string): void
}

/** The part of CloseEvent that the provider reads; Safari's constructor wants more than we have. */
interface Closed {
  readonly type: 'close'
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

/** Says "stop" to y-websocket as well. */
const STOPPED_BY_EPOCH = 4409
const GOING_AWAY = 1001
const SHUTTING_DOWN: CloseCode = 4503

const ROAD_TOOLS = { dialWebSocket, readFrame, write }

/** Looking encodes the whole document: not for each letter typed while an edit is held back. */
const LOOK_WHETHER_IT_FITS_MS = 300

export class ResilientSocket {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSING = 2
  readonly CLOSED = 3
  readonly url: string
  readonly protocol = SUBPROTOCOL
  binaryType = 'arraybuffer'
  onopen: ((event: { readonly type: 'open' }) => void) | null = null
  onmessage: ((event: { readonly type: 'message'; readonly data: ArrayBuffer }) => void) | null = null
  onclose: ((event: Closed) => void) | null = null
  /** Never called: a failed try is followed by the next one. Here because the provider sets it. */
  onerror: ((event: Event) => void) | null = null

  readonly #dialer: Dialer
  readonly #correspondent: Correspondent
  readonly #frames = new SentFrames()
  readonly #leave: () => void
  #readyState: 0 | 1 | 3 = ResilientSocket.CONNECTING
  #round = 0
  #transport: Transport | null = null
  #over: TransportName = 'WebSocket'
  #openedAt = 0
  #tryTimer: ReturnType<typeof setTimeout> | undefined
  #cancelWait: () => void = () => undefined
  #liveness: Liveness | null = null
  #endHealth: () => void = () => undefined
  #maxFrameBytes = Infinity
  /** An edit too large for this relay was held back. What follows hangs on it and is held back as well, until all that
   * is missing there fits: undone or shortened, it does. */
  #heldBack = false
  #fitTimer: ReturnType<typeof setTimeout> | undefined
  /** The state vector in the relay's step1: what it had when this session began. */
  #relayHas: Uint8Array | null = null

  constructor(url: string, dialer: Dialer, correspondent: Correspondent) {
    this.url = url
    this.#dialer = dialer
    this.#correspondent = correspondent
    this.#leave = dialer.join(this)
    this.#tryWhenDue()
  }

  get readyState(): number {
    return this.#readyState
  }

  send(data: Uint8Array<ArrayBuffer> | ArrayBuffer): void {
    if (this.#readyState !== ResilientSocket.OPEN) return
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data
    const frame = readFrame(bytes)
    if (frame.kind !== 'update') return this.#transport?.send(bytes)
    // Undoing keeps what it deleted, to do it again: the provider's own step2 would stay too large for ever.
    const tooMuch = bytes.byteLength > this.#maxFrameBytes || this.#correspondent.isFull
    const lean = frame.step2 && tooMuch ? this.#leanStep2() : null
    if (this.#mayGo(frame.step2, (lean ?? bytes).byteLength)) this.#transport?.send(lean ?? bytes)
  }

  /** As a browser's: onclose follows, unless the provider has detached it. */
  close(): void {
    this.#finish(GOING_AWAY, 'closed here')
  }

  /** The network changed or the person is impatient: a try that hangs begins anew, a session is asked for life. */
  nudge(): void {
    if (this.#readyState === ResilientSocket.OPEN) this.#liveness?.askNow()
    else if (this.#transport !== null) this.#tryWhenDue()
  }

  /** Counts an update frame, or holds it back. Nothing counts as covered from a frame that was not sent. */
  #mayGo(step2: boolean, bytes: number): boolean {
    if (bytes > this.#maxFrameBytes) {
      this.#heldBack = true
      this.#correspondent.heldBack(step2, this.#maxFrameBytes)
    } else if (step2) {
      this.#heldBack = false
    } else if (this.#heldBack) {
      this.#fitTimer ??= setTimeout(() => this.#resyncIfItFits(), LOOK_WHETHER_IT_FITS_MS)
    }
    if (!this.#heldBack) this.#frames.sent(step2, this.#correspondent.localNumber)
    return !this.#heldBack
  }

  #leanStep2(): Uint8Array<ArrayBuffer> | null {
    if (this.#relayHas === null) return null
    return write.step2(this.#correspondent.leanDiff(this.#relayHas)) as Uint8Array<ArrayBuffer>
  }

  #resyncIfItFits(): void {
    this.#fitTimer = undefined
    const lean = this.#heldBack ? this.#leanStep2() : null
    if (lean !== null && lean.byteLength <= this.#maxFrameBytes) this.#breakOff('what was too large fits now')
  }

  #tryWhenDue(): void {
    this.#dropTransport()
    this.#cancelWait()
    this.#cancelWait = this.#dialer.whenDue(this.url, () => this.#try())
  }

  #try(): void {
    this.#round = this.#dialer.round
    const { road, timing, WebSocket } = this.#dialer
    const events: TransportEvents = {
      frame: (bytes) => this.#hear(bytes),
      ended: (code, reason) => this.#ended(code, reason),
    }
    this.#over = road?.name ?? 'WebSocket'
    this.#tryTimer = setTimeout(() => this.#tryFailed(), road?.tryMs ?? timing.tryMs)
    this.#transport = road?.dial(this.url, events) ?? dialWebSocket(WebSocket, this.url, events)
  }

  #tryFailed(): void {
    this.#pathFailed()
    this.#tryWhenDue()
  }

  /** What did not get through, and not what the relay has said. */
  #pathFailed(): void {
    const [dialer, over] = [this.#dialer, this.#over]
    const livedMs = this.#readyState === ResilientSocket.OPEN ? dialer.now() - this.#openedAt : null
    // What cannot be loaded now, because the relay is away, is with the next failure.
    if (over === 'HTTP' || this.#round === dialer.round)
      import('./road.ts').then(({ roadOf }) => roadOf(dialer, ROAD_TOOLS).failed(over, livedMs)).catch(() => undefined)
    dialer.failed(this.#round)
  }

  #hear(bytes: Uint8Array<ArrayBuffer>): void {
    this.#liveness?.heard()
    let frame: Frame
    try {
      frame = readFrame(bytes)
    } catch {
      // What it means depends on when: before `hello` this is no relay, after it the stream is broken.
      if (this.#readyState === ResilientSocket.OPEN) this.#breakOff('a frame does not decode')
      else this.#strange()
      return
    }
    if (this.#readyState === ResilientSocket.OPEN) this.#inSession(frame, bytes)
    else if (frame.kind === 'hello' && frame.hello.document === this.#correspondent.document) this.#begin(frame.hello)
    else this.#strange()
  }

  #strange(): void {
    this.#correspondent.notARelay()
    this.#tryFailed()
  }

  #begin(hello: Hello): void {
    clearTimeout(this.#tryTimer)
    this.#openedAt = this.#dialer.now()
    const ends = [this.#dialer.opened(this.url), this.#dialer.road?.opened(this.#over, this)]
    this.#endHealth = () => ends.forEach((end) => end?.())
    if (this.#correspondent.welcome(hello) === 'stop') {
      this.#finish(STOPPED_BY_EPOCH, meaningOf(STOPPED_BY_EPOCH).reason)
      return
    }
    this.#maxFrameBytes = hello.limits.maxFrameBytes
    const seq = this.#correspondent.cursor(hello.epoch)
    if (seq !== null) this.#transport?.send(write.cursor(hello.epoch, seq) as Uint8Array<ArrayBuffer>)
    this.#liveness = new Liveness(this.#dialer.timing.silenceMs, {
      busy: () => this.#transport?.busy === true,
      ask: () => this.#transport?.send(write.ping(this.#frames.count) as Uint8Array<ArrayBuffer>),
      dead: () => {
        this.#pathFailed()
        this.#finish(ABNORMAL_CLOSURE, 'no sign of life')
      },
    })
    this.#readyState = ResilientSocket.OPEN
    this.#correspondent.opening(this.#over)
    this.onopen?.({ type: 'open' })
  }

  #inSession(frame: Frame, bytes: Uint8Array<ArrayBuffer>): void {
    switch (frame.kind) {
      case 'saved': {
        const upTo = this.#frames.saved(frame.count)
        if (upTo > 0) this.#correspondent.acknowledged(upTo)
        return
      }
      case 'refused':
        this.#frames.refused(frame.nth)
        if (this.#correspondent.refused(frame.reason, frame.limitBytes) === 'resync')
          this.#breakOff(`refused: ${frame.reason}`)
        return
      case 'head':
        return this.#correspondent.head(frame.seq)
      case 'role':
        return this.#correspondent.role(frame.role)
      case 'goaway':
        this.#dialer.comeBackIn(frame.afterMs)
        return this.#finish(GOING_AWAY, frame.reason)
      case 'ping':
        return this.#transport?.send(write.pong(frame.nonce) as Uint8Array<ArrayBuffer>)
      case 'hello':
      case 'cursor':
      case 'pong':
        return
      case 'unknown':
        // An extension we do not know is skipped; so is a number below, which the provider would only complain about.
        return
      case 'step1':
        this.#relayHas = frame.stateVector
        this.#correspondent.relayHas(frame.stateVector)
        return this.onmessage?.({ type: 'message', data: wholeBuffer(bytes) })
      case 'update':
        return this.#correspondent.receive(frame.update, () =>
          this.onmessage?.({ type: 'message', data: wholeBuffer(bytes) }),
        )
      case 'awareness':
      case 'auth':
      case 'queryAwareness':
        this.onmessage?.({ type: 'message', data: wholeBuffer(bytes) })
    }
  }

  #ended(code: number, reason: string): void {
    if (meaningOf(code).then === 'stop') {
      this.#correspondent.stopped(code, reason || meaningOf(code).reason)
      this.#finish(code, reason)
      return
    }
    const inSession = this.#readyState === ResilientSocket.OPEN
    // One of its own codes: the relay is there, and what it says is of this session and no other (R7).
    const ours = code in CLOSE && code !== SHUTTING_DOWN
    if (inSession || code in CLOSE) this.#correspondent.brokeOff(code, reason)
    if (ours) this.#dialer.turnedAway(this.url)
    else if (code === SHUTTING_DOWN) this.#dialer.failed(this.#round)
    else this.#pathFailed()
    if (inSession) this.#finish(code, reason)
    else this.#tryWhenDue()
  }

  #breakOff(why: string): void {
    this.#dialer.failed(this.#round)
    this.#finish(ABNORMAL_CLOSURE, why)
  }

  #finish(code: number, reason: string): void {
    if (this.#readyState === ResilientSocket.CLOSED) return
    this.#readyState = ResilientSocket.CLOSED
    this.#cancelWait()
    clearTimeout(this.#fitTimer)
    this.#dropTransport()
    this.#endHealth()
    this.#leave()
    this.onclose?.({ type: 'close', code, reason, wasClean: code !== ABNORMAL_CLOSURE })
  }

  #dropTransport(): void {
    clearTimeout(this.#tryTimer)
    this.#liveness?.close()
    this.#liveness = null
    this.#transport?.close()
    this.#transport = null
  }
}

/** What to give y-websocket's provider as its `WebSocketPolyfill`, speaking for this document. */
export function socketFor(dialer: Dialer, correspondent: Correspondent): typeof WebSocket {
  class DocumentSocket extends ResilientSocket {
    constructor(url: string) {
      super(url, dialer, correspondent)
    }
  }
  // The provider uses the members above and no others (y-websocket 3.1, setupWS and closeWebsocketConnection).
  return DocumentSocket as unknown as typeof WebSocket
}

function wholeBuffer(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer
}
