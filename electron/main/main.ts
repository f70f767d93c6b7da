// The desktop app, put together: one instance, its relay, its pages, its windows. Reads as a list of what the app does.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, clipboard, dialog, protocol, session } from 'electron'
import { answerCalls } from './calls.ts'
import { EmbeddedRelay } from './embedded-relay.ts'
import { guardNavigation, guardSession } from './guard.ts'
import { showMenu } from './menu.ts'
import { SCHEME } from './origin.ts'
import { servePages } from './pages.ts'
import { portMemory } from './port-memory.ts'
import { relayLauncher } from './relay-launch.ts'
import { openWindow, reloadWindows } from './windows.ts'

/** This file is out/main/main.js; what it starts and serves lies beside it. */
const built = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

const PRELOAD = built('preload/preload.cjs')
const HOME = '/'

function run(): void {
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
  const relay = embeddedRelay()
  const open = (path: string): void => {
    openWindow(path, PRELOAD).catch((error: unknown) => {
      dialog.showErrorBox('The window could not open', `Your documents are unchanged. ${String(error)}`)
    })
  }

  guardNavigation(app, open)
  app.on('second-instance', () => open(HOME))
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open(HOME)
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  closeBeforeQuit(relay)

  // Never awaited at the top level: in an ES module that would keep `ready` from ever coming.
  void app.whenReady().then(() => {
    relay.start()
    guardSession(session.defaultSession)
    protocol.handle(
      SCHEME,
      servePages(built('renderer'), () => {
        // A page that is opened or reloaded is a wish to try again.
        relay.start()
        return relay.address.then(
          (address) => [address],
          // The person has been told, and the page tells too (renderer/app/start-failed.tsx).
          () => [],
        )
      }),
    )
    answerCalls({
      embeddedRelay: async () => ({ url: await relay.address }),
      newWindow: (path) => openWindow(path, PRELOAD),
      copyText: async (text) => clipboard.writeText(text),
    })
    showMenu(() => open(HOME))
    open(HOME)
  })
}

function embeddedRelay(): EmbeddedRelay {
  const dataFolder = join(app.getPath('userData'), 'relay')
  mkdirSync(dataFolder, { recursive: true })
  const places = { program: built('server/main.js'), dataFolder, logFile: join(dataFolder, 'relay.log') }
  return new EmbeddedRelay(relayLauncher(places), portMemory(join(dataFolder, 'port.txt')), {
    gaveUp(complaint) {
      dialog.showErrorBox(
        'The relay inside Ligature does not start',
        'What you wrote is on this computer. Documents that you opened here before still open, and what you type in them ' +
          'is kept here until the relay runs again. ' +
          `Quit Ligature and open it again; its log is ${places.logFile}. (${complaint})`,
      )
    },
    moved: reloadWindows,
  })
}

/** The relay gets the time to commit and close before the app is gone. */
function closeBeforeQuit(relay: EmbeddedRelay): void {
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    void relay.close().then(() => {
      closed = true
      app.quit()
    })
  })
}

if (app.requestSingleInstanceLock()) run()
else app.quit()
