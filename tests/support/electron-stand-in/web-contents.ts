// Stands in for `webContents`: what a window of browser-window.ts shows, and what may be asked of it.
import type { CDPSession, Page } from 'playwright-core'
import { toApp } from './origin.ts'
import { defaultSession } from './protocol.ts'
import { Events, models, onlyOptions, unmodelled } from './strict.ts'
import { tell } from './to-the-test.ts'

type OpenHandler = (details: { url: string }) => { action: string }

const EVENTS = [
  'console-message',
  'context-menu',
  'did-navigate',
  'did-navigate-in-page',
  'did-stop-loading',
  'render-process-gone',
  'will-attach-webview',
  'will-frame-navigate',
  'will-navigate',
  'will-redirect',
] as const

/** What only the window knows. */
export interface Shown {
  readonly page: () => Page | undefined
  readonly devtools: () => CDPSession | undefined
  readonly isLoading: () => boolean
  readonly send: (channel: string, args: readonly unknown[]) => void
}

export class WebContents {
  readonly session = defaultSession
  readonly #shown: Shown
  readonly #events = new Events('webContents', EVENTS)
  #open: OpenHandler = () => ({ action: 'allow' })

  constructor(shown: Shown) {
    this.#shown = shown
  }

  isDestroyed(): boolean {
    return this.#shown.page()?.isClosed() ?? false
  }
  isLoadingMainFrame(): boolean {
    return this.#shown.isLoading()
  }
  getURL(): string {
    const url = this.#shown.page()?.url() ?? ''
    return url === 'about:blank' ? '' : toApp(url)
  }
  on(name: string, listener: (...args: never[]) => void): void {
    this.#events.on(name, listener)
  }
  once(name: string, listener: (...args: never[]) => void): void {
    this.#events.once(name, listener)
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#open = handler
  }
  send(channel: string, ...args: unknown[]): void {
    this.#shown.send(channel, args)
  }
  reload(): void {
    // A page that is closed meanwhile is not waited for.
    this.#shown
      .page()
      ?.reload()
      .catch(() => undefined)
  }
  print(options: object, done: (success: boolean, reason: string) => void): void {
    onlyOptions('print', options, [])
    tell({ is: 'printed' })
    done(true, '')
  }
  async printToPDF(options: object): Promise<Buffer> {
    onlyOptions('printToPDF', options, ['printBackground', 'generateTaggedPDF'])
    const answer = await this.#shown.devtools()?.send('Page.printToPDF', options)
    return Buffer.from(answer?.data ?? unmodelled('printToPDF of a window that has no page yet'), 'base64')
  }
  replaceMisspelling(word: string): void {
    // Chromium alone knows which word was clicked; that it is asked is all that can be seen here.
    tell({ is: 'spelling', languages: [`replaced by ${word}`] })
  }

  /** The rest is for browser-window.ts. */
  static emit(contents: WebContents, name: (typeof EVENTS)[number], ...args: unknown[]): void {
    contents.#events.emit(name, ...args)
  }
  static popup(contents: WebContents, url: string): string {
    return contents.#open({ url: toApp(url) }).action
  }
}
models('WebContents', WebContents.prototype, EVENTS)
