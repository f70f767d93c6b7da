// What the system's menu and the system itself ask of an app window: commands of every screen, those of an open document,
// files to open, news of the relay inside the app. Nothing of it happens in the browser.
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { OpenDocument } from '../../collab/open-document.ts'
import { notify } from '../../ui/toasts.tsx'
import { useNewDocument } from '../documents/new-document.ts'
import { t } from '../../words/words.ts'
import { go } from '../route.ts'
import { useServices } from '../services.ts'
import { importFile, useFileCommands } from './document-files.ts'
import { useMenuCommand } from './menu-command.ts'

/** Once, around all screens. */
export function useDesktopCommands(): void {
  const services = useServices()
  const { desktop } = services.platform
  const newDocument = useNewDocument()
  const { openFile } = useFileCommands()
  useMenuCommand('new-document', () => void newDocument())
  useMenuCommand('all-documents', () => go('/documents'))
  useMenuCommand('open-file', () => void openFile().catch(sayNotOpened))

  const takeFiles = useCallback(async () => {
    if (desktop === null) return
    for (let file = await desktop.takeFile(); file.is !== 'none'; file = await desktop.takeFile())
      await importFile(services, file)
  }, [desktop, services])

  useEffect(() => {
    // Those that were asked for before this page listened.
    takeFiles().catch(sayNotOpened)
    return desktop?.listen((event) => {
      if (event.is === 'file-waiting') takeFiles().catch(sayNotOpened)
      if (event.is === 'relay-died') notify({ text: t(event.again ? 'desktop.relay.again' : 'desktop.relay.givenUp') })
    })
  }, [desktop, takeFiles])
}

function sayNotOpened(cause: unknown): void {
  reportError(cause)
  notify({ text: t('desktop.file.not-opened', { why: String(cause) }) })
}

/** For the screen of a document. Undefined or null while it is not there yet. */
export function useDocumentCommands(id: DocumentId, title: string | undefined, open: OpenDocument | null): void {
  const { platform } = useServices()
  const { i18n } = useTranslation()
  const { save, savePdf, print } = useFileCommands()
  const name = title === undefined || title === '' ? t('desktop.file.untitled') : title
  const saying = (deed: Promise<void>): void => {
    deed.catch((cause: unknown) => notify({ text: t('desktop.file.not-saved', { why: String(cause) }) }))
  }
  useMenuCommand('save-markdown', open && (() => saying(save(open.doc, name, 'md'))))
  useMenuCommand('export-html', open && (() => saying(save(open.doc, name, 'html'))))
  useMenuCommand('export-text', open && (() => saying(save(open.doc, name, 'txt'))))
  useMenuCommand('export-pdf', open && savePdf && (() => saying(savePdf(name))))
  useMenuCommand('print', open && (() => saying(print())))

  useEffect(() => {
    const shown = { document: id, title: title ?? '', language: i18n.language }
    // The menu knows one name fewer then, and that is all.
    platform.desktop?.shows(shown).catch(reportError)
  }, [platform, id, title, i18n.language])
}
