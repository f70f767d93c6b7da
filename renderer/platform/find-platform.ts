// Finds out where the app runs. Asked once, at start; nobody else looks at `window.ligature`.
import type { DesktopApi } from '../../contracts/desktop.ts'
import { DESKTOP_GLOBAL } from '../../contracts/desktop-names.ts'
import { browserPlatform } from './browser.ts'
import { desktopPlatform } from './desktop.ts'
import type { Platform } from './platform.ts'

declare global {
  interface Window {
    readonly [DESKTOP_GLOBAL]?: DesktopApi
  }
}

export async function findPlatform(): Promise<Platform> {
  const desktop = window[DESKTOP_GLOBAL]
  return desktop === undefined ? browserPlatform() : await desktopPlatform(desktop)
}
