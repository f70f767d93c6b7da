// Reads every file where attachments are, for `fsck` and `migrate`: which image it claims to be by its name, and which it is. Writes
// nothing, unlike AttachmentFiles, which clears up as it opens.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseSha256, type Sha256 } from '../../../contracts/attachment-names.ts'
import { CannotStart, messageOf } from '../../errors.ts'
import type { StoredFile } from '../inspection.ts'

interface NamedFile extends Pick<StoredFile, 'path' | 'named'> {
  readonly at: string
}

export async function* readAttachments(folder: string): AsyncGenerator<StoredFile> {
  for await (const { at, ...file } of filesIn(folder)) yield { ...file, sha256: await hashOf(at) }
}

/** By the names and places of the files alone. */
export async function attachmentNames(folder: string): Promise<readonly Sha256[]> {
  const names: Sha256[] = []
  for await (const { named } of filesIn(folder)) if (named !== undefined) names.push(named)
  return names
}

/** What is only coming in lies in `incoming` or `staged`, and is nobody's yet. Throws CannotStart when a folder cannot be read. */
async function* filesIn(folder: string): AsyncGenerator<NamedFile> {
  // Nothing was ever kept here.
  if (!existsSync(folder)) return
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      const at = join(entry.parentPath, entry.name)
      const path = relative(folder, at)
      if (entry.isDirectory() || [`incoming${sep}`, `staged${sep}`].some((folder) => path.startsWith(folder))) continue
      const inPlace = path === join(entry.name.slice(0, 2), entry.name)
      yield { path, at, named: inPlace ? parseSha256(entry.name) : undefined }
    }
  } catch (error) {
    throw new CannotStart(`The images in ${folder} cannot be listed: ${messageOf(error)}.`)
  }
}

async function hashOf(path: string): Promise<StoredFile['sha256']> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
    return hash.digest('hex')
  } catch (error) {
    // It is told with the file's name.
    return { problem: messageOf(error) }
  }
}
