// Asks the browser to keep the app itself, so that a reload with the relay down still opens the text. Browser build only:
// the desktop app carries its files with it.

/** Where service-worker-plugin.ts puts the built worker. */
const WORKER = '/sw.js'

export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register(WORKER).catch((cause: unknown) => {
    // The text is safe either way; only a reload without the relay is not.
    console.warn('Ligature: this browser does not keep the app for reloads without the relay.', cause)
  })
}
