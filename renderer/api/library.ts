// The list of documents on this computer, in IndexedDB: what was seen on the relay, and what was done while it could not
// be asked. Used by documents-service.ts and replay.ts. Every write is one strict transaction: done means on the disk.
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { Problem } from '../../contracts/errors.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { answered, KeptDatabase } from './kept-database.ts'
import {
  afterDeed,
  type Deed,
  fromResource,
  latest,
  type LibraryDocument,
  type Operation,
  type RefusedDeed,
  saysTheSame,
  type Seen,
  type WaitingOperation,
  wholeRow,
} from './library-rows.ts'

const NAME = 'ligature-library'
const STORES = ['documents', 'operations'] as const

export class Library {
  /** Called after each write with the documents whose rows it touched. One listener: the service. */
  written: (ids: readonly DocumentId[]) => void = () => undefined
  readonly #database: KeptDatabase
  readonly #relay: string
  readonly #now: () => number

  private constructor(database: KeptDatabase, relay: string, now: () => number) {
    this.#database = database
    this.#relay = relay
    this.#now = now
  }

  /** `relay`: what its rows are kept under, see copiesKey of collab/. Rejects when the browser gives no storage (some
   * private windows). */
  static async open(relay: string, idb: IDBFactory = indexedDB, now: () => number = Date.now): Promise<Library> {
    const create = (database: IDBDatabase): void => {
      database.createObjectStore('documents', { keyPath: ['relay', 'id'] })
      database.createObjectStore('operations', { keyPath: 'n', autoIncrement: true })
    }
    return new Library(await KeptDatabase.open(NAME, create, idb), relay, now)
  }

