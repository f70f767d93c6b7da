// Brings to the relay the images that only this computer has: at once when it can, again and again when it cannot, after a
// restart too. Started by attachments-service.ts; of several windows one at a time sends (Web Locks).
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { AttachmentShelf, KeptAttachment } from './attachment-shelf.ts'
import type { Upload } from './attachment-transfer.ts'
import { backOffMs } from './back-off.ts'
import { RelayRefused, RelayUnreachable } from './relay-errors.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000
/** Of so many that do not get through, the relay is the cause and not each of them: the rest waits with them. */
const MOST_FAILURES = 3

export interface AttachmentSenderOptions {
  /** The relay's address. */
  readonly relay: string
  /** The relay's identity on this computer: one window at a time sends to it. */
  readonly identity: string
  readonly shelf: AttachmentShelf
  readonly locks: LockManager
  readonly send: (upload: Upload) => Promise<void>
  /** Something about this image is new. */
  readonly changed: (sha256: Sha256) => void
  /** Shorter in tests. */
  readonly firstWaitMs?: number
}

export class AttachmentSender {
  readonly #options: AttachmentSenderOptions
  /** What is leaving just now, and how far it has come. */
  #leaving: { readonly sha256: Sha256; readonly stop: AbortController; sent: number } | null = null
  /** How often each was tried in vain. One that never gets through goes last, and holds up no other. */
  readonly #tries = new Map<Sha256, number>()
  #running: Promise<void> | null = null
  #again = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #closed = false

  constructor(options: AttachmentSenderOptions) {
    this.#options = options
  }

  /** Bytes of this image that have left; null while none have: a try at a relay that is away is no progress. */
  sentOf(sha256: Sha256): number | null {
    return this.#leaving?.sha256 === sha256 && this.#leaving.sent > 0 ? this.#leaving.sent : null
  }

  /** There may be something to send, or the relay may be back. Cheap when neither is so. */
  kick(): void {
    if (this.#closed) return
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

  /** Nobody wants this one sent any more. */
  stop(sha256: Sha256): void {
    if (this.#leaving?.sha256 === sha256) this.#leaving.stop.abort(new CalledOff())
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#leaving?.stop.abort(new CalledOff())
    await this.#running
  }

  async #run(): Promise<void> {
    const { locks, identity } = this.#options
    try {
      await locks.request(`ligature-attachments ${identity}`, () => this.#sendAll())
      this.#failures = 0
    } catch (cause) {
      // Anything but silence of the relay is a fault of ours or of this disk; both are tried again, and shown.
      if (!(cause instanceof RelayUnreachable)) reportError(cause)
      this.#retryLater()
    }
  }

  /** Each that waits, once. Throws at the end why those that failed did: a fault of ours before a silence of the relay. */
  async #sendAll(): Promise<void> {
    const failed = new Map<Sha256, unknown>()
    while (failed.size < MOST_FAILURES) {
      const next = await this.#next(failed)
      if (next === undefined || this.#closed) break
      try {
        await this.#send(next)
        this.#tries.delete(next.sha256)
      } catch (cause) {
        failed.set(next.sha256, cause)
        this.#tries.set(next.sha256, this.#triesOf(next) + 1)
      }
    }
    const causes = [...failed.values()]
    if (causes.length > 0) throw causes.find((cause) => !(cause instanceof RelayUnreachable)) ?? causes[0]
  }

  async #next(but: ReadonlyMap<Sha256, unknown>): Promise<KeptAttachment | undefined> {
    const rows = await this.#options.shelf.list()
    const waiting = rows.filter(({ state, sha256 }) => state === 'waiting' && !but.has(sha256))
    return waiting.sort((a, b) => this.#triesOf(a) - this.#triesOf(b) || a.keptAt - b.keptAt)[0]
  }

  #triesOf({ sha256 }: KeptAttachment): number {
    return this.#tries.get(sha256) ?? 0
  }

  async #send({ sha256 }: KeptAttachment): Promise<void> {
    const { shelf, relay, changed } = this.#options
    const bytes = await shelf.bytes(sha256)
    // One transaction writes both, so this is a broken disk; it must not keep the others from being sent.
    if (bytes === undefined) return await shelf.note(sha256, { state: 'called-off' })
    const stop = new AbortController()
    const leaving = { sha256, stop, sent: 0 }
    this.#leaving = leaving
    changed(sha256)
    try {
      const progress = (sent: number): void => {
        leaving.sent = sent
        changed(sha256)
      }
      await this.#options.send({ relay, sha256, bytes, signal: stop.signal, progress })
      await shelf.note(sha256, { state: 'sent', problem: null })
    } catch (cause) {
      if (cause instanceof CalledOff) return // The one who called it off has written that down.
      // Bytes that were damaged on the way are sent again.
      if (!(cause instanceof RelayRefused) || cause.problem.code === 'hash-mismatch')
        throw cause instanceof RelayRefused ? new RelayUnreachable('damaged on the way', { cause }) : cause
      await shelf.note(sha256, { state: 'refused', problem: cause.problem })
    } finally {
      this.#leaving = null
      changed(sha256)
    }
  }

  #retryLater(): void {
    if (this.#closed) return
    const wait = backOffMs(this.#failures, this.#options.firstWaitMs ?? FIRST_WAIT_MS, LONGEST_WAIT_MS)
    this.#failures += 1
    this.#timer = setTimeout(() => this.kick(), wait)
  }
}

class CalledOff extends Error {
  override readonly name = 'CalledOff'
}
