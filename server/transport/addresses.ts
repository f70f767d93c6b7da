// From where a request comes, and how many sessions each address has. Used by websocket.ts; streams and exports are counted by it, too (relay.ts).
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Groups of an IPv6 address that belong to the network. The rest is the customer's own to choose from. */
const NETWORK_GROUPS = 4
const GROUPS = 8

/**
 * Who is counted as one: an IPv4 address, or the /64 network of an IPv6 address, which is what one customer gets. With
 * `trustProxy` it is what the proxy says, the last entry of X-Forwarded-For; the ones before may be the client's own words.
 */
export function sourceOf({ headers, socket }: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy
    ? String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)!
        .trim()
    : ''
  const address = isIP(forwarded) === 0 ? (socket.remoteAddress ?? '') : forwarded
  // As an address of IPv4 looks on a socket of both kinds.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(plain) === 6 ? networkOf(plain) : plain
}

function networkOf(address: string): string {
  const [front, back] = address.split('::').map((side) => (side === '' ? [] : side.split(':')))
  const zeros = back === undefined ? 0 : GROUPS - front!.length - back.length
  const groups = [...front!, ...Array.from({ length: zeros }, () => '0'), ...(back ?? [])].slice(0, NETWORK_GROUPS)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

/** The places of every address, and who has taken how many. */
export class Places {
  readonly #most: number
  readonly #taken = new Map<string, number>()

  /** Infinity: as many as anybody likes. */
  constructor(most: number) {
    this.#most = most
  }

  /** Takes one; answers how to give it back, once, or undefined when this address has none left. */
  take(address: string): (() => void) | undefined {
    const taken = this.#taken.get(address) ?? 0
    if (taken >= this.#most) return undefined
    this.#taken.set(address, taken + 1)
    return () => {
      const left = this.#taken.get(address)! - 1
      if (left === 0) this.#taken.delete(address)
      else this.#taken.set(address, left)
    }
  }
}
