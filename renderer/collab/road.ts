// Which way the next session goes to a relay: by WebSocket, or, where those do not get through and requests do, over HTTP. It
// counts what failed, looks from time to time whether WebSockets get through again, and then has everybody move back. One per
// relay, kept by its Dialer; without a say in when to try. Loaded with the first WebSocket that fails.
import { LINE_PATH } from '../../contracts/http-transport.ts'
import type { Frame } from '../../contracts/wire.ts'
import { HttpLine } from './http-line.ts'
import type { dialWebSocket, Transport, TransportEvents, TransportName } from './transport.ts'

export interface RoadTiming {
  /** How long the relay may take to say that HTTP gets through. */
  readonly askMs: number
  /** How long a try by WebSocket may take where HTTP is known to get through. */
  readonly doubtedTryMs: number
  /** Until WebSockets are looked at again; twice as long each time that they do not get through. */
  readonly firstProbeMs: number
  readonly longestProbeMs: number
  /** A stream from which nothing has come for so long is held back. */
  readonly promptMs: number
}

const TIMING: Omit<RoadTiming, 'promptMs'> = {
  askMs: 5_000,
  doubtedTryMs: 5_000,
  firstProbeMs: 10_000,
  longestProbeMs: 5 * 60_000,
}

/** WebSockets that fail in a row, while HTTP gets through, before it is taken. */
const FAILURES = 3

/** What it needs of its Dialer. */
export interface RoadDialer {
  /** The relay's http(s) origin. */
  readonly relay: string
  readonly timing: Partial<RoadTiming> & {
    readonly tryMs: number
    readonly silenceMs: number
    readonly healthyAfterMs: number
  }
  readonly now: () => number
  readonly WebSocket: typeof WebSocket
  road: Road | undefined
  join(road: { nudge(): void }): () => void
  retryNow(): void
}

/** What the socket has anyway: a module that its chunk and this one had in common would be a third, in every first visit. */
export interface RoadTools {
  readonly dialWebSocket: typeof dialWebSocket
  readonly readFrame: (bytes: Uint8Array) => Frame
  readonly write: { ping(nonce: number): Uint8Array }
}

/** Who is on the way over HTTP. */
export interface Traveller {
  readonly url: string
  /** Another instance follows, and goes by what is the way then. */
  close(): void
}

/** The road of all sockets to this relay. */
export const roadOf = (dialer: RoadDialer, tools: RoadTools): Road => (dialer.road ??= new Road(dialer, tools))

export class Road {
  readonly #dialer: RoadDialer
  readonly #tools: RoadTools
  readonly #timing: Omit<RoadTiming, 'promptMs'>
  readonly #leave: () => void
  readonly #travellers = new Set<Traveller>()
  #name: TransportName = 'WebSocket'
  /** The last try over HTTP came to nothing: the next goes by WebSocket, which may be what has healed. */
  #stuck = false
  #failures = 0
  /** Of the failures, one was a session that was cut young: another handshake proves nothing. */
  #cutYoung = false
  #line: HttpLine | null = null
  /** False: streams were held back on this network, and each try would take its time. */
  #streams = true
  #probeAfterMs: number
  #probeTimer: ReturnType<typeof setTimeout> | undefined
  #endProbe: (() => void) | null = null
  #closed = false

  constructor(dialer: RoadDialer, tools: RoadTools) {
    this.#dialer = dialer
    this.#tools = tools
    this.#timing = { ...TIMING, ...dialer.timing }
    this.#probeAfterMs = this.#timing.firstProbeMs
    this.#leave = dialer.join(this)
  }

  /** How the next try goes. */
  get name(): TransportName {
    return this.#name === 'HTTP' && this.#stuck ? 'WebSocket' : this.#name
  }

  /** How long it may take until the relay's `hello`. */
  get tryMs(): number {
    const { tryMs } = this.#dialer.timing
    return this.#failures > 0 && this.name === 'WebSocket' ? Math.min(tryMs, this.#timing.doubtedTryMs) : tryMs
  }

  /** Never calls back before it has returned. */
  dial(url: string, events: TransportEvents): Transport {
    return this.name === 'WebSocket'
      ? this.#tools.dialWebSocket(this.#dialer.WebSocket, url, events)
      : this.#openLine().open(url, events)
  }

