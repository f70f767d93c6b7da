// The desktop app: Electron's main process answers over the preload's one object.
import { type DesktopApi, type DesktopEvent, EMBEDDED_RELAY, LINK_SCHEME } from '../../contracts/desktop.ts'
import type { Desktop, Platform } from './platform.ts'

/** The relay inside the app has never listened on this computer, so nobody knows where it will. */
export class EmbeddedRelayDown extends Error {
  override readonly name = 'EmbeddedRelayDown'
}

/** Throws EmbeddedRelayDown. */
export async function desktopPlatform(api: DesktopApi): Promise<Platform> {
  const { url, identity } = await api.relay().catch((cause: unknown) => {
    throw new EmbeddedRelayDown(sentenceOf(cause), { cause })
  })
  const relayUrl = new URL(url).origin
  return {
    kind: 'desktop',
    relayUrl,
    relayIdentity: identity,
    newWindow: (path) => api.newWindow(path),
    linkTo: (document) =>
      // Nobody else reaches the relay inside the app, and a browser of this computer may not: the link is for the app.
      identity === EMBEDDED_RELAY
        ? `${LINK_SCHEME}://open/${EMBEDDED_RELAY}/${document}`
        : new URL(`/d/${document}`, relayUrl).href,
    copyText: (text) => api.copyText(text),
    // Main denies the window and hands the address to the system's browser.
    openExternal: (address) => void window.open(address, '_blank', 'noopener,noreferrer'),
    openFile: () => api.openFile(),
    saveFile: (file) => api.saveFile(file),
    print: () => api.print(),
    desktop: shell(api),
  }
}

/** One listener of the preload's for all of the page's. */
function shell(api: DesktopApi): Desktop {
  const listeners = new Set<(event: DesktopEvent) => void>()
  const tell = (event: DesktopEvent): void => {
    for (const heard of [...listeners]) heard(event)
  }
  api.listen(tell)
  return {
    relays: () => api.relays(),
    addRelay: (address, secret) => api.addRelay(address, secret),
    removeRelay: (identity) => api.removeRelay(identity),
    switchRelay: (identity) => api.switchRelay(identity),
    savePdf: (name) => api.savePdf(name),
    takeFile: () => api.takeFile(),
    shows: (shown) => api.shows(shown),
    listen(heard) {
      listeners.add(heard)
      return () => listeners.delete(heard)
    },
    run: (command) => tell({ is: 'command', command }),
  }
}

/** What main said, without the words that Electron puts before it. */
function sentenceOf(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause)
  return said.replace(/^Error invoking remote method '[^']*': (?:Error: )?/, '')
}
