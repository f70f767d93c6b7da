// Service tokens: how one looks, and who shows it. What the store says of one is believed for half a second, so that one that was changed or
// revoked is so a second later, on any relay (R9). Asked by http/token-check.ts for every request that shows one, and by what it has opened.
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { TOKEN_PREFIX } from '../../contracts/scopes.ts'
import type { Clock } from '../clock.ts'
import { messageOf, Refused } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Token, TokenStore } from '../store/store.ts'
import type { Principal } from './access.ts'

/** Less than the second between two looks of whatever is open: each of them finds what is true then. */
const BELIEVED_MS = 500
/** Kept in memory; there are not so many that are used at once. */
const MOST_KNOWN = 10_000
/** When it was last used is noted so often. */
const NOTE_USE_EVERY_MS = 60 * 60 * 1_000
const TOKEN_BYTES = 32

const BEARER = new RegExp(`^Bearer +(${TOKEN_PREFIX}.*)$`, 'i')
const TOKENS_IN = new RegExp(`${TOKEN_PREFIX}[\\w-]+`, 'g')

/**
 * The token that a request shows; undefined when there is none, but a secret, a password, or nothing. In any of its headers: Node
 * itself takes the first, and a proxy that lets tokens by without its password may have looked at another.
 */
export function tokenIn({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string | undefined {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]!.toLowerCase() !== 'authorization') continue
    const token = BEARER.exec(rawHeaders[at + 1]!)?.[1]
    if (token !== undefined) return token
  }
  return undefined
}

/** For what is logged: nobody should write a token there, and somebody will. */
export const withoutTokens = (text: string): string => text.replace(TOKENS_IN, `${TOKEN_PREFIX}…`)

export const newToken = (): string => `${TOKEN_PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`

/** What the store knows of it: whoever reads that cannot show it. The token is random, so that no salt is needed. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

const principalId = ({ id }: Token): string => `token:${id}`

export interface TokensParts {
  readonly store: Pick<TokenStore, 'findToken' | 'listTokens' | 'noteTokenUse'>
  readonly clock: Pick<Clock, 'now' | 'elapsed'>
  readonly log: Log
}

export class Tokens {
  readonly #parts: TokensParts
  readonly #known = new Map<string, { readonly token: Token; readonly until: number }>()

  constructor(parts: TokensParts) {
    this.#parts = parts
  }

  /** Throws Refused for one that is not valid, or not any more. */
  async principalOf(text: string): Promise<Principal> {
    const { clock } = this.#parts
    const token = await this.#find(tokenHash(text))
    if (token === undefined) throw new Refused('bad-token', 'no such token was made for this relay')
    if (token.revokedAt !== null) throw new Refused('bad-token', `the token ${token.id} was revoked`)
    const now = clock.now()
    if (token.expiresAt !== null && token.expiresAt <= now)
      throw new Refused('bad-token', `the token ${token.id} was valid until ${new Date(token.expiresAt).toISOString()}`)
    this.#noteUse(token, now)
    const { scopes, document, expiresAt } = token
    return { kind: 'service', id: principalId(token), scopes, document, expiresAt }
  }

  /** What each is called, by the id of its principal; also those that are over. */
  async names(): Promise<ReadonlyMap<string, string>> {
    const tokens = await this.#parts.store.listTokens()
    return new Map(tokens.map((token) => [principalId(token), token.name]))
  }

  async #find(sha256: string): Promise<Token | undefined> {
    const { store, clock } = this.#parts
    const known = this.#known.get(sha256)
    if (known !== undefined && known.until > clock.elapsed()) return known.token
    this.#known.delete(sha256)
    // From before the read: what is found is that old.
    const until = clock.elapsed() + BELIEVED_MS
    const token = await store.findToken(sha256)
    if (token === undefined) return undefined
    if (this.#known.size >= MOST_KNOWN) this.#known.clear()
    this.#known.set(sha256, { token, until })
    return token
  }

  #noteUse({ id, usedAt }: Token, now: number): void {
    if (usedAt !== null && now - usedAt < NOTE_USE_EVERY_MS) return
    const { store, log } = this.#parts
    for (const [key, { token, until }] of this.#known)
      if (token.id === id) this.#known.set(key, { token: { ...token, usedAt: now }, until })
    void store
      .noteTokenUse(id, now)
      .catch((error: unknown) => log.warn({ problem: messageOf(error) }, 'that a token was used could not be noted'))
  }
}
