// Brings to the relay what documents owe it that no window has open: written offline, closed, and perhaps not opened again
// for weeks, while others wait for it. Started once by the app.
import type { DocumentId } from '../../contracts/ids.ts'
import type { Dialer } from './dialer.ts'
import { listLocalCopies, owes } from './local-database.ts'
import { openDocument } from './open-document.ts'

export interface OwedSenderOptions {
  /** The relay's http(s) origin. */
  readonly relay: string
  /** What its copies are kept under; its origin unless given. */
  readonly relayIdentity?: string
  readonly dialer: Dialer
  /** The document on the screen, which sends for itself. */
  readonly shown: () => DocumentId | undefined
  readonly everyMs?: number
  readonly patienceMs?: number
}

const EVERY_MS = 30_000
/** For one document. A relay that does not answer in this time is asked again in the next round. */
const PATIENCE_MS = 20_000
/** A copy that cannot be read owes for ever: it is not opened again and again for that. */
const MOST_TRIES = 5

export class OwedSender {
  readonly #options: OwedSenderOptions
  readonly #tries = new Map<DocumentId, number>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(options: OwedSenderOptions) {
    this.#options = options
  }

  /** Looks at once, and from time to time until closed. Never rejects: the text is safe where it is. */
  async start(): Promise<void> {
    try {
      await this.#round()
    } catch (cause) {
      // A disk that cannot be read says so in the document itself; here it only means: not now.
      reportError(cause)
    }
    if (!this.#closed) this.#timer = setTimeout(() => void this.start(), this.#options.everyMs ?? EVERY_MS)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  /** One after the other, so that a long list of documents is no storm on a relay that has just come back. */
  async #round(): Promise<void> {
    const { relay, relayIdentity = relay, shown } = this.#options
    for (const document of await listLocalCopies(relayIdentity)) {
      if (this.#closed) return
      const tries = this.#tries.get(document) ?? 0
      if (document === shown() || tries >= MOST_TRIES || !(await owes(relayIdentity, document))) continue
      const sent = await this.#send(document)
      if (sent) this.#tries.delete(document)
      // Only a relay that was there and still did not take it counts against the document.
      else if (this.#options.dialer.outlook.get().failedTries > 0) return
      else this.#tries.set(document, tries + 1)
    }
  }

  /** Whether the relay has acknowledged everything. */
  async #send(document: DocumentId): Promise<boolean> {
    const { relay, relayIdentity = relay, dialer, patienceMs = PATIENCE_MS } = this.#options
    const open = openDocument({ relay, relayIdentity, dialer, document, user: null })
    const sent = await new Promise<boolean>((resolve) => {
      const look = (): void => {
        const { lastAcknowledgedAt, waiting } = open.connection.get()
        if (lastAcknowledgedAt !== null && waiting === 0) resolve(true)
      }
      open.connection.subscribe(look)
      setTimeout(() => resolve(false), patienceMs)
    })
    await open.close()
    return sent
  }
}