  /**
   * A try failed; or a session was cut, or fell silent, after so many milliseconds. Of ten documents that lose their relay by
   * WebSocket one says so.
   */
  failed(name: TransportName, livedMs: number | null): void {
    if (name === 'HTTP') {
      this.#stuck ||= livedMs === null
      // Whatever it hangs in, the next is a new one; but not while others are on it, for whom it may be well.
      if (this.#travellers.size <= 1) this.#line?.close()
      return
    }
    if (this.#name === 'HTTP') this.#stuck = false
    // One that was well for long has not failed.
    else if ((livedMs ?? 0) < this.#dialer.timing.healthyAfterMs) void this.#count(livedMs !== null)
  }

  /** A session began. The answer is for its end. */
  opened(name: TransportName, traveller: Traveller): () => void {
    this.#stuck = false
    if (name === 'HTTP') {
      this.#travellers.add(traveller)
      this.#probeLater()
      return () => {
        this.#travellers.delete(traveller)
        if (this.#travellers.size === 0) this.#stopProbing()
      }
    }
    this.#name = 'WebSocket'
    this.#streams = true
    const timer = setTimeout(() => {
      this.#failures = 0
      this.#cutYoung = false
      this.#probeAfterMs = this.#timing.firstProbeMs
    }, this.#dialer.timing.healthyAfterMs)
    return () => clearTimeout(timer)
  }

  /** The network is another one, perhaps. */
  nudge(): void {
    this.#streams = true
    if (this.#travellers.size === 0) return
    this.#stopProbing()
    this.#probe()
  }

  close(): void {
    this.#closed = true
    this.#stopProbing()
    this.#leave()
    this.#line?.close()
  }

  /** A relay that is down is no WebSocket that does not get through. */
  async #count(inSession: boolean): Promise<void> {
    const through = await this.#httpGetsThrough()
    if (this.#closed || this.#name === 'HTTP') return
    this.#failures = through ? this.#failures + 1 : 0
    this.#cutYoung = through && (this.#cutYoung || inSession)
    // What a line finds out about streams takes its time: it is there when it is needed.
    if (this.#failures === FAILURES - 1) this.#openLine()
    if (this.#failures < FAILURES) return
    this.#name = 'HTTP'
    this.#stuck = false
    // The relay is there: nobody has to wait, neither for a back-off nor for a try that has just begun.
    this.#dialer.retryNow()
  }

  async #httpGetsThrough(): Promise<boolean> {
    const signal = AbortSignal.timeout(this.#timing.askMs)
    return await fetch(new URL(LINE_PATH, this.#dialer.relay), { cache: 'no-store', signal }).then(
      ({ status }) => status === 204,
      () => false,
    )
  }

  #openLine(): HttpLine {
    if (this.#line !== null) return this.#line
    const over = (): void => {
      if (this.#line === line) this.#line = null
    }
    const { relay, timing } = this.#dialer
    const heldBack = (): void => void (this.#streams = false)
    const line = new HttpLine({ relay, promptMs: timing.promptMs, streams: this.#streams, heldBack, over })
    this.#line = line
    return line
  }

  #probeLater(): void {
    if (this.#probeTimer !== undefined || this.#endProbe !== null) return
    const wait = this.#probeAfterMs * (0.5 + Math.random() / 2)
    this.#probeTimer = setTimeout(() => this.#probe(), wait)
  }

  #stopProbing(): void {
    clearTimeout(this.#probeTimer)
    this.#probeTimer = undefined
    this.#endProbe?.()
    this.#endProbe = null
  }

  /** A session of its own, up to `hello` and an answer to a ping; where sessions were cut young, for as long as is healthy. */
  #probe(): void {
    const [traveller] = this.#travellers
    if (traveller === undefined) return
    const { tryMs, healthyAfterMs, silenceMs } = this.#dialer.timing
    const beganAt = this.#dialer.now()
    const ask = (): void => transport.send(this.#tools.write.ping(0) as Uint8Array<ArrayBuffer>)
    const over = (through: boolean): void => {
      this.#stopProbing()
      if (through) return this.#moveBack()
      this.#probeAfterMs = Math.min(this.#probeAfterMs * 2, this.#timing.longestProbeMs)
      this.#probeLater()
    }
    const transport = this.#tools.dialWebSocket(this.#dialer.WebSocket, traveller.url, {
      frame: (bytes) => {
        const kind = this.#kindOf(bytes)
        if (kind === 'hello') ask()
        if (kind !== 'pong') return
        const proven = !this.#cutYoung || this.#dialer.now() - beganAt >= healthyAfterMs
        if (proven) return over(true)
        clearTimeout(timer)
        timer = setTimeout(() => over(false), tryMs)
        pause = setTimeout(ask, silenceMs)
      },
      ended: () => over(false),
    })
    let pause: ReturnType<typeof setTimeout> | undefined
    let timer = setTimeout(() => over(false), tryMs)
    this.#endProbe = () => {
      clearTimeout(timer)
      clearTimeout(pause)
      transport.close()
    }
  }

  #moveBack(): void {
    this.#name = 'WebSocket'
    this.#failures = 0
    this.#line?.moveAway()
    for (const traveller of [...this.#travellers]) traveller.close()
  }

  #kindOf(bytes: Uint8Array): Frame['kind'] | 'none' {
    try {
      return this.#tools.readFrame(bytes).kind
    } catch {
      return 'none' // Whatever it was, it is no answer of a relay.
    }
  }
}
