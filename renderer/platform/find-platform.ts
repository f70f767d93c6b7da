// Finds out where the app runs. Asked once, at start; nobody else looks at `window.ligature`.
import type { DesktopApi } from '../../contracts/desktop.ts'
import { DESKTOP_GLOBAL } from '../../contracts/desktop-names.ts'
import { browserPlatform } from './browser.ts'
import type { Platform } from './platform.ts'

declare global {
  interface Window {
    readonly [DESKTOP_GLOBAL]?: DesktopApi
  }
}

/** Throws EmbeddedRelayDown. */
export async function findPlatform(): Promise<Platform> {
  const desktop = window[DESKTOP_GLOBAL]
  if (desktop === undefined) return browserPlatform()
  // The browser's visitors need none of it.
  return await (await import('./desktop.ts')).desktopPlatform(desktop)
}
