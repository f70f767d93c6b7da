// The app's windows: each shows one page of app://ligature in a sandbox, without Node.
import { BrowserWindow, nativeTheme } from 'electron'
import { ORIGIN } from './origin.ts'

const WIDTH = 1_080
const HEIGHT = 820
const LEAST_WIDTH = 420
const LEAST_HEIGHT = 320
/** The page's own background (renderer/ui/tokens.css), so that a window does not flash before its first paint. */
const PAPER = { light: '#fdfcfa', dark: '#1b1a18' } as const

/** Where a page may be: its path, and nothing that could lead to another origin. */
const PAGE_PATH = /^\/(?!\/)[\w\-./~%?=&#]*$/

/** Opens a window on a page, `/d/{id}` or `/`. Throws for anything that is not a path of ours. */
export async function openWindow(path: string, preload: string): Promise<void> {
  if (!PAGE_PATH.test(path)) throw new Error(`"${path}" is not a page of the app`)
  const window = new BrowserWindow({
    width: WIDTH,
    height: HEIGHT,
    minWidth: LEAST_WIDTH,
    minHeight: LEAST_HEIGHT,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? PAPER.dark : PAPER.light,
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false },
  })
  window.once('ready-to-show', () => window.show())
  await window.loadURL(`${ORIGIN}${path}`)
}

/** For pages that were told a relay which is elsewhere now: their policy allows no other. What is typed is in their copies. */
export function reloadWindows(): void {
  for (const window of BrowserWindow.getAllWindows()) {
    // A load that is cut off would leave a window without a page, and its loadURL rejected.
    if (window.webContents.isLoadingMainFrame()) window.webContents.once('did-stop-loading', () => window.reload())
    else window.reload()
  }
}
