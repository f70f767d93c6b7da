// Finds out that the other side is gone while its socket still looks open (a cut cable, a sleeping laptop, a proxy that
// swallows). A browser cannot see WebSocket pings, so after some silence it asks with a frame. One per session; used by
// resilient-socket.ts (R8).

export interface LivenessEvents {
  /** Something large is on its way, and an answer would come behind it: that is no silence. */
  readonly busy: () => boolean
  /** Send a `ping`. */
  readonly ask: () => void
  /** Asked, and heard nothing for as long again. */
  readonly dead: () => void
}

export class Liveness {
  readonly #silenceMs: number
  readonly #events: LivenessEvents
  #heardAt: number
  #askedAt: number | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(silenceMs: number, events: LivenessEvents) {
    this.#silenceMs = silenceMs
    this.#events = events
    this.#heardAt = performance.now()
    this.#wake(silenceMs)
  }

  /** Any frame is a sign of life. Does not touch the timer: it runs once per silence, not once per frame. */
  heard(): void {
    this.#heardAt = performance.now()
    this.#askedAt = null
  }

  /** Something happened to the network: do not wait for the silence. */
  askNow(): void {
    if (this.#askedAt !== null) return
    this.#askedAt = performance.now()
    this.#events.ask()
    this.#wake(this.#silenceMs)
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  readonly #look = (): void => {
    if (this.#events.busy()) this.heard()
    const quietFor = performance.now() - (this.#askedAt ?? this.#heardAt)
    if (quietFor < this.#silenceMs) this.#wake(this.#silenceMs - quietFor)
    else if (this.#askedAt === null) this.askNow()
    else this.#events.dead()
  }

  #wake(afterMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#look, afterMs)
  }
}
