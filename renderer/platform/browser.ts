// The browser build: served by the relay, so the relay is where the page came from.
import { download } from './download.ts'
import type { Platform } from './platform.ts'

export function browserPlatform(): Platform {
  return {
    kind: 'browser',
    relayUrl: location.origin,
    relayIdentity: location.origin,
    linkTo: (document) => new URL(`/d/${document}`, location.origin).href,
    saveFile: async (name, kind, content) => {
      download(`${name}.${kind}`, content)
      return { is: 'none' }
    },
    desktop: null,
    newWindow: async (path) => {
      // No `noopener` here: with it window.open answers null whether or not the window was blocked.
      if (window.open(path, '_blank') === null) throw new Error('the browser blocked the new window')
    },
    copyText,
    openExternal: (address) => void window.open(address, '_blank', 'noopener,noreferrer'),
  }
}

/** The clipboard API is there on https and localhost only; a relay on a plain-http LAN address needs the old way. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text)
  const focused = document.activeElement as HTMLElement | null
  const carrier = document.createElement('textarea')
  carrier.value = text
  carrier.setAttribute('readonly', '')
  carrier.className = 'for-screen-readers'
  document.body.append(carrier)
  carrier.select()
  const copied = document.execCommand('copy')
  carrier.remove()
  focused?.focus()
  if (!copied) throw new Error('the browser refused to copy')
}
