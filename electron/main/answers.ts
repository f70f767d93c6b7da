// What the app answers its pages (contracts/desktop.ts), put together from the parts that do it.
import { clipboard, type WebContents } from 'electron'
import { type DesktopAnswers, EMBEDDED_RELAY } from '../../contracts/desktop.ts'
import { chooseAndRead, chooseAndSave, chooseAndWrite } from './files.ts'
import type { Outside } from './outside.ts'
import type { Recents } from './recent.ts'
import type { Relays } from './relays.ts'
import type { Windows } from './windows.ts'

export interface AnswersParts {
  readonly windows: Windows
  readonly relays: Relays
  readonly recents: Recents
  readonly outside: Outside
  /** The page's language, which menus follow. */
  readonly speak: (language: string) => void
}

export function pageAnswers({ windows, relays, recents, outside, speak }: AnswersParts): DesktopAnswers<WebContents> {
  return {
    relay: async (page) => await relays.named(windows.relayOf(page)),
    relays: async () => relays.all,
    addRelay: async (_page, address, secret) => await relays.add(address, secret),
    async removeRelay(page, identity) {
      if (identity === EMBEDDED_RELAY) throw new Error('the relay inside the app cannot be removed')
      windows.closeThoseOf(identity, page)
      relays.remove(identity)
      recents.forgetRelay(identity)
      if (windows.relayOf(page) === identity) await windows.show(page, EMBEDDED_RELAY, '/')
    },
    async switchRelay(page, identity) {
      if (!relays.isKnown(identity)) throw new Error(`${identity} is not a relay that this app knows`)
      await windows.show(page, identity, '/')
    },
    newWindow: async (page, path) => void (await windows.open(windows.relayOf(page), path)),
    copyText: async (_page, text) => clipboard.writeText(text),
    async shows(page, { document, title, language }) {
      speak(language)
      if (document !== null) recents.opened({ relay: windows.relayOf(page), document, title })
    },
    openFile: async (page) => await chooseAndRead(page),
    takeFile: async (page) => await outside.take(page),
    saveFile: async (page, file) => await chooseAndSave(page, file),
    print: async (page) =>
      // Its callback only says that the person called it off, or what the system's own dialog has said already.
      page.print({}, () => undefined),
    savePdf: async (page, name) =>
      await chooseAndWrite(page, name, 'pdf', () =>
        page.printToPDF({ printBackground: true, generateTaggedPDF: true }),
      ),
  }
}
