// What every store makes of a row of its tokens, and of a token for its row.
import type { DocumentId } from '../../contracts/ids.ts'
import { isScope } from '../../contracts/scopes.ts'
import type { Token, TokenChange } from './store.ts'

export interface TokenRow {
  readonly id: string
  readonly name: string
  readonly scopes: string
  readonly document: DocumentId | null
  readonly created_at: number
  readonly used_at: number | null
  readonly expires_at: number | null
  readonly revoked_at: number | null
}

export const TOKEN_COLUMNS = 'id, name, scopes, document, created_at, used_at, expires_at, revoked_at'

/** A scope that a newer relay has given is none here. */
export const tokenIn = (row: TokenRow): Token => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes.split(' ').filter(isScope),
  document: row.document,
  createdAt: row.created_at,
  usedAt: row.used_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
})

/** In the order of TOKEN_COLUMNS. */
export const tokenValues = (token: Token): (string | number | null)[] => [
  token.id,
  token.name,
  token.scopes.join(' '),
  token.document,
  token.createdAt,
  token.usedAt,
  token.expiresAt,
  token.revokedAt,
]

/** The columns that a change is about, and what they are to hold. Others may hold what only a newer relay understands. */
export function changedColumns({
  scopes,
  document,
  expiresAt,
}: TokenChange): readonly [string, string | number | null][] {
  const columns: [string, string | number | null][] = []
  if (scopes !== undefined) columns.push(['scopes', scopes.join(' ')])
  if (document !== undefined) columns.push(['document', document])
  if (expiresAt !== undefined) columns.push(['expires_at', expiresAt])
  return columns
}

/** Of a document's row. */
export const stateIn = (row: { readonly deleted_at: number | null } | undefined): 'here' | 'absent' | 'gone' =>
  row === undefined ? 'absent' : row.deleted_at === null ? 'here' : 'gone'
