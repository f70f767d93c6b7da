// Reads and writes text files whose place main knows: chosen by the person (files.ts) or asked for by the system (outside.ts).
import { randomBytes } from 'node:crypto'
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { FileRead } from '../../contracts/desktop.ts'
import { MAX_IMPORT_BYTES } from '../../contracts/limits.ts'
import { t } from './words/words.ts'

/** Never rejects: what cannot be read is said. */
export async function readText(path: string): Promise<FileRead> {
  const name = basename(path, extname(path))
  try {
    const about = await stat(path)
    if (!about.isFile()) return { is: 'refused', name, why: 'unreadable' }
    if (about.size > MAX_IMPORT_BYTES) return { is: 'refused', name, why: 'too-large' }
    const bytes = await readFile(path)
    if (bytes.byteLength > MAX_IMPORT_BYTES) return { is: 'refused', name, why: 'too-large' }
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

/** Why a file could not be written, in words and without its place, which pages do not hear. */
export function whyNotWritten(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return t('notWritten.noFolder')
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return t('notWritten.forbidden')
    case 'ENOSPC':
    case 'EDQUOT':
      return t('notWritten.full')
    default:
      return t('notWritten.other', { code: (error as NodeJS.ErrnoException).code ?? 'unknown' })
  }
}
