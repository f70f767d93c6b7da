// Who says to be here while another instance still has them: they have come over from there, and it has not noticed yet, or has died.
// What they said last is kept until that is known.
import type { Announced } from './awareness.ts'

export interface Claim<Owner> {
  readonly owner: Owner
  readonly announced: Announced
}

export class Claims<Owner> {
  readonly #byClient = new Map<number, Claim<Owner>>()
  readonly #clients = new Map<Owner, Set<number>>()
  readonly #mostPerOwner: number

  constructor(mostPerOwner: number) {
    this.#mostPerOwner = mostPerOwner
  }

  /** False when the owner has made too many. */
  add(owner: Owner, announced: Announced): boolean {
    const { client } = announced
    const clients = this.#clients.get(owner) ?? new Set()
    if (!clients.has(client) && clients.size >= this.#mostPerOwner) return false
    this.take(client)
    clients.add(client)
    this.#clients.set(owner, clients)
    this.#byClient.set(client, { owner, announced })
    return true
  }

  of(client: number): Claim<Owner> | undefined {
    return this.#byClient.get(client)
  }

  take(client: number): Claim<Owner> | undefined {
    const claim = this.#byClient.get(client)
    if (claim === undefined) return undefined
    this.#byClient.delete(client)
    const clients = this.#clients.get(claim.owner)
    clients?.delete(client)
    if (clients?.size === 0) this.#clients.delete(claim.owner)
    return claim
  }

  forget(owner: Owner): void {
    for (const client of this.#clients.get(owner) ?? []) this.#byClient.delete(client)
    this.#clients.delete(owner)
  }
}
