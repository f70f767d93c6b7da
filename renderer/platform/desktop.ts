// The desktop app: Electron's main process answers over the preload's one object.
import type { DesktopApi } from '../../contracts/desktop.ts'
import type { Platform } from './platform.ts'

export async function desktopPlatform(desktop: DesktopApi): Promise<Platform> {
  const { url } = await desktop.embeddedRelay()
  return {
    kind: 'desktop',
    relayUrl: new URL(url).origin,
    newWindow: (path) => desktop.newWindow(path),
    copyText: (text) => desktop.copyText(text),
    // Main denies the window and hands the address to the system's browser.
    openExternal: (address) => void window.open(address, '_blank', 'noopener,noreferrer'),
  }
}
