// What `tokens create`, `list`, `change` and `revoke` do. Called by main.ts with the tokens of a folder or a database, beside running relays.
import { randomBytes } from 'node:crypto'
import type { DocumentId } from '../../contracts/ids.ts'
import type { Scope } from '../../contracts/scopes.ts'
import { assertNever } from '../errors.ts'
import type { Token, TokenChange, TokenDesk } from '../store/store.ts'
import { newToken, tokenHash } from './tokens.ts'

export type TokenTask =
  | {
      readonly kind: 'create'
      readonly name: string
      readonly scopes: readonly Scope[]
      /** The only one that it is for; null: all of them. */
      readonly document: DocumentId | null
      /** From now on; null: for as long as nobody revokes it. */
      readonly lastsMs: number | null
    }
  | { readonly kind: 'list' }
  /** By id or name; what is not named stays as it is. */
  | { readonly kind: 'change'; readonly named: string; readonly change: Changing }
  /** By id or name. */
  | { readonly kind: 'revoke'; readonly named: string }

export interface Changing extends Pick<TokenChange, 'scopes' | 'document'> {
  readonly lastsMs?: number | null
}

/** Answers what the process ends with. Nothing but a new token, or the list, goes to stdout: a script may take it from there. */
export async function doTokenTask(task: TokenTask, desk: TokenDesk, now: number): Promise<number> {
  const { tokens } = desk
  switch (task.kind) {
    case 'create': {
      const text = newToken()
      const token = tokenFor(task, now)
      await tokens.addToken(token, tokenHash(text))
      process.stdout.write(`${text}\n`)
      process.stderr.write(`Made ${described(token, now)}. It is shown this once.\n`)
      await warnOf(task.document, token.id, desk)
      return 0
    }
    case 'list':
      for (const token of await tokens.listTokens()) process.stdout.write(`${described(token, now)}\n`)
      return 0
    case 'change': {
      const changed = await tokens.changeTokens(task.named, changeOf(task.change, now))
      for (const token of changed) process.stdout.write(`Now it is ${described(token, now)}.\n`)
      if (changed.length > 0) {
        await warnOf(task.change.document, changed[0]!.id, desk)
        return 0
      }
      const was = (await tokens.listTokens()).some(({ id, name }) => id === task.named || name === task.named)
      process.stderr.write(
        was
          ? `"${task.named}" was revoked, and that stays so; make another one with tokens create.\n`
          : `No token has the id or the name "${task.named}"; see tokens list.\n`,
      )
      return 1
    }
    case 'revoke': {
      const revoked = await tokens.revokeTokens(task.named, now)
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
  document,
  createdAt: now,
  usedAt: null,
  expiresAt: endOf(lastsMs, now),
  revokedAt: null,
})

export const changeOf = ({ lastsMs, ...change }: Changing, now: number): TokenChange => ({
  ...change,
  ...(lastsMs !== undefined && { expiresAt: endOf(lastsMs, now) }),
})

const endOf = (lastsMs: number | null, now: number): number | null => (lastsMs === null ? null : now + lastsMs)

/** Of an id that may be a slip. A document may also be made later, by the token itself. */
async function warnOf(document: DocumentId | null | undefined, token: string, desk: TokenDesk): Promise<void> {
  if (document === null || document === undefined) return
  const state = await desk.stateOf(document)
  if (state === 'here') return
  const why =
    state === 'gone'
      ? `The document "${document}" was deleted for ever, and its id is never used again: this token opens nothing.`
      : `There is no document "${document}" here yet: until it is made, this token opens nothing.`
  process.stderr.write(`${why} If that is not what you meant: tokens change ${token} --document ID.\n`)
}

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
