// Stands in for `BrowserWindow`: a page of the Chromium that the test has started. It is headless: where a window stands,
// and whether it is in front, is remembered and told, and nothing else.
import { chromium, type BrowserContext, type CDPSession, type Page, type Route } from 'playwright-core'
import { allWindowsClosed, emitApp } from './app.ts'
import { installPreload } from './ipc.ts'
import { TEST_ORIGIN, toApp, toPage } from './origin.ts'
import { answerFor, grantedPermissions, passed } from './protocol.ts'
import { Events, models, onlyOptions, preventable, strict, unmodelled } from './strict.ts'
import { type Bounds, onAsked, tell } from './to-the-test.ts'
import { WebContents } from './web-contents.ts'

interface Options extends Partial<Bounds> {
  readonly webPreferences: Readonly<Record<string, unknown>>
}

const EVENTS = ['close', 'closed', 'move', 'ready-to-show', 'resize'] as const
/** How often it is asked again what a WebSocket may carry. */
const ASK_PASS_EVERY_MS = 200

let context: Promise<BrowserContext> | undefined
const windows = new Set<BrowserWindow>()
let focused: BrowserWindow | null = null
/** Behind the strict faces. */
const originals = new WeakMap<BrowserWindow, BrowserWindow>()

class BrowserWindow {
  readonly webContents: WebContents
  readonly #preload: string
  readonly #events = new Events('BrowserWindow', EVENTS)
  readonly #contents: WebContents
  #page: Page | undefined
  #devtools: CDPSession | undefined
  #send: (channel: string, args: readonly unknown[]) => void = () => undefined
  #isLoading = false
  #bounds: Bounds
  #maximised = false
  /** Origin of the relay that the page asked last: its WebSocket goes there. */
  #relay: string | undefined

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }
  static getFocusedWindow(): BrowserWindow | null {
    return focused
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...windows].find((window) => window.webContents === contents) ?? null
  }

  constructor(options: Options) {
    const look = ['x', 'y', 'width', 'height', 'minWidth', 'minHeight', 'show', 'backgroundColor']
    onlyOptions('BrowserWindow', options, [...look, 'webPreferences'])
    const { preload, ...preferences } = options.webPreferences
    onlyOptions('webPreferences', preferences, ['sandbox', 'contextIsolation', 'nodeIntegration'])
    if (
      preferences['sandbox'] !== true ||
      preferences['contextIsolation'] !== true ||
      preferences['nodeIntegration'] !== false
    )
      unmodelled('a page without sandbox and isolation')
    this.#preload = String(preload)
    const { x = 100, y = 80, width = 800, height = 600 } = options
    this.#bounds = { x, y, width, height }
    this.#contents = new WebContents({
      page: () => this.#page,
      devtools: () => this.#devtools,
      isLoading: () => this.#isLoading,
      send: (channel, args) => this.#send(channel, args),
    })
    this.webContents = strict('webContents', this.#contents)
    const own = strict('BrowserWindow', this)
    originals.set(own, this)
    windows.add(own)
    emitApp('web-contents-created', preventable({}), this.webContents)
    return own
  }

  on(name: string, listener: (...args: never[]) => void): void {
    this.#events.on(name, listener)
  }
  once(name: string, listener: (...args: never[]) => void): void {
    this.#events.once(name, listener)
  }
  show(): void {
    focused = [...windows].find((window) => window.webContents === this.webContents) ?? null
    tell({ is: 'window', bounds: this.#bounds, maximised: this.#maximised })
  }
  focus(): void {
    this.show()
  }
  hide(): void {
    // A headless page has no other state.
  }
  isMinimized(): boolean {
    return false
  }
  restore(): void {
    unmodelled('a window that is minimised')
  }
  maximize(): void {
    this.#maximised = true
  }
  isMaximized(): boolean {
    return this.#maximised
  }
  getNormalBounds(): Bounds {
    return this.#bounds
  }
  close(): void {
    void this.#page?.close()
  }

  async loadURL(url: string): Promise<void> {
    this.#isLoading = true
    const isFirst = this.#page === undefined
    const page = this.#page ?? (await this.#openPage())
    // A page that is closed while it loads is no failure of the app's.
    await page.goto(toPage(url)).catch((error: unknown) => {
      if (!page.isClosed()) throw error
    })
    this.#isLoading = false
    WebContents.emit(this.#contents, 'did-navigate', preventable({}))
    WebContents.emit(this.#contents, 'did-stop-loading')
    if (isFirst) this.#events.emit('ready-to-show')
  }

  reload(): void {
    if (this.#page === undefined || this.#isLoading) return unmodelled('reload() of a window that has no page yet')
    this.webContents.reload()
  }

  async #openPage(): Promise<Page> {
    context ??= openContext()
    const page = await (await context).newPage()
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Network.enable')
    const { send } = await installPreload(devtools, page, this.#preload, this.webContents)
    this.#send = send
    devtools.on('Page.windowOpen', ({ url: asked }) => {
      // Chromium opens it first and has it closed at once; Electron asks before.
      if (WebContents.popup(this.#contents, asked) !== 'deny') unmodelled('a window that a page opens by itself')
    })
    await page.route(
      () => true,
      (route) => this.#load(page, route),
    )
    page.on('popup', (popup) => void popup.close())
    page.on('framenavigated', () => WebContents.emit(this.#contents, 'did-navigate-in-page', preventable({})))
    page.on('console', (message) => {
      const level = message.type() === 'error' ? 'error' : 'info'
      WebContents.emit(this.#contents, 'console-message', { level, message: message.text() })
    })
    page.on('crash', () =>
      WebContents.emit(this.#contents, 'render-process-gone', preventable({}), { reason: 'crashed', exitCode: 1 }),
    )
    const asking = setInterval(() => void this.#passSockets(), ASK_PASS_EVERY_MS)
    page.once('close', () => {
      clearInterval(asking)
      this.#closed()
    })
    this.#page = page
    this.#devtools = devtools
    return page
  }

  #closed(): void {
    this.#events.emit('close', preventable({}))
    for (const window of windows) if (window.webContents === this.webContents) windows.delete(window)
    if (focused?.webContents === this.webContents) focused = null
    this.#events.emit('closed')
    if (windows.size === 0) allWindowsClosed()
  }

  /** Our own pages come from the app; leaving them is asked of it; the relay is reached over the real network. */
  async #load(page: Page, route: Route): Promise<void> {
    const request = route.request()
    const url = request.url()
    if (new URL(url).origin === TEST_ORIGIN) {
      const answer = await answerFor(url, request.method())
      const headers = Object.fromEntries(answer.headers)
      return await route.fulfill({ status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) })
    }
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return await this.#pass(route)
    const event = preventable({ url: toApp(url) })
    WebContents.emit(this.#contents, 'will-frame-navigate', event)
    WebContents.emit(this.#contents, 'will-navigate', event)
    if (!event.defaultPrevented) unmodelled(`a window that leaves the app for ${url}`)
    // 204 is how Chromium stays where it is; an abort would show an error page.
    await route.fulfill({ status: 204 })
  }

  async #pass(route: Route): Promise<void> {
    const request = route.request()
    this.#relay = new URL(request.url()).origin
    void this.#passSockets()
    const headers = await passed({ url: request.url(), requestHeaders: request.headers() })
    if (headers === 'cancelled') await route.abort('blockedbyclient')
    else await route.continue({ headers })
  }

  /**
   * Playwright cannot hold a WebSocket's handshake back to ask the app about it, so the app is asked in advance, again and
   * again. One that is cancelled goes out, without the secret.
   */
  async #passSockets(): Promise<void> {
    if (this.#relay === undefined) return
    const url = `${this.#relay.replace(/^http/, 'ws')}/sync/any`
    const headers = await passed({ url, requestHeaders: {} })
    const extra = headers === 'cancelled' ? {} : { ...headers }
    await this.#devtools?.send('Network.setExtraHTTPHeaders', { headers: extra }).catch(() => undefined)
  }

  /** For the test, like the next. */
  static rightClick(self: BrowserWindow, clicked: object): void {
    WebContents.emit(self.#contents, 'context-menu', preventable({}), strict('ContextMenuParams', clicked))
  }
  static place(window: BrowserWindow | undefined, bounds: Bounds, maximised: boolean): void {
    const self = window === undefined ? unmodelled('moving a window that is not there') : originals.get(window)
    if (self === undefined) return
    self.#bounds = bounds
    self.#maximised = maximised
    self.#events.emit('resize')
    self.#events.emit('move')
  }
}

async function openContext(): Promise<BrowserContext> {
  const browser = await chromium.connectOverCDP(process.env['STAND_IN_CHROMIUM'] ?? unmodelled('a missing Chromium'))
  const context = browser.contexts()[0] ?? unmodelled('a Chromium without a default context')
  await context.grantPermissions(grantedPermissions(), { origin: TEST_ORIGIN })
  return context
}

onAsked((asked) => {
  const window = 'window' in asked ? [...windows][asked.window] : undefined
  if (asked.ask === 'move') BrowserWindow.place(window, asked.bounds, asked.maximised)
  if (asked.ask !== 'right-click') return
  const self = window === undefined ? undefined : originals.get(window)
  if (self === undefined) unmodelled('a click on a window that is not there')
  BrowserWindow.rightClick(self, asked.clicked)
})

models('BrowserWindow', BrowserWindow.prototype, EVENTS)
const { getAllWindows, getFocusedWindow, fromWebContents } = BrowserWindow
models('typeof BrowserWindow', { getAllWindows, getFocusedWindow, fromWebContents })
const strictClass = strict('BrowserWindow', BrowserWindow)
export { strictClass as BrowserWindow }
