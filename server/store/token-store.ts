// The part of the store's port that keeps service tokens. Part of store.ts, which everybody imports.
import type { DocumentId } from '../../contracts/ids.ts'
import type { Scope } from '../../contracts/scopes.ts'

/** What is known of a service token. The token itself is kept nowhere. */
export interface Token {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** The only one that it is for; null: all of them. */
  readonly document: DocumentId | null
  /** These four in milliseconds since 1970. */
  readonly createdAt: number
  /** About when it was last used; null: never. */
  readonly usedAt: number | null
  /** Null: it does not end by itself. */
  readonly expiresAt: number | null
  readonly revokedAt: number | null
}

/** What becomes of a token: only what is named, and something is. */
export type TokenChange = Partial<Pick<Token, 'scopes' | 'document' | 'expiresAt'>>

/** Service tokens, found by the SHA-256 of their text in hexadecimal digits. */
export interface TokenStore {
  addToken(token: Token, sha256: string): Promise<void>
  findToken(sha256: string): Promise<Token | undefined>
  /** The newest first, also those that are over. */
  listTokens(): Promise<readonly Token[]>
  /** By id or by name. Answers those that were valid until then. */
  revokeTokens(named: string, at: number): Promise<readonly Token[]>
  /** By id or by name, but for those that were revoked. Answers them as they are then, the oldest first. */
  changeTokens(named: string, change: TokenChange): Promise<readonly Token[]>
  noteTokenUse(id: string, at: number): Promise<void>
}

/** What a command does tokens with, beside running relays. */
export interface TokenDesk {
  readonly tokens: TokenStore
  /** `gone`: it was deleted for ever. */
  stateOf(document: DocumentId): Promise<'here' | 'absent' | 'gone'>
  close(): Promise<void>
}
