// Keeps the app's own relay running: starts it, knows its address, starts it again when it dies, and gives up aloud when
// that keeps failing. Knows no Electron: main.ts gives it a way to launch and a way to tell. Nobody waits for it: the
// address of the last launch is told at once, so that the pages open what this computer keeps.
import { hindranceIn } from './last-words.ts'

/** One relay process. `listening` and `ended` are called at most once each. */
export interface RelayLaunch {
  /** 0 for any port. */
  readonly port: number
  readonly listening: (url: string) => void
  /** `complaint` is what it wrote to stderr, for the person; may be empty. */
  readonly ended: (code: number, complaint: string) => void
}

export interface RelayChild {
  kill(): void
}

/**
 * The port stays the same from launch to launch where it can: the pages keep their copies of documents by the relay's
 * address, and another port would be another address, with copies that never meet their relay again.
 */
export interface PortMemory {
  /** 0 when there is none yet. */
  recall(): number
  keep(port: number): void
}

/** The address of a relay of this computer alone. */
export const LOOPBACK = '127.0.0.1'

export interface RelayNews {
  /** It has died MOST_FAILURES times in a row and is not started again by itself. */
  gaveUp(complaint: string): void
  /** It listens elsewhere than `address` has told. */
  moved(url: string): void
  /** It had listened, ended by itself, and is about to be started again. */
  died(complaint: string): void
}

export type LaunchRelay = (launch: RelayLaunch) => RelayChild

type State =
  | { readonly is: 'idle' }
  | { readonly is: 'starting'; readonly child: RelayChild }
  | { readonly is: 'running'; readonly child: RelayChild; readonly since: number }
  | { readonly is: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly is: 'closing'; readonly done: () => void }
  | { readonly is: 'given-up' }
  | { readonly is: 'ended' }

/** Deaths in a row before giving up; a relay that ran for HEALTHY_MS starts the count anew. */
const MOST_FAILURES = 5
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000
const HEALTHY_MS = 30_000
/** Longer than the relay takes at most (SHUTDOWN_MS of server/main.ts), so that it is gone when the app is. */
const CLOSE_WITHIN_MS = 11_000
/**
 * The relay of an app that was killed ends a little after it, and holds the data folder until then. Trying again is no
 * failure for this long, which is ample for SHUTDOWN_MS of server/main.ts; after that somebody else holds the folder.
 */
const FOLDER_PATIENCE_MS = 20_000
const FOLDER_PAUSE_MS = 500

export class EmbeddedRelay {
  readonly #launch: LaunchRelay
  readonly #memory: PortMemory
  readonly #news: RelayNews
  #address = pendingAddress()
  /** The last that `address` has told. */
  #told: string | undefined
  #state: State = { is: 'idle' }
  /** 0 while nobody knows where it will listen: then `address` keeps its askers waiting, or has rejected. */
  #port: number
  #hasListened = false
  #failures = 0
  /** Since when the data folder is held by another; undefined since it listened. */
  #heldSince: number | undefined

  constructor(launch: LaunchRelay, memory: PortMemory, news: RelayNews) {
    this.#launch = launch
    this.#memory = memory
    this.#port = memory.recall()
    this.#news = news
    if (this.#port !== 0) this.#tell(`http://${LOOPBACK}:${this.#port}`)
  }

  /**
   * Where it listens, or is about to: the address of the last launch, at once. The first launch of all, and one whose port
   * somebody else has, answer when it listens, and reject when it was given up.
   */
  get address(): Promise<string> {
    return this.#address.promise
  }

  /** The last that `address` has told; undefined while it has told nothing. */
  get told(): string | undefined {
    return this.#told
  }

  /** Whether our own process listens at `told` now: another program may have the port meanwhile. */
  get listens(): boolean {
    return this.#state.is === 'running'
  }

  /** Does nothing when it is under way already; tries anew when it was given up. */
  start(): void {
    if (this.#state.is !== 'idle' && this.#state.is !== 'given-up') return
    if (this.#state.is === 'given-up' && this.#port === 0) this.#address = pendingAddress()
    this.#failures = 0
    this.#heldSince = undefined
    this.#begin()
  }

  /** Ends the relay and resolves once it is gone, or after CLOSE_WITHIN_MS: it commits before it answers, so nothing is lost. */
  async close(): Promise<void> {
    const state = this.#state
    switch (state.is) {
      case 'starting':
      case 'running': {
        const { promise, resolve } = Promise.withResolvers<void>()
        const timer = setTimeout(resolve, CLOSE_WITHIN_MS)
        this.#state = { is: 'closing', done: resolve }
        state.child.kill()
        await promise
        clearTimeout(timer)
        return
      }
      case 'waiting':
        clearTimeout(state.timer)
        this.#state = { is: 'ended' }
        return
      case 'idle':
      case 'given-up':
        this.#state = { is: 'ended' }
        return
      case 'closing':
      case 'ended':
        return
    }
  }

  #begin(): void {
    const child = this.#launch({
      port: this.#port,
      listening: (url) => this.#listening(url),
      ended: (code, complaint) => this.#ended(code, complaint),
    })
    this.#state = { is: 'starting', child }
  }

  #listening(url: string): void {
    if (this.#state.is !== 'starting') return
    this.#hasListened = true
    this.#heldSince = undefined
    this.#port = Number(new URL(url).port)
    this.#memory.keep(this.#port)
    this.#state = { is: 'running', child: this.#state.child, since: performance.now() }
    const before = this.#told
    this.#tell(url)
    if (before !== undefined && before !== url) this.#news.moved(url)
  }

  #tell(url: string): void {
    this.#told = url
    this.#address.resolve(url)
  }

  #ended(code: number, complaint: string): void {
    const state = this.#state
    if (state.is === 'closing') {
      this.#state = { is: 'ended' }
      state.done()
      return
    }
    if (state.is === 'running' && performance.now() - state.since > HEALTHY_MS) this.#failures = 0
    if (state.is === 'running' && this.#failures + 1 < MOST_FAILURES) this.#news.died(complaint.trim())
    const hindrance = hindranceIn(complaint)
    if (hindrance === 'folder-held' && this.#isPatient()) {
      this.#beginIn(FOLDER_PAUSE_MS)
      return
    }
    this.#failures += 1
    // Only for a port that somebody else has: any other fault passes, and the pages' copies stay with their address. Once
    // the pages know ours, only ours will do.
    if (hindrance === 'port-taken' && !this.#hasListened) this.#forgetPort()
    if (this.#failures >= MOST_FAILURES) {
      this.#state = { is: 'given-up' }
      const sentence = complaint.trim() || `The relay inside the app ended with ${code}.`
      this.#address.reject(new Error(sentence))
      this.#news.gaveUp(sentence)
      return
    }
    this.#beginIn(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1)))
  }

  /** Whoever asks from now on waits: what listens at the old address is not ours. */
  #forgetPort(): void {
    if (this.#port === 0) return
    this.#port = 0
    this.#address = pendingAddress()
  }

  #isPatient(): boolean {
    this.#heldSince ??= performance.now()
    return performance.now() - this.#heldSince < FOLDER_PATIENCE_MS
  }

  #beginIn(pauseMs: number): void {
    this.#state = { is: 'waiting', timer: setTimeout(() => this.#begin(), pauseMs) }
  }
}

function pendingAddress(): PromiseWithResolvers<string> {
  const address = Promise.withResolvers<string>()
  // Whoever asks hears of a failure; when nobody asks, `gaveUp` has told.
  address.promise.catch(() => undefined)
  return address
}
