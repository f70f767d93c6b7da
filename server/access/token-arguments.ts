// What `tokens` can be asked to do, read from its arguments. Called by commands.ts; done by token-command.ts.
import { isScope, type Scope, SCOPES } from '../../contracts/scopes.ts'
import { askedAbout, idIn, optionsOf } from '../arguments.ts'
import { CannotStart } from '../errors.ts'
import type { TokenTask } from './token-command.ts'

type Asked =
  | { readonly kind: 'tokens'; readonly task: TokenTask }
  | { readonly kind: 'help'; readonly of: 'tokens' }
  | { readonly kind: 'version' }

type Options = Readonly<Record<string, unknown>>

/** What a token may do: `create` and `change` take these. */
const MAY = { scopes: { type: 'string' }, document: { type: 'string' }, expires: { type: 'string' } } as const

/** Throws CannotStart for an argument that nobody takes. */
export function readTokens([task = '', ...args]: readonly string[]): Asked {
  switch (task) {
    case '--help':
    case '-h':
      return { kind: 'help', of: 'tokens' }
    case '--version':
      return { kind: 'version' }
    case 'create': {
      const options = optionsOf('tokens', args, { name: { type: 'string' }, ...MAY })
      return askedAbout('tokens', options) ?? { kind: 'tokens', task: creation(options) }
    }
    case 'list':
      return askedAbout('tokens', optionsOf('tokens', args, {})) ?? { kind: 'tokens', task: { kind: 'list' } }
    case 'change': {
      const { named, more } = nameIn(args)
      const options = optionsOf('tokens', more, { ...MAY, 'all-documents': { type: 'boolean', default: false } })
      return askedAbout('tokens', options) ?? { kind: 'tokens', task: changing(named, options) }
    }
    case 'revoke': {
      const { named, more } = nameIn(args)
      const options = optionsOf('tokens', more, {})
      return (
        askedAbout('tokens', options) ?? { kind: 'tokens', task: { kind: 'revoke', named: given('revoke', named) } }
      )
    }
    default:
      throw new CannotStart(`tokens: it takes create, list, change or revoke, and not "${task}"; see tokens --help.`)
  }
}

/** It stands before the options, if it is there. */
function nameIn(args: readonly string[]): { readonly named: string; readonly more: readonly string[] } {
  const [named = '', ...more] = args
  return named.startsWith('-') ? { named: '', more: args } : { named, more }
}

function given(task: string, named: string): string {
  if (named === '') throw new CannotStart(`tokens ${task}: which one? Give its id or its name; see tokens --help.`)
  return named
}

const MOST_NAME_CHARACTERS = 60
const HOUR_MS = 60 * 60 * 1_000
const UNIT_MS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS }
/** It ends when it is revoked. */
const NEVER = 'never'

function creation({ name, scopes, document, expires }: Options): TokenTask {
  return {
    kind: 'create',
    name: newName(name),
    scopes: scopesIn('create', scopes),
    document: typeof document === 'string' ? idIn(document) : null,
    lastsMs: typeof expires === 'string' ? lastingIn('create', expires) : null,
  }
}

function newName(name: unknown): string {
  if (typeof name !== 'string' || name.trim() === '')
    throw new CannotStart('tokens create: --name is missing: it says what the token is for.')
  if (name.length > MOST_NAME_CHARACTERS)
    throw new CannotStart(
      `tokens create: --name has ${name.length} characters, and may have ${MOST_NAME_CHARACTERS}: it says what the token is for.`,
    )
  if (/\p{Cc}/u.test(name)) throw new CannotStart('tokens create: --name has characters that are none to read.')
  return name.trim()
}

function changing(named: string, { scopes, document, 'all-documents': all, expires }: Options): TokenTask {
  const name = given('change', named)
  if (typeof document === 'string' && all === true)
    throw new CannotStart('tokens change: it is --document ID or --all-documents, and not both.')
  const change = {
    ...(scopes !== undefined && { scopes: scopesIn('change', scopes) }),
    ...(typeof document === 'string' && { document: idIn(document) }),
    ...(all === true && { document: null }),
    ...(typeof expires === 'string' && { lastsMs: lastingIn('change', expires) }),
  }
  if (Object.keys(change).length === 0)
    throw new CannotStart(
      'tokens change: there is nothing to change; give --scopes, --document, --all-documents or --expires, see tokens --help.',
    )
  return { kind: 'change', named: name, change }
}

/** In the order in which all of them are listed. */
function scopesIn(task: string, scopes: unknown): readonly Scope[] {
  const wanted = typeof scopes === 'string' ? scopes.split(/[\s,]+/).filter(Boolean) : []
  const known = wanted.filter(isScope)
  if (known.length === 0 || known.length < wanted.length)
    throw new CannotStart(
      `tokens ${task}: --scopes takes one or more of ${SCOPES.join(', ')}, with commas between; it is "${wanted.join(',')}".`,
    )
  return SCOPES.filter((scope) => known.includes(scope))
}

/** From when it is made or changed, in milliseconds; null: for as long as nobody revokes it. */
function lastingIn(task: string, expires: string): number | null {
  if (expires === NEVER) return null
  const [, count, unit = ''] = /^(\d{1,5})([hdw])$/.exec(expires) ?? []
  if (!(Number(count) > 0))
    throw new CannotStart(
      `tokens ${task}: --expires is "${expires}"; it takes hours, days or weeks, as in 12h, 90d or 52w, or ${NEVER}.`,
    )
  return Number(count) * UNIT_MS[unit]!
}

export const TOKENS_HELP = `Makes, lists, changes and revokes the tokens with which programs read and write documents over HTTP.

usage: node out/server/main.js tokens create --name NAME --scopes SCOPES [--document ID] [--expires TIME]
       node out/server/main.js tokens list
       node out/server/main.js tokens change ID_OR_NAME [--scopes SCOPES] [--document ID | --all-documents] [--expires TIME]
       node out/server/main.js tokens revoke ID_OR_NAME
       node out/server/main.js tokens [-h | --help] [--version]

  --name NAME       what it is for; change and revoke take it, too, and do it to all of that name
  --scopes SCOPES   what it may do: ${SCOPES.join(', ')}, with commas between
  --document ID     only with this document
  --all-documents   with each of them again
  --expires TIME    it is valid for so long from now on, as in 12h, 90d or 52w; or "never": until it is revoked, as without it

The tokens are those of the folder in LIGATURE_DATA, or with DATABASE_URL of that database. Relays may be running. A program
sends its token as "Authorization: Bearer lgt_…", never in an address. create prints it once, alone on stdout: it is kept
nowhere, only its SHA-256. change takes what it is given and leaves the rest of the token as it is, also of one that has
expired. What was changed or revoked is so a second later, on any relay, also for what has been opened with it before. What
was revoked stays so.

Ends with 0 when it was done, 1 when there is no such token to change or revoke, 2 when nothing could be done.
`
