// Who says to be here while another instance still has them: they have come over from there, and it has not noticed yet, or has died.
// What they said last is kept until that is known.
import type { Announced } from './awareness.ts'

export interface Claim<Owner> {
  readonly owner: Owner
  readonly announced: Announced
}

/** What may be kept: ids and bytes of one owner, and bytes of all. */
export interface MostClaims {
  readonly ids: number
  readonly bytes: number
  readonly bytesOfAll: number
}

export class Claims<Owner> {
  readonly #most: MostClaims
  readonly #byClient = new Map<number, Claim<Owner>>()
  readonly #owners = new Map<Owner, { readonly clients: Set<number>; bytes: number }>()
  #bytes = 0

  constructor(most: MostClaims) {
    this.#most = most
  }

  /** False when there is no room for it; what was claimed of it before stays then. */
  add(owner: Owner, announced: Announced): boolean {
    const { client, bytes } = announced
    const before = this.#byClient.get(client)
    const own = this.#owners.get(owner) ?? { clients: new Set(), bytes: 0 }
    const freed = before?.announced.bytes ?? 0
    const ownFreed = before?.owner === owner ? freed : 0
    if (!own.clients.has(client) && own.clients.size >= this.#most.ids) return false
    if (own.bytes - ownFreed + bytes > this.#most.bytes || this.#bytes - freed + bytes > this.#most.bytesOfAll)
      return false
    this.take(client)
    const mine = this.#owners.get(owner) ?? { clients: new Set(), bytes: 0 }
    mine.clients.add(client)
    mine.bytes += bytes
    this.#bytes += bytes
    this.#owners.set(owner, mine)
    this.#byClient.set(client, { owner, announced })
    return true
  }

  of(client: number): Claim<Owner> | undefined {
    return this.#byClient.get(client)
  }

  take(client: number): Claim<Owner> | undefined {
    const claim = this.#byClient.get(client)
    if (claim === undefined) return undefined
    const { bytes } = claim.announced
    const own = this.#owners.get(claim.owner)!
    this.#byClient.delete(client)
    this.#bytes -= bytes
    own.bytes -= bytes
    own.clients.delete(client)
    if (own.clients.size === 0) this.#owners.delete(claim.owner)
    return claim
  }

  forget(owner: Owner): void {
    for (const client of [...(this.#owners.get(owner)?.clients ?? [])]) this.take(client)
  }
}
