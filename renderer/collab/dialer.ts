// What outlives the sockets to one relay: how often it failed, when to try again, whether there is a network. One per
// relay, made by the app and shared by all its documents, so that a relay which is down is asked once in a while and
// not by every document for itself. What a relay that is there cannot do for one document keeps only that one waiting (R7).
import { CLIENT_SILENCE_MS } from '../../contracts/limits.ts'
import { Cell, type Readable } from './readable.ts'
import type { Road, RoadTiming } from './road.ts'

/** How it goes with the relay. Times are milliseconds since 1970. */
export interface Outlook {
  /** False when the computer says that it has no network. A relay on this computer is reached all the same. */
  readonly online: boolean
  /** Rounds of tries in a row that failed. */
  readonly failedTries: number
  /** Null when no try is being waited for. */
  readonly nextTryAt: number | null
}

export interface Timing extends Partial<RoadTiming> {
  /** How long one try may take until the relay's `hello`. */
  readonly tryMs: number
  /** Silence before the relay is asked for a sign of life, and again before it is given up. */
  readonly silenceMs: number
  readonly firstBackoffMs: number
  readonly longestBackoffMs: number
  /** A session this old proves that the relay is well: failures are forgotten. */
  readonly healthyAfterMs: number
}

const TIMING: Timing = {
  tryMs: 10_000,
  silenceMs: CLIENT_SILENCE_MS,
  firstBackoffMs: 500,
  longestBackoffMs: 30_000,
  healthyAfterMs: 30_000,
}

/** What the world provides; tests bring their own. */
export interface DialerPorts {
  readonly WebSocket?: typeof WebSocket
  readonly now?: () => number
  /** Uniform in [0, 1). */
  readonly random?: () => number
  readonly timing?: Partial<Timing>
}

/** A socket that wants to hear that the network changed or the person is impatient. */
export interface Nudged {
  nudge(): void
}

export class Dialer {
  /** The relay's http(s) origin. */
  readonly relay: string
  readonly timing: Timing
  readonly now: () => number
  readonly WebSocket: typeof WebSocket
  /** Made by road.ts when the first socket sets out. */
  road: Road | undefined
  readonly #random: () => number
  readonly #outlook: Cell<Outlook>
  readonly #sockets = new Set<Nudged>()
  /** Whom to call, and for which address. */
  readonly #waiting = new Map<() => void, string>()
  /** How often in a row the relay could not serve an address; and until when that one is not tried. */
  readonly #timesTurnedAway = new Map<string, number>()
  readonly #resting = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #returns = new Set<() => void>()
  /** No session since the last one ended, or since a try failed. */
  #away = false
  /** Tries that began in the same round fail once: ten documents that lose their relay are one failure. */
  #round = 0
  /** By a clock that nobody sets; `nextTryAt` is for showing. */
  #dueAt = 0
  #dueTimer: ReturnType<typeof setTimeout> | undefined

