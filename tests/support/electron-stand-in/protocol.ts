// Stands in for `protocol` and `session`: pages come from the app's own handler, permissions from its own answers.
import { toApp, TEST_ORIGIN } from './origin.ts'
import { models, onlyOptions, strict, unmodelled } from './strict.ts'
import { tell } from './to-the-test.ts'

type Handler = (request: Request) => Response | Promise<Response>
type PermissionCheck = (contents: null, permission: string, origin: string) => boolean
type PermissionRequest = (
  contents: null,
  permission: string,
  answer: (granted: boolean) => void,
  details: { requestingUrl: string },
) => void

const handlers = new Map<string, Handler>()
let privileged: readonly string[] = []
let check: PermissionCheck = () => true
let request: PermissionRequest = (_contents, _permission, answer) => answer(true)

const protocolModel = {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string; privileges: Record<string, boolean> }[]) {
    for (const { scheme, privileges } of schemes) {
      onlyOptions(`the scheme ${scheme}`, privileges, ['standard', 'secure', 'supportFetchAPI', 'codeCache'])
      // The https origin in its place has all three; without them app:// would have neither storage nor crypto.
      if (!privileges['standard'] || !privileges['secure'] || !privileges['supportFetchAPI'])
        unmodelled(`the scheme ${scheme} without standard, secure and supportFetchAPI`)
    }
    privileged = schemes.map(({ scheme }) => scheme)
  },
  handle(scheme: string, handler: Handler) {
    if (!privileged.includes(scheme)) unmodelled(`protocol.handle('${scheme}') for a scheme that is not privileged`)
    handlers.set(scheme, handler)
  },
}
models('Protocol', protocolModel)
export const protocol = strict('protocol', protocolModel)

/** What the app answers for an address of a page. */
export async function answerFor(address: string, method: string): Promise<Response> {
  const url = toApp(address)
  const handler = handlers.get(new URL(url).protocol.slice(0, -1))
  if (handler === undefined) return unmodelled(`loading ${url}, for which the app has no protocol handler`)
  return await handler(new Request(url, { method }))
}

export interface Outgoing {
  readonly url: string
  readonly requestHeaders: Readonly<Record<string, string>>
}
interface Passed {
  readonly cancel?: boolean
  readonly requestHeaders?: Record<string, string>
}
type BeforeSendHeaders = (details: Outgoing, answer: (passed: Passed) => void) => void

let beforeSendHeaders: BeforeSendHeaders = (_details, answer) => answer({})

/** What the app lets out: headers, or nothing. */
export async function passed(outgoing: Outgoing): Promise<Readonly<Record<string, string>> | 'cancelled'> {
  const { cancel, requestHeaders } = await new Promise<Passed>((resolve) => beforeSendHeaders(outgoing, resolve))
  return cancel === true ? 'cancelled' : (requestHeaders ?? outgoing.requestHeaders)
}

const webRequestModel = {
  onBeforeSendHeaders(listener: BeforeSendHeaders, ...more: unknown[]) {
    if (typeof listener !== 'function' || more.length > 0) unmodelled('webRequest.onBeforeSendHeaders with a filter')
    beforeSendHeaders = listener
  },
}
const sessionModel = {
  webRequest: strict('session.webRequest', webRequestModel),
  availableSpellCheckerLanguages: ['de', 'en-GB', 'en-US', 'fr'],
  setSpellCheckerLanguages: (languages: readonly string[]) => tell({ is: 'spelling', languages }),
  addWordToSpellCheckerDictionary: () => true,
  setPermissionCheckHandler(handler: PermissionCheck) {
    check = handler
  },
  setPermissionRequestHandler(handler: PermissionRequest) {
    request = handler
  },
}
models('WebRequest', webRequestModel)
models('Session', sessionModel)
export const defaultSession = strict('session.defaultSession', sessionModel)
export const session = strict('session', { defaultSession })

/** Electron's names for what a page might ask, and Chromium's where Playwright can grant it. */
const PERMISSIONS: readonly (readonly [electron: string, playwright: string])[] = [
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['geolocation', 'geolocation'],
  ['local-network-access', 'local-network-access'],
  ['media', 'camera'],
  ['midi', 'midi'],
  ['notifications', 'notifications'],
]

/** What the app's own handlers grant its own pages; everything else stays denied in Chromium. */
export function grantedPermissions(): string[] {
  const granted = PERMISSIONS.filter(([permission]) => {
    const page = toApp(`${TEST_ORIGIN}/`)
    let answered = false
    request(null, permission, (yes) => (answered = yes), { requestingUrl: page })
    return answered && check(null, permission, page)
  })
  tell({ is: 'permissions', granted: granted.map(([permission]) => permission) })
  return granted.map(([, permission]) => permission)
}
