// What the world outside asks of the app (links.ts): a link opens its document, a Markdown file becomes a new one. An unknown
// relay is a question to the person, never a fact.
import { dialog, type WebContents } from 'electron'
import { EMBEDDED_RELAY, type FileRead } from '../../contracts/desktop.ts'
import { tell } from './calls.ts'
import type { DocumentLink, Wish } from './links.ts'
import type { Relays } from './relays.ts'
import { readText } from './text-files.ts'
import { t } from './words/words.ts'

export interface OutsideParts {
  readonly relays: Relays
  /** Opens a window, or brings the one that shows it to the front. */
  readonly open: (relay: string, path: string) => Promise<WebContents | undefined>
  /** The window in front. */
  readonly front: () => WebContents | undefined
}

export class Outside {
  readonly #parts: OutsideParts
  /** Files that the system asked to open, until the page takes them. */
  readonly #waiting = new WeakMap<WebContents, string[]>()

  constructor(parts: OutsideParts) {
    this.#parts = parts
  }

  async grant(wishes: readonly Wish[]): Promise<void> {
    for (const wish of wishes) {
      switch (wish.is) {
        case 'bad-link':
          dialog.showErrorBox(t('badLink.title'), t('badLink.body'))
          break
        case 'link':
          await this.#openLink(wish.link)
          break
        case 'file':
          await this.#openFile(wish.path)
      }
    }
  }

  /** The next file that waits for this page. */
  async take(page: WebContents): Promise<FileRead> {
    const path = this.#waiting.get(page)?.shift()
    return path === undefined ? { is: 'none' } : await readText(path)
  }

  async #openLink({ relay, document }: DocumentLink): Promise<void> {
    if (!this.#parts.relays.isKnown(relay) && !(await this.#mayAdd(relay))) return
    await this.#parts.open(relay, `/d/${document}`)
  }

  async #mayAdd(relay: string): Promise<boolean> {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: t('unknownRelay.question', { relay }),
      detail: t('unknownRelay.detail'),
      buttons: [t('unknownRelay.cancel'), t('unknownRelay.add')],
      // Whoever presses Enter without reading adds nothing.
      defaultId: 0,
      cancelId: 0,
    })
    if (response !== 1) return false
    const added = await this.#parts.relays.add(relay, '')
    if (added.is === 'added') return true
    dialog.showErrorBox(t('relayRefused.title'), t(`relayRefused.${added.why}`, { relay }))
    return false
  }

  async #openFile(path: string): Promise<void> {
    const page = this.#parts.front() ?? (await this.#parts.open(EMBEDDED_RELAY, '/'))
    if (page === undefined) return
    this.#waiting.set(page, [...(this.#waiting.get(page) ?? []), path])
    tell(page, { is: 'file-waiting' })
  }
}