  constructor(relayUrl: string, ports: DialerPorts = {}) {
    this.relay = new URL(relayUrl).origin
    this.timing = { ...TIMING, ...ports.timing }
    this.now = ports.now ?? Date.now
    this.WebSocket = ports.WebSocket ?? globalThis.WebSocket
    this.#random = ports.random ?? Math.random
    // Node has a navigator that knows nothing of networks: not false is online.
    const online = typeof navigator === 'undefined' || navigator.onLine !== (false as boolean | undefined)
    this.#outlook = new Cell<Outlook>({ online, failedTries: 0, nextTryAt: null })
    if (typeof window !== 'undefined') {
      window.addEventListener('online', this.#online)
      window.addEventListener('offline', this.#offline)
      window.addEventListener('focus', this.#lookedAt)
    }
  }

  get outlook(): Readable<Outlook> {
    return this.#outlook
  }

  /** Begins a try: hand the round back to `failed` if it comes to nothing. */
  get round(): number {
    return this.#round
  }

  /** Calls back when the relay may be tried for this address, never before returning. The answer cancels. */
  whenDue(url: string, go: () => void): () => void {
    this.#waiting.set(go, url)
    this.#wait()
    return () => this.#waiting.delete(go)
  }

  /** A try of that round failed, or a session that began in it broke. */
  failed(round: number): void {
    if (round !== this.#round) return
    this.#round += 1
    const { failedTries } = this.#outlook.get()
    this.#comeBackIn(this.#backoffMs(failedTries), failedTries + 1)
  }

  /** The relay is there and said that it cannot serve this address: nobody else has to wait for that. */
  turnedAway(url: string): void {
    const times = this.#timesTurnedAway.get(url) ?? 0
    this.#timesTurnedAway.set(url, times + 1)
    const rested = (): void => {
      this.#resting.delete(url)
      this.#wait()
    }
    clearTimeout(this.#resting.get(url))
    this.#resting.set(url, setTimeout(rested, this.#backoffMs(times)))
  }

  /** The relay asked to come back later. Its wish is no failure. */
  comeBackIn(afterMs: number): void {
    this.#round += 1
    this.#comeBackIn(afterMs * (1 + this.#random() / 2), this.#outlook.get().failedTries)
  }

  /** A session began at this address; the relay is well when it lasts. The answer is for its end. */
  opened(url: string): () => void {
    this.#set({ nextTryAt: null })
    if (this.#away) {
      this.#away = false
      for (const told of [...this.#returns]) told()
    }
    const timer = setTimeout(() => {
      this.#timesTurnedAway.delete(url)
      this.#set({ failedTries: 0 })
    }, this.timing.healthyAfterMs)
    return () => clearTimeout(timer)
  }

  /** Joins those that hear of a change of network. The answer leaves. */
  join(socket: Nudged): () => void {
    this.#sockets.add(socket)
    return () => this.#sockets.delete(socket)
  }

  /** Calls back when a session begins after the relay was away. The answer ends that. */
  onReturn(told: () => void): () => void {
    this.#returns.add(told)
    return () => this.#returns.delete(told)
  }

  /** The relay has answered somebody else, or perhaps has just been started: no back-off is waited for. */
  tryNow(): void {
    this.#set({ nextTryAt: null })
    this.#wait()
  }

  /** Forgets the failures and tries at once. */
  retryNow(): void {
    this.#round += 1
    this.#endRests()
    this.#timesTurnedAway.clear()
    this.#set({ failedTries: 0, nextTryAt: null })
    for (const socket of this.#sockets) socket.nudge()
    this.#wait()
  }

  /** Hears no more of the network. The documents close their sockets themselves. */
  close(): void {
    this.road?.close()
    clearTimeout(this.#dueTimer)
    this.#endRests()
    this.#waiting.clear()
    this.#returns.clear()
    if (typeof window === 'undefined') return
    window.removeEventListener('online', this.#online)
    window.removeEventListener('offline', this.#offline)
    window.removeEventListener('focus', this.#lookedAt)
  }

  readonly #online = (): void => {
    this.#set({ online: true })
    this.retryNow()
  }

  readonly #offline = (): void => {
    this.#set({ online: false })
    // Perhaps only one of two networks went away: ask, do not assume.
    for (const socket of this.#sockets) socket.nudge()
  }

  /** Whoever comes back to the window has perhaps just started the relay: nobody should watch seconds being counted. */
  readonly #lookedAt = (): void => {
    this.#endRests()
    this.tryNow()
  }

  #backoffMs(failures: number): number {
    const { firstBackoffMs, longestBackoffMs } = this.timing
    const longest = Math.min(firstBackoffMs * 2 ** failures, longestBackoffMs)
    // Between half and all of it: clients of a relay that restarts must not come back in step.
    return longest * (0.5 + this.#random() / 2)
  }

  #endRests(): void {
    for (const timer of this.#resting.values()) clearTimeout(timer)
    this.#resting.clear()
  }

  #comeBackIn(afterMs: number, failedTries: number): void {
    this.#away = true
    this.#dueAt = performance.now() + afterMs
    this.#set({ failedTries, nextTryAt: this.now() + afterMs })
    this.#wait()
  }

  #wait(): void {
    clearTimeout(this.#dueTimer)
    if (this.#waiting.size === 0) return
    const waits = this.#outlook.get().nextTryAt !== null
    this.#dueTimer = setTimeout(this.#due, waits ? this.#dueAt - performance.now() : 0)
  }

  readonly #due = (): void => {
    this.#set({ nextTryAt: null })
    for (const [go, url] of [...this.#waiting]) {
      if (this.#resting.has(url)) continue
      this.#waiting.delete(go)
      go()
    }
  }

  #set(change: Partial<Outlook>): void {
    this.#outlook.set({ ...this.#outlook.get(), ...change })
  }
}
