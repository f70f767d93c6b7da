// Brings to the relay the images that only this computer has: at once when it can, again and again when it cannot, after a
// restart too. Started by attachments-service.ts; of several windows one at a time sends (Web Locks).
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { AttachmentShelf, KeptAttachment } from './attachment-shelf.ts'
import { askForAttachment, sendAttachment, type Upload } from './attachment-transfer.ts'
import { RelayRefused, RelayUnreachable } from './relay-errors.ts'
import { Rounds, type RoundsOptions } from './rounds.ts'

/** Of so many that do not get through, the relay is the cause and not each of them: the rest waits with them. */
const MOST_FAILURES = 3

/** Above this the relay is asked first: somebody may have sent it already. */
const SMALL_BYTES = 64 * 1024

export interface AttachmentSenderOptions extends RoundsOptions {
  /** The relay's address. */
  readonly relay: string
  /** The relay's identity on this computer: one window at a time sends to it. */
  readonly identity: string
  readonly shelf: AttachmentShelf
  readonly send?: (upload: Upload) => Promise<void>
  /** What is shown and was sent once; true: perhaps to a relay that had another database then, or a newer one. */
  readonly doubts: Map<Sha256, boolean>
  /** Something about this image is new. */
  readonly changed: (sha256: Sha256) => void
}

export class AttachmentSender extends Rounds {
  readonly #options: AttachmentSenderOptions
  /** What is leaving just now, and how far it has come. */
  #leaving: { readonly sha256: Sha256; readonly stop: AbortController; sent: number } | null = null
  /** How often each was tried in vain. One that never gets through goes last, and holds up no other. */
  readonly #tries = new Map<Sha256, number>()

  constructor(options: AttachmentSenderOptions) {
    super(options, `ligature-attachments ${options.identity}`)
    this.#options = options
  }

  /** Bytes of this image that have left; null while none have: a try at a relay that is away is no progress. */
  sentOf(sha256: Sha256): number | null {
    return this.#leaving?.sha256 === sha256 && this.#leaving.sent > 0 ? this.#leaving.sent : null
  }

  /** Nobody wants this one sent any more. */
  stop(sha256: Sha256): void {
    if (this.#leaving?.sha256 === sha256) this.#leaving.stop.abort(new CalledOff())
  }

  override async close(): Promise<void> {
    const closed = super.close()
    this.#leaving?.stop.abort(new CalledOff())
    await closed
  }

  /** Each that waits, once. Throws at the end why those that failed did: a fault of ours before a silence of the relay. */
  protected override async round(): Promise<void> {
    const failed = new Map<Sha256, unknown>()
    while (failed.size < MOST_FAILURES) {
      const next = await this.#next(failed)
      if (next === undefined || this.closed) break
      try {
        await this.#send(next)
        this.#tries.delete(next.sha256)
      } catch (cause) {
        failed.set(next.sha256, cause)
        this.#tries.set(next.sha256, this.#triesOf(next) + 1)
      }
    }
    const unasked = await this.#askForDoubted().catch((cause: unknown) => [cause])
    const causes = [...failed.values(), ...(unasked ?? [])]
    if (causes.length > 0) throw causes.find((cause) => !(cause instanceof RelayUnreachable)) ?? causes[0]
  }

  async #askForDoubted(): Promise<void> {
    const { shelf, relay, changed, doubts } = this.#options
    for (const [sha256, isInDoubt] of doubts) {
      if (!isInDoubt || this.closed) continue
      const answer = await askForAttachment(relay, sha256)
      doubts.set(sha256, false)
      if (answer !== 'missing') continue
      await shelf.note(sha256, ({ state }) => (state === 'sent' ? { state: 'waiting' } : {}))
      changed(sha256)
      this.kick()
    }
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
    const { shelf, relay, changed, send = sendAttachment } = this.#options
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
      const isThere =
        bytes.byteLength > SMALL_BYTES && (await askForAttachment(relay, sha256).catch(() => 'unclear')) === 'here'
      if (!isThere) await send({ relay, sha256, bytes, signal: stop.signal, progress })
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
}

class CalledOff extends Error {
  override readonly name = 'CalledOff'
}
