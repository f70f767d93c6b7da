// The way of all sockets to one relay, kept by its Dialer: by WebSocket, until detour.ts has found that those do not get through. It is
// loaded with the first failure; where it does not come, nothing else does.
import type { Detour, RoadDialer, Traveller } from './detour.ts'
import { dialWebSocket, type Transport, type TransportEvents, type TransportName } from './transport.ts'

export interface DialerWithRoad extends RoadDialer {
  readonly round: number
  road: Road | undefined
}

/** The road of all sockets to this relay. */
export const roadOf = (dialer: DialerWithRoad): Road => (dialer.road ??= new Road(dialer))

export class Road {
  readonly #dialer: DialerWithRoad
  #detour: Detour | undefined
  #closed = false

  constructor(dialer: DialerWithRoad) {
    this.#dialer = dialer
  }

  /** How the next try goes. */
  get name(): TransportName {
    return this.#detour?.name ?? 'WebSocket'
  }

  /** How long it may take until the relay's `hello`. */
  get tryMs(): number {
    return this.#detour?.tryMs ?? this.#dialer.timing.tryMs
  }

  /** Never calls back before it has returned. */
  dial(url: string, events: TransportEvents): Transport {
    return this.#detour?.dial(url, events) ?? dialWebSocket(this.#dialer.WebSocket, url, events)
  }

  /**
   * A try of that round failed; or a session that began in it was cut, or fell silent, after so many milliseconds. Before the
   * Dialer hears of it.
   */
  failed(name: TransportName, round: number, livedMs: number | null): void {
    const isFirst = round === this.#dialer.round
    if (this.#detour !== undefined) return this.#detour.failed(name, isFirst, livedMs)
    void import('./detour.ts').then(
      ({ Detour }) => {
        if (this.#closed) return
        this.#detour ??= new Detour(this.#dialer)
        this.#detour.failed(name, isFirst, livedMs)
      },
      // As little as the relay: the next failure asks again.
      () => undefined,
    )
  }

  /** A session began. The answer is for its end. */
  opened(name: TransportName, traveller: Traveller): () => void {
    return this.#detour?.opened(name, traveller) ?? (() => undefined)
  }

  close(): void {
    this.#closed = true
    this.#detour?.close()
  }
}
