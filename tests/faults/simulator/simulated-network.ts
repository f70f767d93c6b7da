// One connection of a simulation: two ordered pipes. It delays, is cut at any point of what is under way, and tells each
// end of it when it likes; the client's end may stop reading, and then what the relay sends piles up there.
import type { CloseCode } from '../../../contracts/close-codes.ts'
import { FRAME, readFrame, SYNC } from '../../../contracts/wire.ts'
import type { Socket, SocketListener } from '../../../server/session/socket.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** The client's end of it. */
export interface Caller {
  opened(): void
  hear(frame: Uint8Array): void
  /** 1006 when nobody said goodbye. */
  closed(code: number): void
}

export interface ConnectionParts {
  readonly clock: VirtualClock
  readonly caller: Caller
  /** Whether the relay says what it has saved. */
  readonly extended: boolean
  /** What a session may have unsent (R6). */
  readonly outboxBytes: number
  readonly violated: (what: string) => void
}

/** Above so many bytes unsent, a socket tells its session when it has drained. */
const HIGH_WATER_BYTES = 400
const LONGEST_HALF_OPEN_MS = 30_000
/** How long a relay that shuts down waits for the other side to say goodbye. */
const GOODBYE_MS = 2_000
/** A ping goes out every 12 s, so a dead connection has left one unanswered by then at the latest. */
const UNANSWERED_MS = 12_000

export class Connection {
  readonly #parts: ConnectionParts
  readonly #clock: VirtualClock
  readonly #caller: Caller
  readonly #latencyMs: number
  #listener: SocketListener | undefined
  /** What the relay has sent and the client has not taken. */
  #down: { readonly frame: Uint8Array; readonly readyAt: number }[] = []
  #up: Uint8Array[] = []
  #buffered = 0
  #needsDrain = false
  #paused = false
  #reading = true
  #delivering = false
  #upAt = 0
  #cut = false
  #cutAt = 0
  /** The next packet to the client is the last, and only a part of it arrives. */
  #doomed = false
  #callerKnows = false
  #relayKnows = false
  /** Update frames that the relay took, and those of them that it called saved. */
  #taken = 0
  #saved = 0
  #leaving = false
  /** Document frames were handed over since the outbox was full. */
  #fullAndMore = false

  constructor(parts: ConnectionParts) {
    this.#parts = parts
    this.#clock = parts.clock
    this.#caller = parts.caller
    this.#latencyMs = parts.clock.between(0.5, 60)
  }

  /** Nothing has happened to it. */
  get whole(): boolean {
    return !this.#cut && !this.#relayKnows && !this.#callerKnows
  }

