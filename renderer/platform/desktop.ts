// The desktop app: Electron's main process answers over the preload's one object.
import type { DesktopApi } from '../../contracts/desktop.ts'
import type { Platform } from './platform.ts'

/** The relay inside the app has never listened on this computer, so nobody knows where it will. */
export class EmbeddedRelayDown extends Error {
  override readonly name = 'EmbeddedRelayDown'
}

/** Throws EmbeddedRelayDown. */
export async function desktopPlatform(desktop: DesktopApi): Promise<Platform> {
  const { url } = await desktop.embeddedRelay().catch((cause: unknown) => {
    throw new EmbeddedRelayDown(sentenceOf(cause), { cause })
  })
  return {
    kind: 'desktop',
    relayUrl: new URL(url).origin,
    newWindow: (path) => desktop.newWindow(path),
    copyText: (text) => desktop.copyText(text),
    // Main denies the window and hands the address to the system's browser.
    openExternal: (address) => void window.open(address, '_blank', 'noopener,noreferrer'),
  }
}

/** What main said, without the words that Electron puts before it. */
function sentenceOf(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause)
  return said.replace(/^Error invoking remote method '[^']*': (?:Error: )?/, '')
}
