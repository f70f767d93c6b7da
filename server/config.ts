// Settings: read from the environment once, checked all at once, so that a person sees every problem in one go.
// The table below is the only list of them; `--help` and the README's table are printed from it.
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import {
  DEFAULT_PORT,
  FIRST_FRAME_SECONDS,
  MAX_ATTACHMENT_BYTES,
  MAX_DOCUMENT_BYTES,
  MAX_FRAME_BYTES,
  MAX_SESSIONS_PER_ADDRESS,
  RATE_BYTES,
  RATE_FRAMES,
} from '../contracts/limits.ts'
import { TOKEN_PREFIX } from '../contracts/scopes.ts'
import { CannotStart } from './errors.ts'
import { LOG_LEVELS, type LogLevel } from './log.ts'

export interface Config {
  readonly host: string
  readonly port: number
  readonly dataFolder: string
  readonly access: 'open'
  /** Origins allowed beside the relay's own and `app://ligature`. */
  readonly origins: readonly string[]
  readonly publicUrl: string | undefined
  readonly logLevel: LogLevel
  readonly maxFrameBytes: number
  readonly maxAttachmentBytes: number
  /** These four: Infinity for no limit. */
  readonly maxDocumentBytes: number
  readonly maxSessionsPerAddress: number
  readonly rateFrames: number
  readonly rateBytes: number
  /** Undefined: no limit. */
  readonly firstFrameSeconds: number | undefined
  readonly trustProxy: boolean
  /** Whether anybody may ask for the schema of GraphQL. */
  readonly graphqlIntrospection: boolean
  /** So long it is not ready before it ends. */
  readonly drainSeconds: number
  readonly relayName: string
  /** The relay ends when this process is gone; 0: with nobody. */
  readonly parentPid: number
  /** Asked of everybody; undefined: of nobody. */
  readonly secret: string | undefined
  /** Undefined: documents are in the data folder. */
  readonly databaseUrl: string | undefined
  /** Undefined: this relay is the only one of its database. */
  readonly redisUrl: string | undefined
}

interface Setting {
  readonly name: string
  readonly standard: string
  readonly meaning: string
}

export const SETTINGS: readonly Setting[] = [
  { name: 'LIGATURE_HOST', standard: '127.0.0.1', meaning: 'Address to listen on.' },
  { name: 'LIGATURE_PORT', standard: String(DEFAULT_PORT), meaning: 'Port to listen on; 0 picks a free one.' },
  {
    name: 'LIGATURE_DATA',
    standard: './ligature-data',
    meaning: 'Folder for the database and the images; created when absent, locked while the relay runs.',
  },
  {
    name: 'LIGATURE_ACCESS',
    standard: 'open',
    meaning: '`open`: whoever reaches the relay owns every document. `accounts` does not exist yet.',
  },
  {
    name: 'LIGATURE_ALLOW_OPEN_NETWORK',
    standard: '0',
    meaning: '1 allows `open` access on an address other machines can reach, or under a public URL.',
  },
  {
    name: 'LIGATURE_ORIGINS',
    standard: '',
    meaning: 'Further web origins that may talk to the relay, comma-separated.',
  },
  {
    name: 'LIGATURE_PUBLIC_URL',
    standard: '',
    meaning: 'The address people use when a proxy stands in front, e.g. https://write.example.org.',
  },
  { name: 'LIGATURE_NAME', standard: '', meaning: 'What the relay is called in “saved on …”; else its host name.' },
  { name: 'LIGATURE_LOG', standard: 'info', meaning: `Least important lines to log: ${LOG_LEVELS.join(', ')}.` },
  {
    name: 'LIGATURE_MAX_FRAME_BYTES',
    standard: String(MAX_FRAME_BYTES),
    meaning: 'Largest single edit the relay accepts, in bytes; 1024 at least.',
  },
  {
    name: 'LIGATURE_MAX_DOCUMENT_BYTES',
    standard: String(MAX_DOCUMENT_BYTES),
    meaning: 'Largest document the relay keeps, in bytes; what would make it larger is refused. 0: no limit.',
  },
  {
    name: 'LIGATURE_MAX_SESSIONS_PER_ADDRESS',
    standard: String(MAX_SESSIONS_PER_ADDRESS),
    meaning:
      'Documents that may be open at once from one network address, each on a connection of its own. 0: no limit.',
  },
  {
    name: 'LIGATURE_TRUST_PROXY',
    standard: '0',
    meaning:
      '1: the address is the last one in X-Forwarded-For, which a proxy in front sets. Without it everybody behind a proxy has the address of the proxy.',
  },
  {
    name: 'LIGATURE_RATE_FRAMES',
    standard: String(RATE_FRAMES),
    meaning: 'Frames that one session may send in a second; what is more is read later. 0: no limit.',
  },
  {
    name: 'LIGATURE_RATE_BYTES',
    standard: String(RATE_BYTES),
    meaning: 'Bytes that one session may send in a second; what is more is read later. 0: no limit.',
  },
  {
    name: 'LIGATURE_FIRST_FRAME_SECONDS',
    standard: String(FIRST_FRAME_SECONDS),
    meaning: 'A connection that has said nothing for so long is closed; 60 at most. 0: no limit.',
  },
  {
    name: 'LIGATURE_DRAIN_SECONDS',
    standard: '0',
    meaning:
      'Told to end, the relay answers 503 at /readyz for so long and works on, so that a balancer that asks there sends people elsewhere first; 300 at most.',
  },
  {
    name: 'LIGATURE_MAX_ATTACHMENT_BYTES',
    standard: String(MAX_ATTACHMENT_BYTES),
    meaning: 'Largest image the relay keeps, in bytes; 1024 at least.',
  },
  {
    name: 'LIGATURE_GRAPHQL_INTROSPECTION',
    standard: '0',
    meaning: '1: tools may ask `/graphql` for its schema.',
  },
  {
    name: 'LIGATURE_EXIT_WITH_PARENT',
    standard: '0',
    meaning: 'Id of the process that starts the relay: the relay ends when it is gone (the desktop app sets it).',
  },
  {
    name: 'LIGATURE_SECRET',
    standard: '',
    meaning:
      'Whoever comes must send this as `Authorization: Bearer …`; at least 32 letters, digits, `-` or `_`. The desktop app can, browsers cannot.',
  },
  {
    name: 'DATABASE_URL',
    standard: '',
    meaning:
      'A PostgreSQL that keeps documents and images in the place of the data folder, as in postgres://user:password@host:5432/database.',
  },
  {
    name: 'REDIS_URL',
    standard: '',
    meaning:
      'A Redis through which relays of one DATABASE_URL hear of each other at once, as in redis://host:6379; without it within 2 seconds, and not who is present.',
  },
]

