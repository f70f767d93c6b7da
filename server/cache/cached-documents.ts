// Metadata of documents, read through a cache: one document, the first page of a list, and all folders. Who uses it does not know of the
// cache: after a write was answered, on any relay, no read that begins later has the value from before. What an edit of the text
// moves (`changedAt`, and a document that a join creates) may lag behind by KEPT_MS.
import { z } from 'zod'
import { DocumentSchema } from '../../contracts/document-resource.ts'
import { DocumentPageSchema } from '../../contracts/documents.ts'
import { FolderSchema } from '../../contracts/folder-resource.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { MAX_PAGE_ROWS, PAGE_ROWS } from '../../contracts/limits.ts'
import type { DocumentStore, FolderDeletion, FolderStore, ListRequest } from '../store/store.ts'
import type { Cache, CachedKind, CacheOutcome } from './cache.ts'

export interface CachedDocumentsParts {
  readonly store: DocumentStore & FolderStore
  readonly cache: Cache
  /** Told of each read that the cache could have answered. */
  readonly looked: (kind: CachedKind, outcome: CacheOutcome) => void
}

/** What clients ask for, and what is answered to whoever names no limit. */
const CACHED_LIMITS = [PAGE_ROWS, MAX_PAGE_ROWS]

const documentKey = (id: DocumentId): string => `document/${id}`
const listKey = (limit: number, trashed: boolean): string => `${trashed ? 'trash' : 'documents'}/${limit}`
const FOLDERS_KEY = 'folders'
const FOLDERS = z.array(FolderSchema)
const LIST_KEYS = CACHED_LIMITS.flatMap((limit) => [listKey(limit, false), listKey(limit, true)])

interface Reading<Answer> {
  readonly kind: CachedKind
  readonly key: string
  /** What else a read may come to is a word, and is not kept. */
  readonly schema: z.ZodType<Extract<Answer, object>>
  readonly fromStore: () => Promise<Answer>
}

export class CachedDocuments implements DocumentStore, FolderStore {
  readonly #parts: CachedDocumentsParts
  /**
   * Reads that are under way, by the lease under which they began. Who still sees the lease may join: had something been written
   * and answered since, it would be gone. So this relay reads once for each lease, be it its own or another relay's.
   */
  readonly #readings = new Map<string, Promise<unknown>>()

  constructor(parts: CachedDocumentsParts) {
    this.#parts = parts
  }

