// Reads every file where attachments are, for `fsck`: which image it claims to be by its name, and which it is. Writes nothing,
// unlike AttachmentFiles, which clears up as it opens.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseSha256 } from '../../../contracts/attachment-names.ts'
import { CannotStart, messageOf } from '../../errors.ts'
import type { StoredFile } from '../inspection.ts'

/** What is only coming in lies in `incoming`, and is nobody's yet. Throws CannotStart when a folder cannot be read. */
export async function* readAttachments(folder: string): AsyncGenerator<StoredFile> {
  // Nothing was ever kept here.
  if (!existsSync(folder)) return
  try {
    for await (const entry of await opendir(folder, { recursive: true })) {
      const path = relative(folder, join(entry.parentPath, entry.name))
      if (entry.isDirectory() || path.startsWith(`incoming${sep}`)) continue
      const inPlace = path === join(entry.name.slice(0, 2), entry.name)
      yield { path, named: inPlace ? parseSha256(entry.name) : undefined, sha256: await hashOf(join(folder, path)) }
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