/** What docs/recipes.md has people export for their scripts; it may stand in the shell that starts a relay, or a command of it. */
const OF_SCRIPTS: readonly string[] = ['LIGATURE_URL', 'LIGATURE_TOKEN']

/** Reads and checks every setting. Throws CannotStart with one line per problem. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = []
  const value = (name: string): string => {
    const given = environment[name]?.trim()
    if (given) return given
    return SETTINGS.find((setting) => setting.name === name)?.standard ?? ''
  }
  const check = (ok: boolean, sentence: string): void => {
    if (!ok) problems.push(sentence)
  }
  const wholeNumber = (name: string, least: number, most: number): number => {
    const number = Number(value(name))
    const fits = Number.isInteger(number) && number >= least && number <= most
    check(fits, `${name} is "${value(name)}"; it takes a whole number from ${least} to ${most}.`)
    return number
  }
  /** 0 is none. */
  const limit = (name: string): number => wholeNumber(name, 0, Number.MAX_SAFE_INTEGER) || Infinity
  const flag = (name: string): boolean => {
    check(['0', '1'].includes(value(name)), `${name} is "${value(name)}"; it takes 0 or 1.`)
    return value(name) === '1'
  }

  for (const name of Object.keys(environment))
    if (
      name.startsWith('LIGATURE_') &&
      !SETTINGS.some((setting) => setting.name === name) &&
      !OF_SCRIPTS.includes(name)
    )
      problems.push(`${name} is not a setting of this relay; see --help.`)

  const host = value('LIGATURE_HOST')
  check(host === 'localhost' || isIP(host) !== 0, `LIGATURE_HOST is "${host}"; it takes an IP address or localhost.`)
  const access = value('LIGATURE_ACCESS')
  check(
    access === 'open',
    access === 'accounts'
      ? 'LIGATURE_ACCESS is "accounts"; accounts do not exist yet, only "open" does.'
      : `LIGATURE_ACCESS is "${access}"; it takes "open".`,
  )
  const allowOpenNetwork = flag('LIGATURE_ALLOW_OPEN_NETWORK')
  const secret = value('LIGATURE_SECRET')
  check(
    isLoopback(host) || allowOpenNetwork,
    secret === ''
      ? `LIGATURE_HOST is "${host}", which other machines can reach, and with open access every one of them may read and change every document. Set LIGATURE_ALLOW_OPEN_NETWORK=1 if that is what you want.`
      : `LIGATURE_HOST is "${host}", which other machines can reach, and the relay speaks plain HTTP: whoever listens on the way learns LIGATURE_SECRET. Put a proxy with TLS in front of it, or set LIGATURE_ALLOW_OPEN_NETWORK=1 if that is what you want.`,
  )
  const origins = value('LIGATURE_ORIGINS')
    .split(',')
    // Browsers send scheme and host in small letters.
    .map((origin) => origin.trim().toLowerCase())
    .filter((origin) => origin !== '')
  for (const origin of origins)
    check(
      isOrigin(origin),
      `LIGATURE_ORIGINS contains "${origin}"; an origin looks like https://example.org, without a path.`,
    )
  const publicUrl = value('LIGATURE_PUBLIC_URL').replace(/\/$/, '').toLowerCase()
  const isAddress = isOrigin(publicUrl) && /^https?:/.test(publicUrl)
  check(
    publicUrl === '' || isAddress,
    `LIGATURE_PUBLIC_URL is "${publicUrl}"; it takes http(s)://host[:port] without a path.`,
  )
  check(
    !isAddress || isLoopback(new URL(publicUrl).hostname) || secret !== '' || allowOpenNetwork,
    `LIGATURE_PUBLIC_URL is "${publicUrl}", and with open access everybody whom the proxy lets in may read and change every document. Have the proxy ask for a password and set LIGATURE_ALLOW_OPEN_NETWORK=1, or set LIGATURE_SECRET.`,
  )
  const logLevel = value('LIGATURE_LOG')
  check(
    (LOG_LEVELS as readonly string[]).includes(logLevel),
    `LIGATURE_LOG is "${logLevel}"; it takes one of ${LOG_LEVELS.join(', ')}.`,
  )

  check(
    secret === '' || /^[\w-]{32,}$/.test(secret),
    // Not the value: this sentence goes into logs.
    `LIGATURE_SECRET has ${secret.length} characters; it takes at least 32 letters, digits, "-" or "_".`,
  )
  check(!secret.startsWith(TOKEN_PREFIX), `LIGATURE_SECRET begins with ${TOKEN_PREFIX}, as tokens do; choose another.`)

  const databaseUrl = value('DATABASE_URL')
  // Not their values: they hold passwords, and this sentence goes into logs.
  check(
    databaseUrl === '' || /^postgres(ql)?:$/.test(URL.parse(databaseUrl)?.protocol ?? ''),
    'DATABASE_URL is no address of a PostgreSQL; it looks like postgres://user:password@host:5432/database, where a password has %23 for #, %2F for /, %3F for ?, %40 for @ and %25 for %.',
  )
  const redisUrl = value('REDIS_URL')
  check(
    redisUrl === '' || /^rediss?:$/.test(URL.parse(redisUrl)?.protocol ?? ''),
    'REDIS_URL is no address of a Redis; it looks like redis://user:password@host:6379.',
  )
  check(
    redisUrl === '' || databaseUrl !== '',
    'REDIS_URL is set and DATABASE_URL is not: Redis only carries hints between relays, and with a data folder each of its own they would have nothing in common. Set DATABASE_URL too, or leave REDIS_URL out.',
  )

  const config: Config = {
    host,
    port: wholeNumber('LIGATURE_PORT', 0, 65_535),
    dataFolder: resolve(value('LIGATURE_DATA')),
    access: 'open',
    origins,
    publicUrl: publicUrl === '' ? undefined : publicUrl,
    logLevel: logLevel as LogLevel,
    maxFrameBytes: wholeNumber('LIGATURE_MAX_FRAME_BYTES', 1_024, 1_073_741_824),
    maxDocumentBytes: limit('LIGATURE_MAX_DOCUMENT_BYTES'),
    maxSessionsPerAddress: limit('LIGATURE_MAX_SESSIONS_PER_ADDRESS'),
    rateFrames: limit('LIGATURE_RATE_FRAMES'),
    rateBytes: limit('LIGATURE_RATE_BYTES'),
    // The timer wheel turns in 64.
    firstFrameSeconds: wholeNumber('LIGATURE_FIRST_FRAME_SECONDS', 0, 60) || undefined,
    trustProxy: flag('LIGATURE_TRUST_PROXY'),
    graphqlIntrospection: flag('LIGATURE_GRAPHQL_INTROSPECTION'),
    drainSeconds: wholeNumber('LIGATURE_DRAIN_SECONDS', 0, 300),
    maxAttachmentBytes: wholeNumber('LIGATURE_MAX_ATTACHMENT_BYTES', 1_024, 1_073_741_824),
    relayName: value('LIGATURE_NAME'),
    parentPid: wholeNumber('LIGATURE_EXIT_WITH_PARENT', 0, 4_294_967_295),
    secret: secret === '' ? undefined : secret,
    databaseUrl: databaseUrl === '' ? undefined : databaseUrl,
    redisUrl: redisUrl === '' ? undefined : redisUrl,
  }
  if (problems.length > 0) throw new CannotStart(problems.join('\n'))
  return config
}

/** `host` as people write it, or as a URL does: `[::1]`. */
export const isLoopback = (host: string): boolean =>
  ['localhost', '::1', '[::1]'].includes(host) || (isIP(host) === 4 && host.startsWith('127.'))

/** True for `scheme://host[:port]` in small letters and nothing more. */
function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.host !== '' && text === `${url.protocol}//${url.host}`
}

/** What `--help` prints. */
export function helpText(): string {
  const rows = SETTINGS.map(
    ({ name, standard, meaning }) => `  ${name.padEnd(28)} ${meaning}${standard === '' ? '' : ` [${standard}]`}`,
  )
  return `The Ligature relay.\n\nusage: node out/server/main.js [-h | --help] [--version]\n       node out/server/main.js fsck | compact | reset | migrate | tokens [-h | --help] [--version]\n\nWithout a command it serves; fsck checks what is stored, compact makes it smaller, reset has one document begin anew,\nmigrate moves all of it into a PostgreSQL, tokens makes, changes and revokes tokens for programs.\nEach says with --help what it does and takes.\n\nSettings come from the environment:\n${rows.join('\n')}\n`
}
