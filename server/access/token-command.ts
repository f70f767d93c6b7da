// What `tokens create`, `list` and `revoke` do. Called by main.ts with the tokens of a folder or a database, beside running relays.
import { randomBytes } from 'node:crypto'
import type { DocumentId } from '../../contracts/ids.ts'
import type { Scope } from '../../contracts/scopes.ts'
import { assertNever } from '../errors.ts'
import type { Token, TokenStore } from '../store/store.ts'
import { newToken, tokenHash } from './tokens.ts'

export type TokenTask =
  | {
      readonly kind: 'create'
      readonly name: string
      readonly scopes: readonly Scope[]
      readonly document: DocumentId | undefined
      /** Undefined: for as long as nobody revokes it. */
      readonly lastsMs: number | undefined
    }
  | { readonly kind: 'list' }
  /** By id or name. */
  | { readonly kind: 'revoke'; readonly named: string }

/** Answers what the process ends with. Nothing but a new token, or the list, goes to stdout: a script may take it from there. */
export async function doTokenTask(task: TokenTask, store: TokenStore, now: number): Promise<number> {
  switch (task.kind) {
    case 'create': {
      const text = newToken()
      const token = tokenFor(task, now)
      await store.addToken(token, tokenHash(text))
      process.stdout.write(`${text}\n`)
      process.stderr.write(`Made ${described(token, now)}. It is shown this once.\n`)
      return 0
    }
    case 'list':
      for (const token of await store.listTokens()) process.stdout.write(`${described(token, now)}\n`)
      return 0
    case 'revoke': {
      const revoked = await store.revokeTokens(task.named, now)
      for (const { id, name } of revoked) process.stdout.write(`${id} “${name}” is revoked.\n`)
      if (revoked.length > 0) return 0
      process.stderr.write(`No valid token has the id or the name "${task.named}"; see tokens list.\n`)
      return 1
    }
    default:
      return assertNever(task)
  }
}

export const tokenFor = (
  { name, scopes, document, lastsMs }: Extract<TokenTask, { kind: 'create' }>,
  now: number,
): Token => ({
  id: randomBytes(6).toString('hex'),
  name,
  scopes,
  document: document ?? null,
  createdAt: now,
  usedAt: null,
  expiresAt: lastsMs === undefined ? null : now + lastsMs,
  revokedAt: null,
})

function described(
  { id, name, scopes, document, createdAt, usedAt, expiresAt, revokedAt }: Token,
  now: number,
): string {
  const where = document === null ? 'all documents' : `only ${document}`
  const used = usedAt === null ? 'never used' : `used about ${minute(usedAt)}`
  return `${id} “${name}” (${scopes.join(', ')}; ${where}; made ${minute(createdAt)}, ${used}, ${standing(expiresAt, revokedAt, now)})`
}

function standing(expiresAt: number | null, revokedAt: number | null, now: number): string {
  if (revokedAt !== null) return `revoked ${minute(revokedAt)}`
  if (expiresAt === null) return 'valid until revoked'
  return `${expiresAt <= now ? 'was valid' : 'valid'} until ${minute(expiresAt)}`
}

const minute = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`.replace('T', ' ')
