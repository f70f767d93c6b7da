// Reads and writes the one file that the person chose in the system's dialog, or that the system asked the app to open. Pages
// name no path and hear none: they get the text and the file's own name.
import { randomBytes } from 'node:crypto'
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { BrowserWindow, dialog, type FileFilter, type WebContents } from 'electron'
import type { FileKind, FileRead, FileSaved, FileToSave } from '../../contracts/desktop.ts'
import { MAX_FILE_CHARACTERS } from '../../contracts/limits.ts'
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

/** Never rejects: what cannot be read is said. */
export async function readText(path: string): Promise<FileRead> {
  const name = basename(path, extname(path))
  try {
    const about = await stat(path)
    if (!about.isFile()) return { is: 'refused', name, why: 'unreadable' }
    if (about.size > MAX_FILE_CHARACTERS) return { is: 'refused', name, why: 'too-large' }
    const bytes = await readFile(path)
    if (bytes.byteLength > MAX_FILE_CHARACTERS) return { is: 'refused', name, why: 'too-large' }
    return { is: 'file', name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    return { is: 'refused', name, why: error instanceof TypeError ? 'not-text' : 'unreadable' }
  }
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

/** All of it or, when it fails halfway, what stood there before. */
export async function writeWhole(chosen: string, bytes: Uint8Array): Promise<void> {
  // Behind a link is the file that is meant, with rights of its own.
  const path = await realpath(chosen).catch(() => chosen)
  const mode = await stat(path).then(
    (about) => about.mode,
    () => undefined,
  )
  const aside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`)
  try {
    const file = await open(aside, 'wx', mode)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

/** A title as a file name that every system takes: no separators, no control characters, no names of devices. */
export function fileName(title: string): string {
  const plain = title
    // eslint-disable-next-line no-control-regex -- that is what is meant.
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 100)
    .trim()
  return plain === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(plain) ? t('files.untitled') : plain
}

function windowOf(page: WebContents): BrowserWindow {
  const window = BrowserWindow.fromWebContents(page)
  if (window === null) throw new Error('the page has no window any more')
  return window
}
