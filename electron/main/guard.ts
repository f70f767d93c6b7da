// What pages may not do: leave the app, open windows of their own, embed others, or use the computer's devices.
import { shell, type App, type Session, type WebContents } from 'electron'
import { isOwnPage, ORIGIN } from './origin.ts'

/** What our own pages may use. All else, and everybody else, is denied. */
const ALLOWED: ReadonlySet<string> = new Set([
  // "Copy link".
  'clipboard-sanitized-write',
  // So that the system does not clear the copies kept on this computer when space is short.
  'persistent-storage',
  // Chromium lets a custom scheme reach 127.0.0.1 and the local network only with these.
  'local-network',
  'local-network-access',
  'loopback-network',
])

/** Schemes that the system may open for a link in a document. */
const OPENED_OUTSIDE: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

export function guardSession(session: Session): void {
  session.setPermissionCheckHandler((_contents, permission, origin) => ALLOWED.has(permission) && isOwnPage(origin))
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(ALLOWED.has(permission) && isOwnPage(details.requestingUrl)),
  )
}

/** `openWindow` gets the path of a page of ours that asked for a window of its own, and the page that asked. */
export function guardNavigation(app: App, openWindow: (from: WebContents, path: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault()
    })
    // The policy forbids frames; one that came about all the same stays empty.
    contents.on('will-frame-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (isOwnPage(url)) openWindow(contents, url.slice(ORIGIN.length))
      else if (OPENED_OUTSIDE.has(URL.parse(url)?.protocol ?? '')) void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
}
