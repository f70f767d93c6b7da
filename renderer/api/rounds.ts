// Work on whatever waits for the relay, in rounds: one at a time, in one of several windows (Web Locks), and again after a while when it has
// failed. Used by what brings to the relay what was made on this computer: replay.ts and attachment-sender.ts.
import { backOffMs } from './back-off.ts'
import { RelayUnreachable } from './relay-errors.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

export interface RoundsOptions {
  readonly locks: LockManager
  /** Shorter in tests. */
  readonly firstWaitMs?: number
}

export abstract class Rounds {
  readonly #options: RoundsOptions
  /** Of all windows that work on the same. */
  readonly #lock: string
  #running: Promise<void> | null = null
  #again = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  /** No round begins any more, and the one that is under way should end. */
  protected closed = false

  constructor(options: RoundsOptions, lock: string) {
    this.#options = options
    this.#lock = lock
  }

  /** Does all that waits. Rejects when something is left to do. */
  protected abstract round(): Promise<void>

  /** There may be something to do, or the relay may be back. Cheap when neither is so. */
  kick(): void {
    if (this.closed) return
    clearTimeout(this.#timer)
    if (this.#running !== null) {
      this.#again = true
      return
    }
    this.#running = this.#run().finally(() => {
      this.#running = null
      if (!this.#again) return
      this.#again = false
      this.kick()
    })
  }

  /** Resolves when the round that is under way has ended. */
  async close(): Promise<void> {
    this.closed = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #run(): Promise<void> {
    const { locks, firstWaitMs = FIRST_WAIT_MS } = this.#options
    try {
      await locks.request(this.#lock, () => this.round())
      this.#failures = 0
    } catch (cause) {
      // Anything but silence of the relay is a fault of ours or of this disk; both are tried again, and shown.
      if (!(cause instanceof RelayUnreachable)) reportError(cause)
      if (this.closed) return
      this.#timer = setTimeout(() => this.kick(), backOffMs(this.#failures++, firstWaitMs, LONGEST_WAIT_MS))
    }
  }
}
