// Folders as the screens know them: list, create, rename, delete; every deed is durable on this computer when the call resolves, and the
// relay hears of it in the background, in one order with those on documents (replay.ts). A chunk of its own: see load-folders.ts.
import { z } from 'zod'
import type { Problem } from '../../contracts/errors.ts'
import { FolderSchema, type FolderResource } from '../../contracts/folder-resource.ts'
import { FOLDER_ROUTES, FolderListSchema } from '../../contracts/folders.ts'
import type { DocumentId, FolderId } from '../../contracts/ids.ts'
import { MAX_TITLE_CHARACTERS } from '../../contracts/limits.ts'
import { answered } from './kept-database.ts'
import type { Library } from './library.ts'
import type {
  FolderDeed,
  FolderOperation,
  LibraryDocument,
  LibraryFolder,
  RefusedDeed,
  WaitingOperation,
} from './library-rows.ts'
import { RelayRefused, RelayUnreachable } from './relay-errors.ts'
import { askRelay } from './relay-request.ts'

export interface FoldersServiceOptions {
  readonly relay: string
  readonly relayIdentity: string
  readonly library: Library
  /** There is a deed to tell. */
  readonly tellRelay: () => void
}

/**
 * Rows of folders lie in the store of documents, under this in the place of the relay: a store of their own would be another version
 * of the database, which a window of an earlier version of the app that is still open holds up.
 */
const placeOf = (relay: string): string => `folders of ${relay}`
type RowKey = [place: string, id: FolderId]

export class FoldersService {
  readonly #options: FoldersServiceOptions
  readonly #listeners = new Set<() => void>()
  readonly #windows: BroadcastChannel
  #known: Promise<readonly LibraryFolder[]> | undefined

  constructor(options: FoldersServiceOptions) {
    this.#options = options
    this.#windows = new BroadcastChannel(`ligature-folders ${options.relayIdentity}`)
    this.#windows.onmessage = () => this.#forget()
  }

  /** What is known here, in the order of their titles. Asks nobody. */
  async list(): Promise<readonly LibraryFolder[]> {
    this.#known ??= this.#read()
    return await this.#known
  }

  async create(id: FolderId, title: string): Promise<void> {
    await this.#do(id, () => ({ kind: 'create', title: trimmed(title) }))
  }

  async rename(id: FolderId, title: string): Promise<void> {
    await this.#do(id, () => ({ kind: 'rename', title: trimmed(title) }))
  }

  /** Its documents stay, and are in none. */
  async delete(id: FolderId): Promise<void> {
    await this.#do(id, (documents) => ({
      kind: 'delete',
      held: documents.filter(({ folder }) => folder === id).map((row) => row.id),
    }))
  }

  /** All that the relay has, as it told them when it was asked at `askedAt`; undefined: it is asked now. */
  async take(told: unknown, askedAt: number): Promise<void> {
    const resources = told === undefined ? await listOf(this.#options.relay) : listIn(told)
    await this.#change([], async (rows, operations) => {
      const waiting = await waitingFor(operations, this.#options.relayIdentity)
      const known = await foldersIn(rows, this.#options.relayIdentity)
      for (const { id, confirmedAt } of known)
        if (
          !waiting.has(id) &&
          confirmedAt > 0 &&
          !answeredSince(askedAt, confirmedAt) &&
          !resources.some((one) => one.id === id)
        )
          rows.delete([placeOf(this.#options.relayIdentity), id])
      for (const resource of resources)
        if (
          !waiting.has(resource.id) &&
          !known.some(({ id, confirmedAt }) => id === resource.id && answeredSince(askedAt, confirmedAt))
        )
          rows.put(this.#rowOf(resource, askedAt))
    })
  }

  /** What the relay has told of by itself, in order. */
  async hear(events: readonly unknown[]): Promise<void> {
    await this.#change([], async (rows, operations) => {
      const waiting = await waitingFor(operations, this.#options.relayIdentity)
      for (const event of events) {
        const heard = HeardSchema.safeParse(event).data
        if (heard === undefined || waiting.has(heard.folder.id)) continue
        const { data } = FolderSchema.safeParse(heard.folder)
        const key: RowKey = [placeOf(this.#options.relayIdentity), heard.folder.id]
        const known = await folderAt(rows, key)
        if (heard.kind === 'folder-deleted') rows.put(this.#gone(heard.folder.id))
        else if (data !== undefined && data.metaVersion >= (known?.metaVersion ?? 0))
          rows.put(this.#rowOf(data, Date.now()))
      }
    })
  }

  /** Of replay.ts: tells the relay. Where that refuses, all is as it was before, until somebody has been told. Throws RelayUnreachable. */
  async tell(operation: FolderOperation): Promise<void> {
    try {
      await this.#confirm(operation, await tell(this.#options.relay, operation))
    } catch (cause) {
      if (!(cause instanceof RelayRefused)) throw cause
      await this.#rollBack(operation, cause.problem)
    }
  }

  async #confirm({ relay, folder, n }: FolderOperation, told: FolderResource | null): Promise<void> {
    await this.#change([], async (rows, operations) => {
      operations.delete(n)
      const key: RowKey = [placeOf(relay), folder]
      if (told === null) return void rows.put(this.#gone(folder))
      const isLast = !(await waitingFor(operations, relay)).has(folder)
      const known = await folderAt(rows, key)
      const { title, metaVersion } = told
      if (known !== undefined) rows.put({ ...known, ...(isLast && { title }), metaVersion, confirmedAt: Date.now() })
    })
  }

  async #rollBack(refused: FolderOperation, problem: Problem): Promise<void> {
    const { relay, folder, deed, before } = refused
    const touched: DocumentId[] = []
    await this.#change(touched, async (rows, operations) => {
      operations.put({ ...refused, problem } satisfies RefusedDeed)
      const key: RowKey = [placeOf(relay), folder]
      if (GONE.includes(problem.code)) return void rows.put(this.#gone(folder))
      if (before === null) return void rows.delete(key)
      rows.put(before)
      if (deed.kind !== 'delete') return
      for (const id of deed.held) {
        const row = (await answered(rows.get([relay, id]))) as LibraryDocument | undefined
        if (row?.folder !== null) continue
        rows.put({ ...row, folder })
        touched.push(id)
      }
    })
  }

  /** Calls back after each change, this window's or another's. The answer ends that. */
  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  close(): void {
    this.#windows.close()
  }

  #rowOf({ id, title, metaVersion }: FolderResource, confirmedAt: number): LibraryFolder {
    return { relay: placeOf(this.#options.relayIdentity), id, title, metaVersion, confirmedAt, deleted: false }
  }

  /** Kept until the relay is asked anew: a list that it was asked for before may still be on its way, and has the folder. */
  #gone(id: FolderId): LibraryFolder {
    const relay = placeOf(this.#options.relayIdentity)
    return { relay, id, title: '', metaVersion: 0, confirmedAt: Date.now(), deleted: true }
  }

  async #read(): Promise<readonly LibraryFolder[]> {
    let found: LibraryFolder[] = []
    await this.#options.library.change([], async (rows) => {
      found = await foldersIn(rows, this.#options.relayIdentity)
    })
    return found
      .filter(({ deleted }) => !deleted)
      .sort((a, b) => a.title.localeCompare(b.title) || (a.id < b.id ? -1 : 1))
  }

  async #do(folder: FolderId, deedOf: (documents: readonly LibraryDocument[]) => FolderDeed): Promise<void> {
    const relay = this.#options.relayIdentity
    const touched: DocumentId[] = []
    await this.#change(touched, async (rows, operations) => {
      const key = placeOf(relay)
      const before = (await folderAt(rows, [key, folder])) ?? null
      const documents = (await answered(rows.getAll(IDBKeyRange.bound([relay], [relay, []])))) as LibraryDocument[]
      const deed = deedOf(documents)
      const row = before ?? { relay: key, id: folder, title: '', metaVersion: 0, confirmedAt: 0, deleted: false }
      rows.put(deed.kind === 'delete' ? { ...row, deleted: true } : { ...row, title: deed.title })
      if (deed.kind === 'delete') for (const id of deed.held) touched.push(id)
      for (const one of documents) if (touched.includes(one.id)) rows.put({ ...one, folder: null })
      operations.add({ relay, folder, deed, before } satisfies Omit<FolderOperation, 'n'>)
    })
    this.#options.tellRelay()
  }

  async #change(
    touched: readonly DocumentId[],
    work: (rows: IDBObjectStore, operations: IDBObjectStore) => Promise<void>,
  ): Promise<void> {
    await this.#options.library.change(touched, work)
    this.#forget()
    this.#windows.postMessage(null)
  }

  #forget(): void {
    this.#known = undefined
    for (const listener of [...this.#listeners]) listener()
  }
}

