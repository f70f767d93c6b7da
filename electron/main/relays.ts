// The relays that this app knows: its own, and those the person added. Windows and links name them by identity.
import type { Added, KnownRelay } from '../../contracts/desktop.ts'
import { EMBEDDED_RELAY } from '../../contracts/desktop-names.ts'
import type { EmbeddedRelay } from './embedded-relay.ts'
import type { RelayBook } from './relay-book.ts'
import { checkRelay } from './relay-check.ts'

export class Relays {
  readonly #embedded: EmbeddedRelay
  readonly #book: RelayBook
  readonly #ask: (url: string, init: RequestInit) => Promise<Response>

  constructor(embedded: EmbeddedRelay, book: RelayBook, ask: (url: string, init: RequestInit) => Promise<Response>) {
    this.#embedded = embedded
    this.#book = book
    this.#ask = ask
  }

  isKnown(identity: string): boolean {
    return identity === EMBEDDED_RELAY || this.#book.has(identity)
  }

  /** The identity of the relay that a link means by it or by its address; undefined when this app does not know it. */
  knownAs(relay: string): string | undefined {
    // Its own relay under another name would be a second set of copies of the same documents.
    const identity = relay === this.#embedded.told ? EMBEDDED_RELAY : relay
    return this.isKnown(identity) ? identity : undefined
  }

  /** Rejects while nobody knows where the embedded one will listen. */
  async named(identity: string): Promise<KnownRelay> {
    if (identity === EMBEDDED_RELAY) return { identity, url: await this.#embedded.address }
    if (!this.#book.has(identity)) throw new Error(`${identity} is not a relay that this app knows`)
    return { identity, url: identity }
  }

  /** Their identities. */
  get all(): string[] {
    return [EMBEDDED_RELAY, ...this.#book.origins]
  }

  /** Whom the pages may talk to. */
  async reachable(): Promise<string[]> {
    const embedded = await this.#embedded.address.then(
      (address) => [address],
      // The person has been told, and the page tells too (renderer/app/app-failed.tsx).
      () => [],
    )
    return [...embedded, ...this.#book.origins]
  }

  async add(address: string, secret: string): Promise<Added> {
    const checked = await checkRelay(this.#ask, address, secret)
    if ('refused' in checked) return { is: 'refused', why: checked.refused }
    const relay = { identity: checked.origin, url: checked.origin }
    if (this.knownAs(checked.origin) === EMBEDDED_RELAY)
      return { is: 'added', relay: await this.named(EMBEDDED_RELAY), secretKept: true }
    return { is: 'added', relay, secretKept: this.#book.add(checked.origin, secret) }
  }

  remove(identity: string): void {
    this.#book.remove(identity)
  }
}
