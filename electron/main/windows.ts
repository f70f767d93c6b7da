// The app's windows: each shows one page of app://ligature in a sandbox, without Node, and belongs to one relay. Where they
// stood, and what they showed, is there again at the next start.
import { BrowserWindow, nativeTheme, screen, type WebContents } from 'electron'
import type { JsonFile } from './json-file.ts'
import { ORIGIN } from './origin.ts'
import { beside, type Bounds, LEAST_SIZE, placeWithin, STANDARD_SIZE, type WindowState } from './window-places.ts'

/** The page's own background (renderer/ui/tokens.css), so that a window does not flash before its first paint. */
const PAPER = { light: '#fdfcfa', dark: '#1b1a18' } as const

/** Where a page may be: its path, and nothing that could lead to another origin. */
const PAGE_PATH = /^\/(?!\/)[\w\-./~%?=&#]*$/

/** Moving a window is a storm of events; this much of it may be forgotten by a crash. */
const REMEMBER_AFTER_MS = 500

interface Shown {
  readonly window: BrowserWindow
  /** Identity of its relay. */
  relay: string
}

export interface WindowsParts {
  readonly preload: string
  readonly file: JsonFile<{ windows: WindowState[] }>
  /** Called once per window, before its page is loaded. */
  readonly opened: (page: WebContents) => void
}

export class Windows {
  readonly #parts: WindowsParts
  readonly #shown = new Map<WebContents, Shown>()
  #remember: NodeJS.Timeout | undefined
  /** From the first step of quitting on nothing is remembered: the windows close one by one then. */
  #frozen = false

  constructor(parts: WindowsParts) {
    this.#parts = parts
  }

  /** Opens a window on a page, `/d/{id}` or `/`. Throws for anything that is not a path of ours. */
  async open(relay: string, path: string, state?: WindowState): Promise<WebContents> {
    requirePage(path)
    const place = this.#place(state)
    const window = new BrowserWindow({
      ...place,
      minWidth: LEAST_SIZE.width,
      minHeight: LEAST_SIZE.height,
      show: false,
      backgroundColor: nativeTheme.shouldUseDarkColors ? PAPER.dark : PAPER.light,
      webPreferences: { preload: this.#parts.preload, sandbox: true, contextIsolation: true, nodeIntegration: false },
    })
    const page = window.webContents
    this.#shown.set(page, { window, relay })
    this.#watch(window, page)
    window.once('ready-to-show', () => {
      if (state?.maximised === true) window.maximize()
      window.show()
    })
    this.#parts.opened(page)
    await window.loadURL(`${ORIGIN}${path}`)
    return page
  }

  /** Opens those that were open last; answers whether there were any whose relay is still known. */
  async restore(isKnown: (relay: string) => boolean): Promise<boolean> {
    const states = (this.#parts.file.read()?.windows ?? []).filter(
      ({ relay, path }) => isKnown(relay) && PAGE_PATH.test(path),
    )
    await Promise.all(states.map((state) => this.open(state.relay, state.path, state)))
    return states.length > 0
  }

  get pages(): WebContents[] {
    return [...this.#shown.keys()]
  }

  relayOf(page: WebContents): string {
    const shown = this.#shown.get(page)
    if (shown === undefined) throw new Error('the page has no window')
    return shown.relay
  }

  /** The window shows that relay's start page from now on. */
  async show(page: WebContents, relay: string, path: string): Promise<void> {
    requirePage(path)
    const shown = this.#shown.get(page)
    if (shown === undefined) return
    shown.relay = relay
    await shown.window.loadURL(`${ORIGIN}${path}`)
    this.#changed()
  }

  closeThoseOf(relay: string, except: WebContents): void {
    for (const [page, shown] of this.#shown) if (shown.relay === relay && page !== except) shown.window.close()
  }

  /** The one in front, or the one that was opened last. */
  get front(): WebContents | undefined {
    const focused = BrowserWindow.getFocusedWindow()?.webContents
    return focused !== undefined && this.#shown.has(focused) ? focused : this.pages.at(-1)
  }

  /** Brings the window that shows this page to the front; false when there is none. */
  reveal(relay: string, path: string): boolean {
    const found = [...this.#shown].find(([page, shown]) => shown.relay === relay && pathOf(page) === path)
    if (found === undefined) return false
    this.bringForward(found[0])
    return true
  }

  bringForward(page: WebContents): void {
    const window = this.#shown.get(page)?.window
    if (window === undefined) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  /** For pages that were told an address which has changed: their policy allows no other. What is typed is in their copies. */
  reloadAll(): void {
    for (const [page, { window }] of this.#shown) {
      // A load that is cut off would leave a window without a page, and its loadURL rejected.
      if (page.isLoadingMainFrame()) page.once('did-stop-loading', () => window.reload())
      else window.reload()
    }
  }

  /** Quitting begins: what is open now is opened at the next start, and nobody types into a window that is going. */
  leave(): void {
    if (this.#frozen) return
    this.#write()
    this.#frozen = true
    for (const { window } of this.#shown.values()) window.hide()
  }

  #watch(window: BrowserWindow, page: WebContents): void {
    const changed = (): void => this.#changed()
    window.on('resize', changed)
    window.on('move', changed)
    page.on('did-navigate-in-page', changed)
    page.on('did-navigate', changed)
    window.on('close', () => {
      // The last one is what the next start opens.
      if (this.#shown.size === 1) this.#write()
    })
    window.once('closed', () => {
      this.#shown.delete(page)
      if (this.#shown.size > 0) this.#changed()
    })
  }

  #place(state: WindowState | undefined): Bounds | typeof STANDARD_SIZE {
    const displays = screen.getAllDisplays().map(({ workArea }) => workArea)
    if (state !== undefined) return placeWithin(state.bounds, displays)
    const front = this.front
    const before = front === undefined ? this.#parts.file.read()?.windows.at(-1)?.bounds : this.#boundsOf(front)
    if (before === undefined) return STANDARD_SIZE
    return placeWithin(front === undefined ? before : beside(before), displays)
  }

  #boundsOf(page: WebContents): Bounds | undefined {
    return this.#shown.get(page)?.window.getNormalBounds()
  }

  #changed(): void {
    if (this.#frozen) return
    clearTimeout(this.#remember)
    this.#remember = setTimeout(() => this.#write(), REMEMBER_AFTER_MS)
  }

  #write(): void {
    clearTimeout(this.#remember)
    if (this.#frozen || this.#shown.size === 0) return
    const windows = [...this.#shown].map(([page, { window, relay }]) => ({
      bounds: window.getNormalBounds(),
      maximised: window.isMaximized(),
      relay,
      path: pathOf(page),
    }))
    this.#parts.file.write({ windows })
  }
}

function requirePage(path: string): void {
  if (!PAGE_PATH.test(path)) throw new Error(`"${path}" is not a page of the app`)
}

/** `/` while there is none yet. */
function pathOf(page: WebContents): string {
  const url = URL.parse(page.getURL())
  return url === null || url.pathname === '' ? '/' : url.pathname
}
