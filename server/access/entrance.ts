// The first check of every request and upgrade: by which name it came (Host) and from which site (Origin, or Sec-Fetch-Site where a
// browser sends no Origin: for images, scripts, frames and links). WebSockets have no CORS, a hostile page can point a name of its
// own at 127.0.0.1, and any page can have a browser GET what it may not read; this is what stops all three (A2). A relay
// with a secret asks for it here too: the one inside the desktop app is for that app alone, not for every program of the
// computer that finds its port.
import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { ProblemCode } from '../../contracts/errors.ts'

/** The desktop app's own pages. */
const DESKTOP_ORIGIN = 'app://ligature'

/** A name or literal address and perhaps a port: no user, path or query, which URL.parse would take for granted. */
const HOST = /^[^/?#@\\\s]+$/

export interface EntranceRules {
  /** The address the relay listens on, as configured. */
  readonly host: string
  readonly origins: readonly string[]
  readonly publicUrl: string | undefined
  readonly secret?: string | undefined
}

/** Sec-Fetch-Site, -Mode and -Dest (W3C Fetch Metadata). Browsers send them to https and to loopback, programs do not. */
export interface Fetched {
  readonly site: string | undefined
  readonly mode: string | undefined
  readonly destination: string | undefined
}

export interface Knock {
  readonly host: string | undefined
  readonly origin: string | undefined
  /** What a browser says of where the request comes from and what for: no page can write these. */
  readonly fetched: Fetched
  /** A GET of a page of the app, which other sites may link to. */
  readonly isPage: boolean
  readonly authorization: string | undefined
  /** A browser's question before the request itself, which cannot carry a secret. Its answer tells nothing. */
  readonly isPreflight: boolean
  /** It shows a token, which is looked at next and opens what a secret does. */
  readonly showsToken: boolean
}

export class Entrance {
  readonly #hostNames: ReadonlySet<string>
  readonly #origins: ReadonlySet<string>
  readonly #anyAddress: boolean
  readonly #secret: Buffer | undefined

  constructor(rules: EntranceRules) {
    const publicHost = rules.publicUrl === undefined ? [] : [new URL(rules.publicUrl).hostname]
    this.#hostNames = new Set(['localhost', '127.0.0.1', '[::1]', bracketed(rules.host), ...publicHost])
    this.#origins = new Set([
      DESKTOP_ORIGIN,
      ...(rules.publicUrl === undefined ? [] : [rules.publicUrl]),
      ...rules.origins,
    ])
    // Listening on every address: any literal address is ours, and no name can be rebound to a literal.
    this.#anyAddress = rules.host === '0.0.0.0' || rules.host === '::'
    this.#secret = rules.secret === undefined ? undefined : digest(`Bearer ${rules.secret}`)
  }

  /** Undefined when the request may come in. */
  refusal(knock: Knock): Extract<ProblemCode, 'forbidden-host' | 'forbidden-origin' | 'secret-required'> | undefined {
    const host = HOST.test(knock.host ?? '') ? URL.parse(`http://${knock.host}`) : null
    if (host === null || !this.#knowsHost(host.hostname)) return 'forbidden-host'
    if (knock.origin !== undefined && !this.isAllowedOrigin(knock.origin, host.host)) return 'forbidden-origin'
    if (knock.origin === undefined && isForeign(knock)) return 'forbidden-origin'
    return knock.isPreflight || knock.showsToken || this.#knowsSecret(knock.authorization)
      ? undefined
      : 'secret-required'
  }

  /** `host` is the Host header: the relay's own pages come from it. */
  isAllowedOrigin(origin: string, host: string): boolean {
    if (this.#origins.has(origin)) return true
    const url = URL.parse(origin)
    return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.host === host
  }

  /** In equal time for every wrong one. */
  #knowsSecret(authorization: string | undefined): boolean {
    return this.#secret === undefined || timingSafeEqual(digest(authorization ?? ''), this.#secret)
  }

  #knowsHost(name: string): boolean {
    return this.#hostNames.has(name) || (this.#anyAddress && isIP(name.replace(/^\[|\]$/g, '')) !== 0)
  }
}

/** `none`: the person's own doing, such as an address that they typed. */
const OWN_SITES: readonly (string | undefined)[] = [undefined, 'none', 'same-origin']

/** Of a request without an Origin. A link from elsewhere opens a page of the app in a window, and nothing else. */
function isForeign({ fetched: { site, mode, destination }, isPage }: Knock): boolean {
  if (OWN_SITES.includes(site)) return false
  return !(isPage && mode === 'navigate' && destination === 'document')
}

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
