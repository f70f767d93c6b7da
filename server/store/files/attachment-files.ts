// Attachments as files, each named by its SHA-256, below the data folder (docs/decisions/0007): attachments/ab/abcd…. What is
// still coming in stands in attachments/incoming and is thrown away at the next start. Fulfils AttachmentStore.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Sha256 } from '../../../contracts/attachment-names.ts'
import { CannotStart, messageOf, Unavailable } from '../../errors.ts'
import type { AttachmentStore, Chunks, StoredAttachment } from '../store.ts'

export class AttachmentFiles implements AttachmentStore {
  readonly #folder: string
  readonly #incoming: string

  private constructor(folder: string) {
    this.#folder = folder
    this.#incoming = join(folder, 'incoming')
  }

  /** Makes the folder and clears what never came in whole. Throws CannotStart when it cannot be written. */
  static async open(folder: string): Promise<AttachmentFiles> {
    const files = new AttachmentFiles(folder)
    try {
      await rm(files.#incoming, { recursive: true, force: true })
      await mkdir(files.#incoming, { recursive: true })
    } catch (error) {
      throw new CannotStart(`The folder ${folder} for images cannot be written: ${messageOf(error)}.`)
    }
    return files
  }

  /** Those of a folder in which nothing is made, cleared or changed: a backup's. */
  static reading(folder: string): Pick<AttachmentStore, 'findAttachment' | 'readAttachment'> {
    return new AttachmentFiles(folder)
  }

  async keepAttachment(sha256: Sha256, chunks: Chunks): Promise<'kept' | 'mismatch'> {
    const coming = join(this.#incoming, randomUUID())
    try {
      if ((await this.#write(coming, chunks)) !== sha256) return 'mismatch'
      await this.#settle(coming, this.#path(sha256))
      return 'kept'
    } finally {
      await rm(coming, { force: true })
    }
  }

  async findAttachment(sha256: Sha256, startBytes: number): Promise<StoredAttachment | undefined> {
    let file: FileHandle
    try {
      file = await open(this.#path(sha256), 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw new Unavailable(`the image ${sha256} cannot be read: ${messageOf(error)}`)
    }
    try {
      const { size } = await file.stat()
      const start = new Uint8Array(Math.min(startBytes, size))
      await file.read(start, 0, start.byteLength, 0)
      return { size, start }
    } finally {
      await file.close()
    }
  }

  readAttachment(sha256: Sha256): Chunks {
    return createReadStream(this.#path(sha256))
  }

  /** Into a file of its own, flushed to the disk. Answers the SHA-256 of what came. */
  async #write(path: string, chunks: Chunks): Promise<string> {
    const hash = createHash('sha256')
    const file = await worldly(() => open(path, 'wx'))
    try {
      for await (const chunk of chunks) {
        hash.update(chunk)
        await worldly(() => file.writeFile(chunk))
      }
      await worldly(() => file.sync())
    } finally {
      await file.close()
    }
    return hash.digest('hex')
  }

  /** From now on it is there, whatever happens: the name is on the disk as well as the bytes (R1). */
  async #settle(coming: string, path: string): Promise<void> {
    await worldly(async () => {
      const folder = dirname(path)
      const made = await mkdir(folder, { recursive: true })
      await rename(coming, path)
      await syncFolder(folder)
      if (made !== undefined) await syncFolder(dirname(folder))
    })
  }

  /** 256 folders: file managers and backup programs dislike one with a hundred thousand files. */
  #path(sha256: Sha256): string {
    return join(this.#folder, sha256.slice(0, 2), sha256)
  }
}

/** A full or failing disk is the world's error, and the bytes may be sent again. */
async function worldly<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw new Unavailable(`the disk does not take the image: ${messageOf(error)}`)
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows has no such call for folders; NTFS journals the rename itself.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
