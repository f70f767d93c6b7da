// The first check of every request and upgrade: by which name it came (Host) and from which site (Origin). WebSockets
// have no CORS, and a hostile page can point a name of its own at 127.0.0.1; this is what stops both (DESIGN §6).
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
}

export interface Knock {
  readonly host: string | undefined
  readonly origin: string | undefined
}

export class Entrance {
  readonly #hostNames: ReadonlySet<string>
  readonly #origins: ReadonlySet<string>
  readonly #anyAddress: boolean

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
  }

  /** Undefined when the request may come in. */
  refusal(knock: Knock): Extract<ProblemCode, 'forbidden-host' | 'forbidden-origin'> | undefined {
    const host = HOST.test(knock.host ?? '') ? URL.parse(`http://${knock.host}`) : null
    if (host === null || !this.#knowsHost(host.hostname)) return 'forbidden-host'
    return knock.origin === undefined || this.isAllowedOrigin(knock.origin, host.host) ? undefined : 'forbidden-origin'
  }

  /** `host` is the Host header: the relay's own pages come from it. */
  isAllowedOrigin(origin: string, host: string): boolean {
    if (this.#origins.has(origin)) return true
    const url = URL.parse(origin)
    return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.host === host
  }

  #knowsHost(name: string): boolean {
    return this.#hostNames.has(name) || (this.#anyAddress && isIP(name.replace(/^\[|\]$/g, '')) !== 0)
  }
}

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)