  /** All of this relay's, trashed ones too, in no order. */
  async documents(): Promise<LibraryDocument[]> {
    return await rowsOf(await this.#database.read('documents'), this.#relay)
  }

  async document(id: DocumentId): Promise<LibraryDocument | undefined> {
    return (await this.some([id])).get(id)
  }

  /** Those of these that there are. */
  async some(ids: readonly DocumentId[]): Promise<Map<DocumentId, LibraryDocument>> {
    return await someOf(await this.#database.read('documents'), this.#relay, ids)
  }

  /** What the relay has not answered, oldest first. */
  async operations(): Promise<WaitingOperation[]> {
    return (await this.#deeds(await this.#database.read('operations'))).filter(isWaiting)
  }

  /** Those that the relay has refused and of which nobody has been told. Each is answered once, in one window, when `ready` has come. */
  async takeRefused(ready: () => Promise<unknown>): Promise<RefusedDeed[]> {
    const refused = async (store: IDBObjectStore): Promise<RefusedDeed[]> =>
      (await this.#deeds(store)).filter((deed): deed is RefusedDeed => !isWaiting(deed))
    // There is almost never one, and this is asked with every change.
    if ((await refused(await this.#database.read('operations'))).length === 0) return []
    await ready()
    let taken: RefusedDeed[] = []
    await this.change([], async (_documents, operations) => {
      taken = await refused(operations)
      for (const { n } of taken) operations.delete(n)
    })
    return taken
  }

  /**
   * Changes the row and keeps the deed for the relay; of a document that the relay would not have, it hears nothing. `basedOn`: the
   * title that was on the screen when a new one was begun. With another one since, both are kept until the person chooses.
   */
  async keep(id: DocumentId, deed: Deed, basedOn?: string): Promise<void> {
    await this.change([id], async (documents, operations) => {
      const before = (await rowOf(documents, [this.#relay, id])) ?? null
      const isOther = basedOn !== undefined && before !== null && before.title !== basedOn
      if (isOther && deed.kind === 'rename' && before.title !== deed.title)
        return void documents.put({ ...before, ownTitle: deed.title })
      const isOnlyHere = before !== null && before.refused !== null
      if (isOnlyHere && deed.kind === 'delete') return void documents.delete([this.#relay, id])
      documents.put(afterDeed(this.#relay, id, deed, before, this.#now()))
      if (!isOnlyHere) operations.add({ relay: this.#relay, id, deed, before })
    })
  }

  async markOpened(id: DocumentId): Promise<void> {
    await this.#personal(id, { openedAt: this.#now() })
  }

  async star(id: DocumentId, starred: boolean): Promise<void> {
    await this.#personal(id, { starred })
  }

  /** The person has chosen the title that it has. */
  async forgetOwnTitle(id: DocumentId): Promise<void> {
    await this.#personal(id, { ownTitle: null })
  }

  /** What was seen of the document itself. */
  async noteSeen(id: DocumentId, seen: Seen): Promise<void> {
    await this.#personal(id, seen)
  }

  /** What concerns nobody else, and so is no deed for the relay. Nothing when the document is not on the list. */
  async #personal(id: DocumentId, change: Partial<LibraryDocument>): Promise<void> {
    await this.change([id], async (documents) => {
      const row = await rowOf(documents, [this.#relay, id])
      if (row !== undefined) documents.put({ ...row, ...change })
    })
  }

  /** The relay has done it. Later deeds on the same document stay in front of its answer. */
  async confirm(done: Operation, resource: DocumentResource): Promise<void> {
    await this.#answered(done, async (documents, _operations, later) => {
      const known = await rowOf(documents, [this.#relay, done.id])
      const told = fromResource(this.#relay, latest(resource, known), known, this.#now())
      const waits = later.length > 0 && known !== undefined
      documents.put(waits ? { ...known, onRelay: true, confirmedAt: told.confirmedAt } : told)
    })
  }

  /**
   * Somebody else has given it another title than the one that was renamed: theirs stands, and this person's is kept beside it
   * until they have chosen. Whatever else was done to the document meanwhile is still told.
   */
  async yieldTitle(refused: Operation, resource: DocumentResource): Promise<void> {
    await this.#answered(refused, async (documents, operations, later) => {
      const now = this.#now()
      const known = await rowOf(documents, [this.#relay, refused.id])
      const theirs = latest(resource, known)
      let row = fromResource(this.#relay, theirs, known, now)
      for (const operation of [refused, ...later]) {
        const { n, deed } = operation
        if (deed.kind === 'rename') {
          row = { ...row, ownTitle: deed.title === theirs.title ? null : deed.title }
          operations.delete(n)
        } else {
          operations.put({ ...operation, before: row })
          row = afterDeed(this.#relay, refused.id, deed, row, now)
        }
      }
      documents.put(row)
    })
  }

  /** The relay has deleted it for ever, or had before. */
  async confirmDeleted(done: Operation): Promise<void> {
    await this.#answered(done, async (documents, operations, later) => {
      for (const { n } of later) operations.delete(n)
      documents.delete([this.#relay, done.id])
    })
  }

  /**
   * The relay refused: back to how it was, with whatever was done to the document after it, until somebody has been told. One that
   * the relay will not have at all stays, because its row is the only way to its text. Where it lies is nothing that a later deed
   * hangs on: after a move that was refused the others are told.
   */
  async rollBack(refused: Operation, problem: Problem): Promise<void> {
    await this.#answered(refused, async (documents, operations, later) => {
      operations.put({ ...refused, problem })
      const { before, deed } = refused
      const now = await rowOf(documents, [this.#relay, refused.id])
      if (deed.kind === 'move' && problem.code.startsWith('folder')) {
        const folder = before?.folder ?? null
        const next = later.findIndex((one) => one.deed.kind === 'move')
        for (const one of next === -1 ? later : later.slice(0, next + 1))
          operations.put({ ...one, before: one.before && { ...one.before, folder } })
        if (now !== undefined && next === -1) documents.put({ ...now, folder })
        return
      }
      for (const { n } of later) operations.delete(n)
      if (deed.kind === 'create') {
        if (now?.deleted === true) documents.delete([this.#relay, refused.id])
        else if (now !== undefined) documents.put({ ...now, refused: problem.code })
      } else if (before !== null) {
        const { title, trashedAt, folder, deleted } = wholeRow(before)
        documents.put({ ...(now ?? before), title, trashedAt, folder, deleted })
      } else documents.delete([this.#relay, refused.id])
    })
  }

  /**
   * The deed waits no more; `later`: those on the same document that came after it. Nothing when another window has brought the
   * answer in already.
   */
  async #answered(
    deed: Operation,
    work: (documents: IDBObjectStore, operations: IDBObjectStore, later: readonly Operation[]) => Promise<void>,
  ): Promise<void> {
    await this.change([deed.id], async (documents, operations) => {
      const waiting = (await this.#deeds(operations)).filter(isWaiting)
      if (!waiting.some(({ n }) => n === deed.n)) return
      operations.delete(deed.n)
      await work(
        documents,
        operations,
        waiting.filter((one): one is Operation => 'id' in one && one.id === deed.id && one.n > deed.n),
      )
    })
  }

  /** What the relay says of one document. A deed still waiting wins over it. */
  async note(resource: DocumentResource, askedAt: number): Promise<void> {
    await this.takePage([resource], askedAt)
  }

  /** A page of the relay's list, asked for at `askedAt`; a time ahead of now is of before the clock was set back. Answers how many rows of it are news here. */
  async takePage(resources: readonly DocumentResource[], askedAt: number): Promise<number> {
    return await this.#take(resources, askedAt, ({ confirmedAt }) => confirmedAt > askedAt && confirmedAt <= Date.now())
  }

  /** What the relay told of by itself, one of each document. Some may have been known for a while. */
  async takeEvents(resources: readonly DocumentResource[]): Promise<void> {
    await this.#take(
      resources,
      this.#now(),
      (known, told) =>
        told.metaVersion < known.metaVersion ||
        (told.metaVersion === known.metaVersion && told.changedAt < known.changedAt),
    )
  }

  async #take(
    resources: readonly DocumentResource[],
    at: number,
    isNewer: (known: LibraryDocument, told: DocumentResource) => boolean,
  ): Promise<number> {
    const ids = resources.map(({ id }) => id)
    const news: DocumentId[] = []
    await this.change(news, async (documents, operations) => {
      const waiting = new Set<string>(
        (await this.#deeds(operations)).filter(isWaiting).flatMap((one) => ('id' in one ? one.id : [])),
      )
      const known = await someOf(documents, this.#relay, ids)
      for (const resource of resources) {
        const before = known.get(resource.id)
        if (waiting.has(resource.id)) {
          if (before !== undefined) documents.put({ ...before, told: latest(resource, before) })
          continue
        }
        if (before !== undefined && isNewer(before, resource)) continue
        const row = fromResource(this.#relay, resource, before, at)
        if (saysTheSame(row, before)) continue
        documents.put(row)
        news.push(resource.id)
      }
    })
    return news.length
  }

  /**
   * Documents known here that were not on the relay's list (or trash), asked for at `askedAt`, and of which nothing newer
   * is known. They may be gone, or have moved between two pages or lists meanwhile: ask for each.
   */
  async missingFrom(listed: ReadonlySet<string>, askedAt: number, trashed: boolean): Promise<DocumentId[]> {
    const waiting = new Set<string>((await this.operations()).flatMap((one) => ('id' in one ? one.id : [])))
    return (await this.documents())
      .filter((row) => row.onRelay && !listed.has(row.id) && !waiting.has(row.id) && row.confirmedAt <= askedAt)
      .filter((row) => (row.trashedAt !== null) === trashed)
      .map(({ id }) => id)
  }

  /** The relay has said that there is no such document any more. */
  async forget(id: DocumentId): Promise<void> {
    await this.change([id], async (documents) => void documents.delete([this.#relay, id]))
  }

  /** Takes over the rows and waiting deeds of relays that turned out to be this one. A row that both have is the newer. */
  async adopt(isOurs: (relay: string) => boolean): Promise<void> {
    // Asked before anybody shows a row, so nobody is told.
    await this.change([], async (documents, operations) => {
      for (const row of (await answered(documents.getAll())) as LibraryDocument[]) {
        if (!isOurs(row.relay)) continue
        const known = await rowOf(documents, [this.#relay, row.id])
        if (known === undefined || known.confirmedAt < row.confirmedAt) documents.put({ ...row, relay: this.#relay })
        documents.delete([row.relay, row.id])
      }
      for (const operation of (await answered(operations.getAll())) as Operation[]) {
        if (!isOurs(operation.relay)) continue
        const { before } = operation
        operations.put({ ...operation, relay: this.#relay, before: before && { ...before, relay: this.#relay } })
      }
    })
  }

  close(): void {
    this.#database.close()
  }

  /** Of this relay, oldest first. */
  async #deeds(operations: IDBObjectStore): Promise<WaitingOperation[]> {
    const all = (await answered(operations.getAll())) as WaitingOperation[]
    return all.filter(({ relay }) => relay === this.#relay)
  }

  /** One transaction. Those in `touched` are told of when all is on the disk: the work may still add to it. */
  async change(
    touched: readonly DocumentId[],
    work: (documents: IDBObjectStore, operations: IDBObjectStore) => Promise<void>,
  ): Promise<void> {
    await this.#database.change(STORES, work)
    if (touched.length > 0) this.written(touched)
  }
}

const isWaiting = ({ problem }: WaitingOperation): boolean => problem === undefined

async function rowOf(documents: IDBObjectStore, key: [string, string]): Promise<LibraryDocument | undefined> {
  const stored = (await answered(documents.get(key))) as LibraryDocument | undefined
  return stored && wholeRow(stored)
}

async function someOf(
  documents: IDBObjectStore,
  relay: string,
  ids: readonly DocumentId[],
): Promise<Map<DocumentId, LibraryDocument>> {
  const rows = await Promise.all(ids.map((id) => rowOf(documents, [relay, id])))
  return new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.id, row]])))
}

async function rowsOf(documents: IDBObjectStore, relay: string): Promise<LibraryDocument[]> {
  // Ids are ASCII, so every key of this relay lies between [relay] and [relay, []].
  const stored = (await answered(documents.getAll(IDBKeyRange.bound([relay], [relay, []])))) as LibraryDocument[]
  return stored.map(wholeRow)
}
