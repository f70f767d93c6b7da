// Whether sessions with a relay go by WebSocket, or, where those do not get through and requests do, over HTTP. It counts what
// failed, looks from time to time whether WebSockets get through again, and then has everybody move back. Loaded and made by
// road.ts with the first failure; without a say in when to try.
import { LINE_PATH } from '../../contracts/http-transport.ts'
import { readFrame, write } from '../../contracts/wire.ts'
import type { HttpLine } from './http-line.ts'
import {
  ABNORMAL_CLOSURE,
  dialWebSocket,
  type Transport,
  type TransportEvents,
  type TransportName,
} from './transport.ts'

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
  join(road: { nudge(): void }): () => void
  retryNow(): void
}

/** Who is on the way over HTTP. */
export interface Traveller {
  readonly url: string
  /** By a new session, over a WebSocket. */
  moveBack(): void
}

/** One that is there, or is about to be. */
interface ComingLine {
  /** Null: it has not come about. */
  readonly opened: Promise<HttpLine | null>
  close(): void
}

export class Detour {
  readonly #dialer: RoadDialer
  readonly #timing: Omit<RoadTiming, 'promptMs'>
  readonly #leave: () => void
  readonly #travellers = new Set<Traveller>()
  #name: TransportName = 'WebSocket'
  /** The last try over HTTP came to nothing: the next goes by WebSocket, which may be what has healed. */
  #stuck = false
  #failures = 0
  /** Of the failures, one was a session that was cut young: another handshake proves nothing. */
  #cutYoung = false
  #line: ComingLine | null = null
  #probeAfterMs: number
  #probeTimer: ReturnType<typeof setTimeout> | undefined
  #endProbe: (() => void) | null = null
  #closed = false

  constructor(dialer: RoadDialer) {
    this.#dialer = dialer
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
    return this.name === 'WebSocket' ? dialWebSocket(this.#dialer.WebSocket, url, events) : this.#dialHttp(url, events)
  }

  /**
   * A try failed; or a session was cut, or fell silent, after so many milliseconds. `isFirst`: of its round.
   */
  failed(name: TransportName, isFirst: boolean, livedMs: number | null): void {
    if (name === 'HTTP') {
      this.#stuck ||= livedMs === null
      // Whatever it hangs in, the next is a new one; but not while others are on it, for whom it may be well.
      if (this.#travellers.size <= 1) this.#line?.close()
      return
    }
    if (this.#name === 'HTTP') this.#stuck = false
    // Ten documents that lose their relay are one failure, and one that was well for long is none.
    else if (isFirst && (livedMs ?? 0) < this.#dialer.timing.healthyAfterMs) void this.#count(livedMs !== null)
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
    const timer = setTimeout(() => {
      this.#failures = 0
      this.#cutYoung = false
      this.#probeAfterMs = this.#timing.firstProbeMs
    }, this.#dialer.timing.healthyAfterMs)
    return () => clearTimeout(timer)
  }

  /** The network is another one, perhaps. */
  nudge(): void {
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
    if (this.#failures === FAILURES - 1) void this.#openLine()
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

  #dialHttp(url: string, events: TransportEvents): Transport {
    let transport: Transport | null = null
    let closed = false
    void this.#openLine().then((line) => {
      if (closed) return
      if (line === null) events.ended(ABNORMAL_CLOSURE, 'HTTP does not get through')
      else transport = line.open(url, events)
    })
    return {
      send: (frame) => transport?.send(frame),
      close: (comesBack) => {
        closed = true
        transport?.close(comesBack)
      },
    }
  }

  /** Null: it does not come about, or its code does not. */
  #openLine(): Promise<HttpLine | null> {
    this.#line ??= this.#newLine()
    return this.#line.opened
  }

  #newLine(): ComingLine {
    let made: HttpLine | undefined
    const over = (): void => {
      if (this.#line === line) this.#line = null
    }
    const make = async (): Promise<HttpLine | null> => {
      const { HttpLine } = await import('./http-line.ts')
      if (this.#line !== line) return null
      made = new HttpLine({ relay: this.#dialer.relay, promptMs: this.#dialer.timing.promptMs, over })
      return (await made.opened) ? made : null
    }
    const close = (): void => {
      over()
      made?.close()
    }
    const opened = Promise.resolve()
      .then(make)
      .catch(() => {
        over()
        return null
      })
    const line = { opened, close }
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
    const ask = (): void => transport.send(write.ping(0) as Uint8Array<ArrayBuffer>)
    const over = (through: boolean): void => {
      this.#stopProbing()
      if (through) return this.#moveBack()
      this.#probeAfterMs = Math.min(this.#probeAfterMs * 2, this.#timing.longestProbeMs)
      this.#probeLater()
    }
    const transport = dialWebSocket(this.#dialer.WebSocket, traveller.url, {
      frame: (bytes) => {
        const kind = kindOf(bytes)
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
    for (const traveller of [...this.#travellers]) traveller.moveBack()
  }
}

function kindOf(bytes: Uint8Array): string {
  try {
    return readFrame(bytes).kind
  } catch {
    return 'none' // Whatever it was, it is no answer of a relay.
  }
}
