// Reads and writes text files whose place main knows: chosen by the person (files.ts) or asked for by the system (outside.ts).
import { randomBytes } from 'node:crypto'
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { FileRead } from '../../contracts/desktop.ts'
import { MAX_FILE_CHARACTERS } from '../../contracts/limits.ts'
import { t } from './words/words.ts'

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
