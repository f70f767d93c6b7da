// Attachments as files, each named by its SHA-256, below the data folder (docs/decisions/0007): attachments/ab/abcd…. What is
// still coming in stands in attachments/incoming and is thrown away at the next start. Fulfils AttachmentStore.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseSha256, type Sha256 } from '../../../contracts/attachment-names.ts'
import { CannotStart, messageOf, Unavailable } from '../../errors.ts'
import type { AttachmentStore, Chunks, NamedAttachment, StoredAttachment } from '../store.ts'

/** Below it, a folder for each import: what came with it and is not to be seen yet. */
const STAGED = 'staged'
/** What systems say of a file whose bytes the disk does not give any more. */
const DAMAGE: ReadonlySet<string> = new Set(['EIO', 'EBADMSG', 'EUCLEAN'])

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
      await mkdir(join(folder, STAGED), { recursive: true })
      await syncFolder(folder)
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

  async *readAttachment(sha256: Sha256): Chunks {
    try {
      yield* createReadStream(this.#path(sha256)) as AsyncIterable<Uint8Array>
    } catch (error) {
      throw new Unavailable(`the image ${sha256} cannot be read: ${messageOf(error)}`, { isDamage: isDamage(error) })
    }
  }

  async *listAttachments(): AsyncGenerator<NamedAttachment> {
    const damaged: string[] = []
    for (const folder of await namesIn(this.#folder)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue
      let names: readonly string[]
      try {
        names = await namesIn(join(this.#folder, folder))
      } catch (error) {
        if (!(error instanceof Unavailable && error.isDamage)) throw error
        damaged.push(error.message)
        continue
      }
      for (const name of names) {
        const sha256 = parseSha256(name)
        if (sha256?.startsWith(folder) === true) yield { sha256, size: await this.#sizeOf(sha256) }
      }
    }
    if (damaged.length > 0) throw new Unavailable(damaged.join('; '), { isDamage: true })
  }

  async #sizeOf(sha256: Sha256): Promise<number> {
    try {
      return (await stat(this.#path(sha256))).size
    } catch (error) {
      // Whoever reads it is told.
      if (isDamage(error)) return 0
      throw new Unavailable(`the disk does not give the image: ${messageOf(error)}`)
    }
  }

  async stageAttachment(importNumber: number, sha256: Sha256, chunks: Chunks): Promise<'kept' | 'mismatch'> {
    const coming = join(this.#incoming, randomUUID())
    try {
      if ((await this.#write(coming, chunks)) !== sha256) return 'mismatch'
      await this.#settle(coming, join(this.#staged(importNumber), sha256))
      return 'kept'
    } finally {
      await rm(coming, { force: true })
    }
  }

  async settleStaged(importNumber: number): Promise<void> {
    const staged = this.#staged(importNumber)
    for (const name of await namesIn(staged)) {
      const sha256 = parseSha256(name)
      if (sha256 !== undefined) await this.#settle(join(staged, name), this.#path(sha256))
    }
    await this.forgetStaged(importNumber)
  }

  async forgetStaged(importNumber: number): Promise<void> {
    await worldly(() => rm(this.#staged(importNumber), { recursive: true, force: true }))
  }

  #staged(importNumber: number): string {
    return join(this.#folder, STAGED, String(importNumber))
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

const isDamage = (error: unknown): boolean => DAMAGE.has((error as NodeJS.ErrnoException).code ?? '')

/** A full or failing disk is the world's error, and the bytes may be sent again. */
async function worldly<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw new Unavailable(`the disk does not take the image: ${messageOf(error)}`)
  }
}

/** In order; none when there is no such folder. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new Unavailable(`the folder ${folder} cannot be read: ${messageOf(error)}`, { isDamage: isDamage(error) })
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