  /** The relay's end, once it has taken the call. */
  accept(makeSession: (socket: Socket) => SocketListener): void {
    if (this.#relayKnows) return
    // The answer to the upgrade goes before whatever the session says.
    this.#clock.after(this.#latencyMs, () => {
      if (!this.#callerKnows) this.#caller.opened()
    })
    const buffered = (): number => this.#buffered
    const silent = (): boolean => this.#cut && this.#clock.at - this.#cutAt > UNANSWERED_MS
    this.#listener = makeSession({
      get bufferedBytes() {
        return buffered()
      },
      get silent() {
        return silent()
      },
      send: (frames) => this.#send(frames),
      pause: () => (this.#paused = true),
      resume: () => {
        this.#paused = false
        this.#pump()
      },
      close: (code) => this.#closeByRelay(code),
    })
  }

  /** It was not taken: nobody listens, or the document may not be opened. */
  refuse(code: number): void {
    this.#clock.after(this.#latencyMs, () => this.#tellCaller(code))
  }

  /** From the client. */
  call(frame: Uint8Array): void {
    if (this.#callerKnows) return
    this.#upAt = Math.max(this.#upAt, this.#clock.at + this.#clock.between(0.2, 1) * this.#latencyMs)
    this.#clock.after(this.#upAt - this.#clock.at, () => {
      if (this.#cut || this.#relayKnows) return
      this.#up.push(frame)
      this.#pump()
    })
  }

  /** The client says goodbye, behind what it has sent. */
  hangUp(): void {
    this.#callerKnows = true
    this.#clock.after(Math.max(0, this.#upAt - this.#clock.at) + this.#latencyMs, () => {
      if (!this.#cut) this.#tellRelay(true)
    })
  }

  stopReading(): void {
    this.#reading = false
  }

  resumeReading(): void {
    this.#reading = true
    this.#deliver()
  }

  /** Breaks with the next packet to the client, or after a while when there is none. */
  cutInMidst(): void {
    this.#doomed = true
    this.#clock.after(1_000, () => this.cut())
  }

  /** Breaks: of what is under way a part arrives, and each end finds out when it does. */
  cut(): void {
    if (this.#cut) return
    this.#cut = true
    this.#cutAt = this.#clock.at
    this.#down.length = Math.floor(this.#clock.random() * (this.#down.length + 1))
    for (const { frame } of this.#down.splice(0)) if (!this.#callerKnows) this.#caller.hear(frame)
    const soon = this.#clock.chance(0.5)
    this.#clock.after(this.#clock.between(0, soon ? 100 : 10_000), () => this.#tellCaller(1006))
    this.#clock.after(this.#clock.between(0, soon ? 100 : LONGEST_HALF_OPEN_MS), () => this.#tellRelay(false))
  }

  /** The relay is going: from now on it takes nothing (R11). */
  leaving(): void {
    this.#leaving = true
  }

  /** It goes. Whoever it has not closed for another reason has been told that everything taken is saved (R11). */
  async goodbye(): Promise<void> {
    if (this.#relayKnows) return
    if (this.#parts.extended && this.#saved < this.#taken)
      this.#parts.violated(`R11: the relay ends, and has called saved ${this.#saved} of ${this.#taken} frames it took`)
    this.#clock.after(this.#latencyMs, () => this.#tellCaller(4503))
    const patience = this.#cut ? GOODBYE_MS : 2 * this.#latencyMs
    await new Promise<void>((resolve) => this.#clock.after(patience, resolve))
    this.#tellRelay(!this.#cut)
  }

  /** The relay's process is gone, and its kernel says so. */
  relayDied(): void {
    this.#relayKnows = true
    this.cut()
  }

  #send(frames: readonly Uint8Array[]): void {
    if (this.#relayKnows) return
    this.#watch(frames)
    for (const frame of frames) {
      this.#buffered += frame.byteLength
      if (!this.#cut) this.#down.push({ frame: frame.slice(), readyAt: this.#clock.at + this.#latencyMs })
    }
    if (this.#buffered > HIGH_WATER_BYTES) this.#needsDrain = true
    this.#deliver()
  }

  /**
   * R6: a session whose outbox is full hears no presence and no commits. It may find out by one commit more, which it was
   * about to hear when acknowledgements or its own presence filled it.
   */
  #watch(frames: readonly Uint8Array[]): void {
    for (const frame of frames) if (frame[0] === FRAME.saved) this.#saved = savedBy(frame)
    const full = this.#buffered > this.#parts.outboxBytes
    const ofDocument = frames.some(isUpdate)
    if (full && ((ofDocument && this.#fullAndMore) || frames.some(isPresence)))
      this.#parts.violated(`R6: a session with ${this.#buffered} bytes unsent was sent more`)
    this.#fullAndMore = full && (ofDocument || this.#fullAndMore)
  }

  /** Frames of one moment are often one packet. */
  #deliver(): void {
    const next = this.#down[0]
    if (this.#delivering || !this.#reading || next === undefined) return
    this.#delivering = true
    this.#clock.after(Math.max(0, next.readyAt - this.#clock.at), () => {
      this.#delivering = false
      if (this.#cut || !this.#reading) return
      if (this.#doomed) return this.cut()
      const packet = this.#down.splice(0, this.#clock.whole(1, 8))
      for (const { frame } of packet) {
        this.#buffered -= frame.byteLength
        if (!this.#callerKnows) this.#caller.hear(frame)
      }
      if (this.#buffered === 0 && this.#needsDrain) {
        this.#needsDrain = false
        this.#listener?.drained()
      }
      this.#deliver()
    })
  }

  #pump(): void {
    while (!this.#paused && !this.#relayKnows && this.#up.length > 0) this.#receive(this.#up.shift()!)
  }

  #receive(frame: Uint8Array): void {
    if (!this.#leaving && isUpdate(frame)) this.#taken++
    try {
      this.#listener?.receive(frame)
    } catch (error) {
      // In the relay this would be an exception that nobody catches.
      this.#parts.violated(`F1: a frame of ${frame.byteLength} bytes ends the relay: ${String(error)}`)
    }
  }

  #closeByRelay(code: CloseCode): void {
    if (this.#relayKnows) return
    this.#relayKnows = true
    this.#clock.after(this.#latencyMs, () => this.#tellCaller(code))
  }

  #tellCaller(code: number): void {
    if (this.#callerKnows) return
    // What was sent before the goodbye comes before it.
    if (!this.#cut) for (const { frame } of this.#down.splice(0)) this.#caller.hear(frame)
    this.#callerKnows = true
    this.#caller.closed(code)
  }

  #tellRelay(clean: boolean): void {
    if (this.#relayKnows) return
    this.#relayKnows = true
    this.#listener?.closed(clean)
  }
}

/** Its second number is 1 or 2. Numbers as an honest client writes them. */
const isUpdate = (frame: Uint8Array): boolean =>
  frame[0] === FRAME.sync && (frame[1] === SYNC.step2 || frame[1] === SYNC.update)

const isPresence = (frame: Uint8Array): boolean => frame[0] === FRAME.awareness

function savedBy(bytes: Uint8Array): number {
  const frame = readFrame(bytes)
  return frame.kind === 'saved' ? frame.count : 0
}
