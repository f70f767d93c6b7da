// Asks the browser to keep the app itself, so that a reload with the relay down still opens the text. Browser build only:
// the desktop app carries its files with it.

/** Where service-worker-plugin.ts puts the built worker. */
const WORKER = '/sw.js'

export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register(WORKER).catch(() => {
    // Refused (a private window) or the relay just went: the text is safe either way, only a reload without the relay
    // is not, and there is nothing that a person could do about it. The next start tries again.
  })
}
