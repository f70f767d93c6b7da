// The one file that the person chooses in the system's dialog, read or written. Pages name no path and hear none: they get
// the text and the file's own name.
import { basename } from 'node:path'
import { BrowserWindow, dialog, type FileFilter, type WebContents } from 'electron'
import type { FileKind, FileRead, FileSaved, FileToSave } from '../../contracts/desktop.ts'
import { fileName, readText, writeWhole } from './text-files.ts'
import { t } from './words/words.ts'

const MARKDOWN_ENDINGS = ['md', 'markdown']

export async function chooseAndRead(page: WebContents): Promise<FileRead> {
  const { canceled, filePaths } = await dialog.showOpenDialog(windowOf(page), {
    properties: ['openFile'],
    filters: [{ name: t('files.md'), extensions: [...MARKDOWN_ENDINGS, 'txt'] }],
  })
  const [path] = filePaths
  return canceled || path === undefined ? { is: 'none' } : await readText(path)
}

export async function chooseAndSave(page: WebContents, { name, kind, text }: FileToSave): Promise<FileSaved> {
  return await chooseAndWrite(page, name, kind, async () => Buffer.from(text, 'utf8'))
}

/** `content` is asked for once the person has chosen. */
export async function chooseAndWrite(
  page: WebContents,
  name: string,
  kind: FileKind | 'pdf',
  content: () => Promise<Uint8Array>,
): Promise<FileSaved> {
  const filters: FileFilter[] = [{ name: t(`files.${kind}`), extensions: kind === 'md' ? MARKDOWN_ENDINGS : [kind] }]
  const { canceled, filePath } = await dialog.showSaveDialog(windowOf(page), {
    defaultPath: `${fileName(name)}.${kind}`,
    filters,
  })
  if (canceled || filePath === '') return { is: 'none' }
  try {
    await writeWhole(filePath, await content())
    return { is: 'saved', name: basename(filePath) }
  } catch (error) {
    return { is: 'failed', why: (error as Error).message }
  }
}

function windowOf(page: WebContents): BrowserWindow {
  const window = BrowserWindow.fromWebContents(page)
  if (window === null) throw new Error('the page has no window any more')
  return window
}
