// Stands in for `BrowserWindow`: a page of the Chromium that the test has started.
import { chromium, type BrowserContext, type Page, type Route } from 'playwright-core'
import { allWindowsClosed, emitApp } from './app.ts'
import { installPreload } from './ipc.ts'
import { TEST_ORIGIN, toApp, toPage } from './origin.ts'
import { answerFor, grantedPermissions } from './protocol.ts'
import { Events, onlyOptions, preventable, strict, unmodelled } from './strict.ts'

interface Options {
  readonly webPreferences: Readonly<Record<string, unknown>>
}
type OpenHandler = (details: { url: string }) => { action: string }

let context: Promise<BrowserContext> | undefined
const windows = new Set<BrowserWindow>()

class BrowserWindow {
  readonly #preload: string
  readonly #events = new Events('BrowserWindow', ['ready-to-show'])
  readonly #contentsEvents = new Events('webContents', ['will-navigate', 'will-attach-webview', 'did-stop-loading'])
  #open: OpenHandler = () => ({ action: 'allow' })
  #page: Page | undefined
  #isLoading = false
  readonly webContents: object

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  constructor(options: Options) {
    const look = ['width', 'height', 'minWidth', 'minHeight', 'show', 'backgroundColor']
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
    windows.add(this)
    const contents = strict('webContents', {
      isLoadingMainFrame: () => this.#isLoading,
      once: (name: string, listener: () => void) => this.#contentsEvents.once(name, listener),
      on: (name: string, listener: (...args: never[]) => void) => this.#contentsEvents.on(name, listener),
      setWindowOpenHandler: (handler: OpenHandler) => {
        this.#open = handler
      },
    })
    this.webContents = contents
    emitApp('web-contents-created', preventable({}), contents)
    return strict('BrowserWindow', this)
  }

  once(name: string, listener: (...args: never[]) => void): void {
    this.#events.on(name, listener)
  }

  show(): void {
    // A headless page has no other state.
  }

  async loadURL(url: string): Promise<void> {
    this.#isLoading = true
    context ??= openContext()
    const page = await (await context).newPage()
    const devtools = await page.context().newCDPSession(page)
    await installPreload(devtools, page, this.#preload)
    devtools.on('Page.windowOpen', ({ url: asked }) => this.#popup(asked))
    await page.route(
      () => true,
      (route) => this.#load(page, route),
    )
    page.on('popup', (popup) => void popup.close())
    page.once('close', () => {
      windows.delete(this)
      if (windows.size === 0) allWindowsClosed()
    })
    this.#page = page
    await page.goto(toPage(url))
    this.#isLoading = false
    this.#contentsEvents.emit('did-stop-loading')
    this.#events.emit('ready-to-show')
  }

  reload(): void {
    if (this.#page === undefined || this.#isLoading) return unmodelled('reload() of a window that has no page yet')
    // A page that is closed meanwhile is not waited for.
    this.#page.reload().catch(() => undefined)
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
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return await route.continue()
    const event = preventable({ url: toApp(url) })
    this.#contentsEvents.emit('will-navigate', event)
    if (!event.defaultPrevented) unmodelled(`a window that leaves the app for ${url}`)
    // 204 is how Chromium stays where it is; an abort would show an error page.
    await route.fulfill({ status: 204 })
  }

  /** Chromium opens it first and has it closed at once; Electron asks before. */
  #popup(url: string): void {
    if (this.#open({ url: toApp(url) }).action !== 'deny') unmodelled('a window that a page opens by itself')
  }
}

async function openContext(): Promise<BrowserContext> {
  const browser = await chromium.connectOverCDP(process.env['STAND_IN_CHROMIUM'] ?? unmodelled('a missing Chromium'))
  const context = browser.contexts()[0] ?? unmodelled('a Chromium without a default context')
  await context.grantPermissions(grantedPermissions(), { origin: TEST_ORIGIN })
  return context
}

const strictClass = strict('BrowserWindow', BrowserWindow)
export { strictClass as BrowserWindow }
