// The desktop app: Electron's main process answers over the preload's one object.
import type { DesktopApi, DesktopEvent } from '../../contracts/desktop.ts'
import { EMBEDDED_RELAY, LINK_SCHEME } from '../../contracts/desktop-names.ts'
import { MenuCommands } from './menu-commands.ts'
import { type Desktop, EmbeddedRelayDown, type Platform } from './platform.ts'

/** Throws EmbeddedRelayDown. */
export async function desktopPlatform(api: DesktopApi): Promise<Platform> {
  const desktop = shell(api) // First: it listens.
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
    saveFile: async (name, kind, content) =>
      await api.saveFile({ name, kind, bytes: new Uint8Array(await content.arrayBuffer()) }),
    desktop,
  }
}

/** One listener of the preload's for all of the page's. */
function shell(api: DesktopApi): Desktop {
  const listeners = new Set<(event: DesktopEvent) => void>()
  /** What happened before the part of the page that tells of it had arrived. */
  const early: DesktopEvent[] = []
  const commands = new MenuCommands()
  api.listen((event) => {
    if (event.is === 'command') commands.run(event.command)
    else if (listeners.size === 0) early.push(event)
    else for (const heard of [...listeners]) heard(event)
  })
  return {
    relays: () => api.relays(),
    addRelay: (address, secret) => api.addRelay(address, secret),
    removeRelay: (identity) => api.removeRelay(identity),
    switchRelay: (identity) => api.switchRelay(identity),
    openFile: () => api.openFile(),
    print: () => api.print(),
    savePdf: (name) => api.savePdf(name),
    takeFile: () => api.takeFile(),
    shows: (shown) => api.shows(shown),
    listen(heard) {
      listeners.add(heard)
      for (const event of early.splice(0)) heard(event)
      return () => listeners.delete(heard)
    },
    can: (command, runner) => commands.can(command, runner),
    run: (command) => commands.run(command),
  }
}

/** What main said, without the words that Electron puts before it. */
function sentenceOf(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause)
  return said.replace(/^Error invoking remote method '[^']*': (?:Error: )?/, '')
}
