// What each request of our pages may carry to a relay. Secrets are added here, outside the pages, which never hold them;
// and a request to the embedded relay's address goes out only while our own relay listens there, so that a program that
// took its port while it was away hears nothing.
import type { Session } from 'electron'

export interface GateRules {
  /** Where the embedded relay listens or has said it will: known to pages. */
  readonly embedded: () => string | undefined
  /** Whether it is our own process that listens there now. */
  readonly embeddedListens: () => boolean
  readonly embeddedSecret: string
  readonly secretOf: (origin: string) => string | undefined
}

export type Pass = 'cancel' | { readonly authorization: string } | undefined

/** Undefined: as it is. */
export function passFor(address: string, rules: GateRules): Pass {
  const url = URL.parse(address)
  // The WebSocket's address is the relay's own, but for the scheme.
  const origin = url === null ? undefined : `${url.protocol.replace(/^ws/, 'http')}//${url.host}`
  if (origin === undefined) return undefined
  if (origin === rules.embedded())
    return rules.embeddedListens() ? { authorization: `Bearer ${rules.embeddedSecret}` } : 'cancel'
  const secret = rules.secretOf(origin)
  return secret === undefined ? undefined : { authorization: `Bearer ${secret}` }
}

export function guardRelays(session: Session, rules: GateRules): void {
  session.webRequest.onBeforeSendHeaders(({ url, requestHeaders }, answer) => {
    const pass = passFor(url, rules)
    if (pass === 'cancel') answer({ cancel: true })
    else if (pass === undefined) answer({})
    else answer({ requestHeaders: { ...requestHeaders, Authorization: pass.authorization } })
  })
}
