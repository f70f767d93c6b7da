// What the system's menu and the system itself ask of an app window: commands of every screen, those of an open document,
// files to open, news of the relay inside the app. Nothing of it happens in the browser.
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileRead, FileSaved } from '../../../contracts/desktop.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { useNewDocument } from '../documents/new-document.ts'
import { go } from '../route.ts'
import { type Services, useServices } from '../services.ts'
import type { Format } from '../transfer/conversion.ts'
import { chosenFiles } from '../transfer/found-files.ts'
import { useMenuCommand } from './menu-command.ts'

/** Once, around all screens. */
export function useDesktopCommands(): void {
  const { platform, transfers } = useServices()
  const { desktop } = platform
  const newDocument = useNewDocument()
  useMenuCommand('new-document', () => void newDocument())
  useMenuCommand('all-documents', () => go('/documents'))
  useMenuCommand('open-file', () => {
    const open = async (): Promise<void> => {
      if (desktop !== null) await importRead(transfers, await desktop.openFile())
    }
    open().catch(sayNotOpened)
  })

  const takeFiles = useCallback(async () => {
    if (desktop === null) return
    for (let file = await desktop.takeFile(); file.is !== 'none'; file = await desktop.takeFile())
      await importRead(transfers, file)
  }, [desktop, transfers])

  useEffect(() => {
    // Those that were asked for before this page listened.
    takeFiles().catch(sayNotOpened)
    return desktop?.listen((event) => {
      if (event.is === 'file-waiting') takeFiles().catch(sayNotOpened)
      if (event.is === 'relay-died') notify({ text: t(event.again ? 'desktop.relay.again' : 'desktop.relay.givenUp') })
    })
  }, [desktop, takeFiles])
}

async function importRead(transfers: Services['transfers'], read: FileRead): Promise<void> {
  if (read.is === 'refused') notify({ text: t(`desktop.file.${read.why}`, { name: read.name }) })
  if (read.is === 'file') await transfers.importFiles(chosenFiles([new File([read.text], `${read.name}.md`)]))
}

function sayNotOpened(cause: unknown): void {
  reportError(cause)
  notify({ text: t('desktop.file.not-opened', { why: String(cause) }) })
}

/** For the screen of a document; `isHere` once its text is. */
export function useDocumentCommands(id: DocumentId, title: string | undefined, isHere: boolean): void {
  const { platform, transfers } = useServices()
  const { desktop } = platform
  const { i18n } = useTranslation()
  const saving = (format: Format) => (isHere ? () => void transfers.exportOne(id, format).catch(reportError) : null)
  useMenuCommand('save-markdown', saving('markdown'))
  useMenuCommand('export-html', saving('html'))
  useMenuCommand('export-text', saving('text'))
  useMenuCommand(
    'export-pdf',
    isHere ? () => void desktop?.savePdf(title || t('transfer.untitled')).then(sayHowItWent, reportError) : null,
  )
  useMenuCommand('print', isHere ? () => void desktop?.print().catch(reportError) : null)

  useEffect(() => {
    const shown = { document: id, title: title ?? '', language: i18n.language }
    // The menu knows one name fewer then, and that is all.
    desktop?.shows(shown).catch(reportError)
  }, [desktop, id, title, i18n.language])
}

function sayHowItWent(saved: FileSaved): void {
  if (saved.is === 'saved') notify({ text: t('transfer.saved', { name: saved.name }) })
  if (saved.is === 'failed') notify({ text: t('transfer.problem.notWritten', { reason: saved.why }) })
}
