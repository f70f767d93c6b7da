// Files in the browser: chosen with its own dialog, saved as a download.
import type { FileKind, FileRead, FileSaved, FileToSave } from '../../contracts/desktop.ts'
import { MAX_FILE_CHARACTERS } from '../../contracts/limits.ts'

const TYPES: Record<FileKind, string> = { md: 'text/markdown', html: 'text/html', txt: 'text/plain' }

export async function openFile(): Promise<FileRead> {
  const field = document.createElement('input')
  field.type = 'file'
  field.accept = '.md,.markdown,.txt'
  const file = await new Promise<File | undefined>((resolve) => {
    field.addEventListener('change', () => resolve(field.files?.[0]))
    field.addEventListener('cancel', () => resolve(undefined))
    field.click()
  })
  if (file === undefined) return { is: 'none' }
  const name = file.name.replace(/\.[^.]*$/, '')
  if (file.size > MAX_FILE_CHARACTERS) return { is: 'refused', name, why: 'too-large' }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
    return { is: 'file', name, text }
  } catch (cause) {
    return { is: 'refused', name, why: cause instanceof TypeError ? 'not-text' : 'unreadable' }
  }
}

/** The browser says itself where it put the download, or that it did not. */
export async function saveFile({ name, kind, text }: FileToSave): Promise<FileSaved> {
  const address = URL.createObjectURL(new Blob([text], { type: `${TYPES[kind]};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name.replace(/[\p{Cc}<>:"/\\|?*]/gu, ' ').trim()}.${kind}`
  link.click()
  // The download has the bytes by then; an address revoked at once would leave it empty in some browsers.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  return { is: 'none' }
}