const GONE: readonly Problem['code'][] = ['folder-gone', 'folder-not-found']

/** Null: it is not there any more, as was asked for. */
async function tell(relay: string, { folder: id, deed }: FolderOperation): Promise<FolderResource | null> {
  switch (deed.kind) {
    case 'create':
      return await askRelay(relay, FOLDER_ROUTES.put, { id, body: { title: deed.title } })
    case 'rename':
      return await askRelay(relay, FOLDER_ROUTES.patch, { id, body: { title: deed.title } })
    case 'delete':
      return await askRelay(relay, FOLDER_ROUTES.delete, { id }).catch((cause: unknown) => {
        if (cause instanceof RelayRefused && GONE.includes(cause.problem.code)) return null
        throw cause
      })
  }
}

function listIn(told: unknown): readonly FolderResource[] {
  const { data, error } = FolderListSchema.safeParse({ folders: told })
  if (data === undefined) throw new RelayUnreachable('these are not folders as a relay tells them', { cause: error })
  return data.folders
}

/** Of a relay from before folders: none. */
async function listOf(relay: string): Promise<readonly FolderResource[]> {
  try {
    return (await askRelay(relay, FOLDER_ROUTES.list)).folders
  } catch (cause) {
    if (cause instanceof RelayRefused && cause.problem.code === 'not-found') return []
    throw cause
  }
}

/** Of a newer relay, of another kind: it is as if it had been renamed. */
const HeardSchema = z.object({ kind: z.string(), folder: z.looseObject({ id: FolderSchema.shape.id }) })

async function folderAt(rows: IDBObjectStore, key: RowKey): Promise<LibraryFolder | undefined> {
  return (await answered(rows.get(key))) as LibraryFolder | undefined
}

async function foldersIn(rows: IDBObjectStore, relay: string): Promise<LibraryFolder[]> {
  const key = placeOf(relay)
  return (await answered(rows.getAll(IDBKeyRange.bound([key], [key, []])))) as LibraryFolder[]
}

/** Folders of which the relay has not heard everything: what was done here stays in front. */
async function waitingFor(operations: IDBObjectStore, relay: string): Promise<Set<FolderId>> {
  const all = (await answered(operations.getAll())) as WaitingOperation[]
  return new Set(
    all.flatMap((one) => ('folder' in one && one.relay === relay && one.problem === undefined ? one.folder : [])),
  )
}

/** As in library.ts: a time ahead of now is of before the clock was set back. */
const answeredSince = (askedAt: number, confirmedAt: number): boolean =>
  confirmedAt > askedAt && confirmedAt <= Date.now()

const trimmed = (title: string): string => title.trim().slice(0, MAX_TITLE_CHARACTERS).trim()
