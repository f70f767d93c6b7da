// The relay's data folder: made when absent, and held by one process at a time. The lock is a SQLite lock on a file of
// its own, which the kernel gives back however the process ends; beside it a note says who holds it.
import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { CannotStart, messageOf } from '../../errors.ts'

/** Not Node's `recursive`: that never returns where the folder above exists and takes none (/proc). */
function makeFolder(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(path).isDirectory()) return
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    makeFolder(dirname(path))
    mkdirSync(path)
  }
}

/** Where a folder keeps what. */
interface Paths {
  readonly databasePath: string
  readonly attachmentsPath: string
}

const pathsIn = (path: string): Paths => ({
  databasePath: join(path, 'ligature.db'),
  attachmentsPath: join(path, 'attachments'),
})

const THE_FOLDER =
  'Set LIGATURE_DATA to the data folder of a relay; a relay that has never run makes one when it is started.'

/**
 * The paths of a folder that a relay has made; neither made nor held. Throws CannotStart when there is no such folder, with
 * what can be done about it.
 */
export function existingFolder(path: string, remedy = THE_FOLDER): Paths {
  const paths = pathsIn(path)
  try {
    accessSync(paths.databasePath, constants.R_OK)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTDIR' && isFile(path)) throw new CannotStart(`${path} is a file and no folder. ${remedy}`)
    throw new CannotStart(
      code === 'EACCES'
        ? `The data folder ${path} may not be read by ${userCalled(process.getuid?.())}. Run the command as the user who runs the relay.`
        : `There is no database ${paths.databasePath}. ${remedy}`,
    )
  }
  return paths
}

/**
 * The same for a command that writes. Throws CannotStart for another user than the relay's, root too: the relay could not
 * write what that one has made.
 */
export function ownFolder(path: string): Paths {
  const paths = existingFolder(path)
  const { uid, gid } = statSync(paths.databasePath)
  const mine = process.getuid?.()
  if (mine !== undefined && mine !== uid)
    throw new CannotStart(
      `The data folder ${path} belongs to ${userCalled(uid)}, and this is ${userCalled(mine)}: the relay could not write what this command would make there. Run it as that user; on Linux, put setpriv --reuid=${uid} --regid=${gid} --clear-groups before it.`,
    )
  return paths
}

/** Windows has no such numbers. */
const userCalled = (uid: number | undefined): string =>
  uid === undefined ? 'this user' : `the user ${uid === 0 ? 'root' : uid}`

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

/** Another folder helps only whoever named a wrong one: on a full disk it would be an empty relay. */
function notWritable(path: string, error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'EEXIST' && isFile(path))
    return `${path} is a file and no folder. Set LIGATURE_DATA to the data folder of a relay, or to one that it is to make.`
  const why = messageOf(error)
  const next = /full|ENOSPC/i.test(why)
    ? 'Make room on its disk; what it holds stays as it is.'
    : 'Make it writable for the user who runs the relay, or set LIGATURE_DATA to the folder that is meant.'
  return `The data folder ${path} cannot be written: ${why}. ${next}`
}

const HolderSchema = z.object({ pid: z.number(), since: z.string(), url: z.string().optional() })

export class DataFolder implements Paths {
  readonly databasePath: string
  readonly attachmentsPath: string
  readonly #notePath: string
  readonly #lock: DatabaseSync
  readonly #since = new Date().toISOString()

  /** Throws CannotStart with a sentence: the folder cannot be written, or somebody holds it. */
  constructor(path: string) {
    const { databasePath, attachmentsPath } = pathsIn(path)
    this.databasePath = databasePath
    this.attachmentsPath = attachmentsPath
    this.#notePath = join(path, 'holder.json')
    try {
      makeFolder(path)
      this.#lock = new DatabaseSync(join(path, 'lock.db'))
    } catch (error) {
      throw new CannotStart(notWritable(path, error))
    }
    try {
      this.#lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
      this.#writeNote({})
    } catch (error) {
      this.#lock.close()
      throw new CannotStart(
        /locked|busy/i.test(messageOf(error))
          ? `The data folder ${path} is already open in another relay${this.#holder()}. Stop that one, or set LIGATURE_DATA to another folder.`
          : notWritable(path, error),
      )
    }
  }

  /** So that a second opener can name this one by its address. */
  announce(url: string): void {
    this.#writeNote({ url })
  }

  close(): void {
    this.#lock.close()
  }

  #writeNote(more: { url?: string }): void {
    writeFileSync(this.#notePath, JSON.stringify({ pid: process.pid, since: this.#since, ...more }))
  }

  #holder(): string {
    try {
      const { pid, since, url } = HolderSchema.parse(JSON.parse(readFileSync(this.#notePath, 'utf8')))
      return ` (process ${pid}${url === undefined ? '' : ` at ${url}`}, since ${since})`
    } catch {
      // The first may not have written its note yet; the sentence stands without it.
      return ''
    }
  }
}
