// Where the app runs: a browser page that the relay served, or the desktop app. main.tsx asks once at start; everyone
// else gets the answer and never looks at `window.ligature` itself.
import { DESKTOP_GLOBAL, type DesktopApi } from '../../contracts/desktop.ts'
import { browserPlatform } from './browser.ts'
import { desktopPlatform } from './desktop.ts'

export interface Platform {
  readonly kind: 'browser' | 'desktop'
  /** Origin of the relay that documents live on, such as `http://127.0.0.1:4455`. */
  readonly relayUrl: string
  /** Another window of the app at this path, such as `/d/abc`. */
  newWindow(path: string): Promise<void>
  /** Rejects when the browser does not allow it. */
  copyText(text: string): Promise<void>
  /** Opens a web or mail address outside the app. The caller has checked it with isAllowedLink. */
  openExternal(address: string): void
}

declare global {
  interface Window {
    readonly [DESKTOP_GLOBAL]?: DesktopApi
  }
}

export async function findPlatform(): Promise<Platform> {
  const desktop = window[DESKTOP_GLOBAL]
  return desktop === undefined ? browserPlatform() : await desktopPlatform(desktop)
}