  readonly getDocument: DocumentStore['getDocument'] = (id) =>
    this.#read({
      kind: 'document',
      key: documentKey(id),
      schema: DocumentSchema,
      fromStore: () => this.#parts.store.getDocument(id),
    })
  readonly listDocuments: DocumentStore['listDocuments'] = (request) => {
    const fromStore = (): ReturnType<DocumentStore['listDocuments']> => this.#parts.store.listDocuments(request)
    if (!isCached(request)) return fromStore()
    const key = listKey(request.limit, request.trashed)
    return this.#read({ kind: 'list', key, schema: DocumentPageSchema, fromStore })
  }
  readonly putDocument: DocumentStore['putDocument'] = (id, ...args) =>
    this.#write(keysOf(id), () => this.#parts.store.putDocument(id, ...args))
  readonly renameDocument: DocumentStore['renameDocument'] = (id, ...args) =>
    this.#write(keysOf(id), () => this.#parts.store.renameDocument(id, ...args))
  readonly moveDocument: DocumentStore['moveDocument'] = (id, ...args) =>
    this.#write(keysOf(id), () => this.#parts.store.moveDocument(id, ...args))
  readonly trashDocument: DocumentStore['trashDocument'] = (id, ...args) =>
    this.#write(keysOf(id), () => this.#parts.store.trashDocument(id, ...args))
  readonly restoreDocument: DocumentStore['restoreDocument'] = (id, ...args) =>
    this.#write(keysOf(id), () => this.#parts.store.restoreDocument(id, ...args))
  readonly deleteForEver: DocumentStore['deleteForEver'] = (id, ...args) =>
    this.#write(keysOf(id), () => this.#parts.store.deleteForEver(id, ...args))
  readonly resetDocument: DocumentStore['resetDocument'] = (id, ...args) =>
    this.#write(keysOf(id), () => this.#parts.store.resetDocument(id, ...args))
  readonly readLastEdits: DocumentStore['readLastEdits'] = (ids) => this.#parts.store.readLastEdits(ids)
  readonly readEvents: DocumentStore['readEvents'] = (...args) => this.#parts.store.readEvents(...args)
  readonly readLastEvents: DocumentStore['readLastEvents'] = (...args) => this.#parts.store.readLastEvents(...args)

  /** Of one, nothing is kept: hardly anybody asks. */
  readonly getFolder: FolderStore['getFolder'] = (id) => this.#parts.store.getFolder(id)
  readonly listFolders: FolderStore['listFolders'] = () =>
    this.#read({
      kind: 'folders',
      key: FOLDERS_KEY,
      schema: FOLDERS,
      fromStore: () => this.#parts.store.listFolders(),
    })
  readonly putFolder: FolderStore['putFolder'] = (...args) =>
    this.#write(foldersKey, () => this.#parts.store.putFolder(...args))
  readonly renameFolder: FolderStore['renameFolder'] = (...args) =>
    this.#write(foldersKey, () => this.#parts.store.renameFolder(...args))
  readonly deleteFolder: FolderStore['deleteFolder'] = (...args) =>
    this.#write(keysOfDeletion, () => this.#parts.store.deleteFolder(...args))
  readonly listDocumentsIn: FolderStore['listDocumentsIn'] = (...args) => this.#parts.store.listDocumentsIn(...args)

  /** Documents and folders were written past it. */
  async listsChanged(): Promise<void> {
    await this.#parts.cache.invalidate([FOLDERS_KEY, ...LIST_KEYS])
  }

  async #read<Answer>({ kind, key, schema, fromStore }: Reading<Answer>): Promise<Answer> {
    const { cache, looked } = this.#parts
    const found = await cache.look(key)
    if (found.kind === 'lease') {
      const reading = this.#readings.get(found.lease) as Promise<Answer> | undefined
      looked(kind, reading === undefined ? 'miss' : 'shared')
      return await (reading ?? this.#readUnder(found.lease, found.mine ? key : undefined, fromStore))
    }
    const value = found.kind === 'kept' ? parsed(schema, found.value) : undefined
    looked(kind, value === undefined ? 'bypass' : 'hit')
    // Bytes that are not ours, or of another version of this program: nobody is to find them again.
    if (found.kind === 'kept' && value === undefined) void cache.invalidate([key])
    return value ?? (await fromStore())
  }

  /** `key`: to be filled. */
  #readUnder<Answer>(lease: string, key: string | undefined, fromStore: () => Promise<Answer>): Promise<Answer> {
    const reading = fromStore()
    this.#readings.set(lease, reading)
    // Until it is kept: who comes before that sees the lease, and takes what was read.
    const kept = async (): Promise<void> => {
      const answer = await reading
      if (key !== undefined && typeof answer === 'object')
        await this.#parts.cache.fill(key, lease, JSON.stringify(answer))
    }
    const over = (): void => void this.#readings.delete(lease)
    // A failure is that of those who read.
    kept().then(over, over)
    return reading
  }

  /**
   * Whatever the write came to says how it is now, also when somebody else has made it so and is not answered yet, or never
   * will be: before that is said, nobody finds another past. After an error nothing is said, and nothing is waited for.
   */
  async #write<Outcome>(
    keysAfter: (outcome: Outcome | undefined) => readonly string[],
    write: () => Promise<Outcome>,
  ): Promise<Outcome> {
    const invalidate = (outcome?: Outcome): Promise<void> => this.#parts.cache.invalidate(keysAfter(outcome))
    try {
      const outcome = await write()
      await invalidate(outcome)
      return outcome
    } catch (error) {
      void invalidate()
      throw error
    }
  }
}

/** What is forgotten after a write. */
const keysOf = (id: DocumentId) => (): readonly string[] => [documentKey(id), ...LIST_KEYS]
const foldersKey = (): readonly string[] => [FOLDERS_KEY]
const keysOfDeletion = (outcome?: FolderDeletion): readonly string[] => [
  FOLDERS_KEY,
  ...LIST_KEYS,
  ...(outcome?.kind === 'deleted' ? outcome.documents.map(documentKey) : []),
]

const isCached = ({ cursor, limit, folder }: ListRequest): boolean =>
  cursor === undefined && folder === undefined && CACHED_LIMITS.includes(limit)

function parsed<Value>(schema: z.ZodType<Value>, text: string): Value | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined // Not even JSON.
  }
}
