// Documents as the screens know them: create, rename, move, trash, restore, delete, star, list, get. Every deed is durable on
// this computer when the call resolves, with or without a relay; the relay hears of it in the background.
import type { StartOver } from '../../contracts/events.ts'
import type { DocumentId, FolderId } from '../../contracts/ids.ts'
import { MAX_TITLE_CHARACTERS } from '../../contracts/limits.ts'
import type { FoldersDoor } from './folders-door.ts'
import type { FoldersService } from './folders-service.ts'
import type { Library } from './library.ts'
import type { Deed, LibraryDocument, RefusedDeed, Seen } from './library-rows.ts'
import { KnownRows } from './known-rows.ts'
import type { Listing } from './listing.ts'
import { loadRelayChunk, loadRelayClient } from './load-relay-client.ts'
import { RelayRefused, RelayUnreachable } from './relay-errors.ts'
import type { Replay, ReplayOptions } from './replay.ts'

export type Lookup = 'here' | 'unknown' | 'gone' | 'unreachable'

type Counts = ReadonlyMap<DocumentId, number>
const NOBODY: Counts = new Map()

export interface DocumentsServiceOptions {
  readonly relay: string
  /** What this computer keeps of it goes by; its address unless given. */
  readonly relayIdentity?: string
  readonly library: Library
  readonly locks?: LockManager
  readonly firstWaitMs?: number
  /** Whether this computer has text of it that may be nowhere else. `gone`: the relay has deleted it for ever, and only
   * what was never acknowledged counts. */
  readonly hasText?: (id: DocumentId, gone: boolean) => Promise<boolean>
  /** Removes the text of a document that was deleted for ever from this computer. */
  readonly deleteCopy?: (id: DocumentId) => Promise<void>
}

export class DocumentsService {
  readonly #relay: string
  readonly #library: Library
  readonly #rows: KnownRows
  #listing: Listing | null = null
  #replay: Replay | null = null
  #door: FoldersDoor | null = null
  readonly #replayParts: Pick<ReplayOptions, 'relayIdentity' | 'locks' | 'firstWaitMs'>
  readonly #listeners = new Set<() => void>()
  readonly #hasText: (id: DocumentId, gone: boolean) => Promise<boolean>
  readonly #deleteCopy: (id: DocumentId) => Promise<void>
  /** Other windows of this app see the same library. */
  readonly #otherWindows: BroadcastChannel
  /** Deeds of this window that are not done on this computer, or were not said to be. */
  readonly #doing = new Set<Promise<void>>()
  #loading: number | null = null
  #listed: Counts = NOBODY
  #heard: Counts | null = null
  #reached = true
  #closed = false

  constructor(options: DocumentsServiceOptions) {
    const { relay, relayIdentity = relay, library, locks = navigator.locks, firstWaitMs, deleteCopy } = options
    this.#relay = relay
    this.#library = library
    this.#hasText = options.hasText ?? (() => Promise.resolve(false))
    this.#deleteCopy = deleteCopy ?? (() => Promise.resolve())
    this.#rows = new KnownRows(library, () => this.#tellListeners())
    this.#otherWindows = new BroadcastChannel(`ligature-library ${relayIdentity}`)
    this.#otherWindows.onmessage = ({ data }: MessageEvent<readonly DocumentId[]>) => this.#rows.readAgain(data)
    library.written = (ids) => {
      this.#rows.readAgain(ids)
      this.#otherWindows.postMessage(ids)
    }
    this.#replayParts = { relayIdentity, locks, ...(firstWaitMs === undefined ? {} : { firstWaitMs }) }
    this.#tellRelay()
  }

  /** What is known here, newest change first, without the trash. Asks nobody. */
  async list(): Promise<readonly LibraryDocument[]> {
    return (await this.#rows.lists()).documents
  }

  /** What is known of the trash, newest there first. Asks nobody. */
  async listTrash(): Promise<readonly LibraryDocument[]> {
    return (await this.#rows.lists()).trash
  }

  /** How many documents a long list has brought so far; null when none is being read. */
  get loading(): number | null {
    return this.#loading
  }

  /** How many windows have it open, as the relay last said; 0 when it has not said so. */
  presentIn(id: DocumentId): number {
    return (this.#heard ?? this.#listed).get(id) ?? 0
  }

  /** Whether what happens on the relay is heard of at once. */
  get live(): boolean {
    return this.#heard !== null
  }

  /** Of events-service.ts: how many are in each document, as it hears; null while it hears nothing. */
  hear(counts: Counts | null): void {
    if (counts === this.#heard) return
    if (counts === null) this.#listed = NOBODY
    this.#heard = counts
    this.#tellListeners()
  }

  /** False while the relay did not answer when it was last asked for its list. */
  get reached(): boolean {
    return this.#reached
  }

  /** Asks the relay for its lists; `why`: events begin about now. Throws RelayUnreachable or RelayRefused. */
  async refresh(timeoutMs?: number, why?: StartOver['why']): Promise<void> {
    try {
      await (await this.#lists()).read(timeoutMs, why)
      this.#setReached(true)
    } catch (cause) {
      if (cause instanceof RelayUnreachable) this.#setReached(false)
      throw cause
    }
    this.#tellRelay()
  }

  /** There may be a deed to tell, or the relay may be back. What cannot be loaded is loaded by the next who asks. */
  #tellRelay(): void {
    const tell = async (): Promise<void> => {
      const { Replay, relayClient } = await loadRelayChunk()
      if (this.#closed) return
      this.#replay ??= new Replay({
        ...this.#replayParts,
        client: relayClient(this.#relay),
        library: this.#library,
        tellFolder: async (operation) => {
          await (await this.folders()).tell(operation)
          // No document may have changed, and there may be a refusal to be read.
          this.#tellListeners()
        },
        deleted: (id) => void this.#deleteCopy(id).catch(reportError),
        lookUp: (id) => this.#confirmMissing([id]),
      })
      this.#replay.kick()
    }
    tell().catch(reportUnlessAway)
  }

  async #lists(): Promise<Listing> {
    const folders = await this.#foldersDoor()
    const { Listing, relayClient } = await loadRelayChunk()
    return (this.#listing ??= new Listing({
      client: relayClient(this.#relay),
      library: this.#library,
      folders,
      progress: (count) => {
        if (count === this.#loading) return
        this.#loading = count
        this.#tellListeners()
      },
      confirmMissing: (ids) => this.#confirmMissing(ids),
      present: (counts) => {
        const changed = this.#listed.size + counts.size > 0
        this.#listed = counts
        if (changed) this.#tellListeners()
      },
    }))
  }

  /** Rejects with RelayUnreachable while their chunk cannot be loaded. */
  async folders(): Promise<FoldersService> {
    return await (await this.#foldersDoor()).open()
  }

  async #foldersDoor(): Promise<FoldersDoor> {
    const { FoldersDoor } = await loadRelayChunk()
    return (this.#door ??= new FoldersDoor({
      ...this.#replayParts,
      relay: this.#relay,
      library: this.#library,
      tellRelay: () => this.#tellRelay(),
    }))
  }

  #setReached(reached: boolean): void {
    if (reached === this.#reached) return
    this.#reached = reached
    this.#tellListeners()
  }

  /** What the relay does not have leaves the list, unless its row is the only way to text that is here and perhaps nowhere
   * else: the relay may have lost its data. */
  async #confirmMissing(missing: readonly DocumentId[]): Promise<void> {
    for (const id of missing) {
      const lookup = await this.get(id)
      if (lookup === 'unreachable') return
      if (lookup !== 'here') await this.leave(id, lookup === 'gone')
    }
  }

  /** Of events-service.ts as well: the relay has deleted it for ever, or does not know it. */
  async leave(id: DocumentId, gone: boolean): Promise<void> {
    if (!(await this.#hasText(id, gone))) await this.#library.forget(id)
  }

  /** What this computer knows of one document, without asking. */
  async known(id: DocumentId): Promise<LibraryDocument | undefined> {
    return await this.#library.document(id)
  }

  /** Asks the relay about one document. Never throws: whether its text can be had is another question. */
  async get(id: DocumentId): Promise<Lookup> {
    const askedAt = Date.now()
    try {
      const client = await loadRelayClient(this.#relay)
      await this.#library.note(await client.get(id), askedAt)
      return 'here'
    } catch (cause) {
      if (!(cause instanceof RelayRefused)) return 'unreachable'
      const { code } = cause.problem
      return code === 'document-gone' ? 'gone' : code === 'document-not-found' ? 'unknown' : 'unreachable'
    }
  }

  async create(id: DocumentId, title: string): Promise<void> {
    await this.#do(id, { kind: 'create', title: trimmed(title) })
  }

  /** `basedOn`: the title that this person saw when they began. Should it have another one by now, `ownTitle` keeps theirs. */
  async rename(id: DocumentId, title: string, basedOn?: string): Promise<void> {
    await this.#do(id, { kind: 'rename', title: trimmed(title) }, basedOn)
  }

  /** The title that it has is the one; `ownTitle` is forgotten. */
  async keepTitle(id: DocumentId): Promise<void> {
    await this.#library.forgetOwnTitle(id)
  }

  /** Null: out of the one that it is in. */
  async move(id: DocumentId, folder: FolderId | null): Promise<void> {
    await this.#do(id, { kind: 'move', folder })
  }

  async trash(id: DocumentId): Promise<void> {
    await this.#do(id, { kind: 'trash' })
  }

  async restore(id: DocumentId): Promise<void> {
    await this.#do(id, { kind: 'restore' })
  }

  /** Of a document in the trash. Its text on this computer goes when the relay has done it, or never had it. */
  async deleteForEver(id: DocumentId): Promise<void> {
    const isOnlyHere = ((await this.#library.document(id))?.refused ?? null) !== null
    await this.#do(id, { kind: 'delete' })
    if (isOnlyHere) await this.#deleteCopy(id)
  }

  /** A favourite of this person, on this computer. */
  async star(id: DocumentId, starred: boolean): Promise<void> {
    await this.#library.star(id, starred)
  }

  /** What a document begins with, or how many of its comments are open, as its screen says. */
  async noteSeen(id: DocumentId, seen: Seen): Promise<void> {
    await this.#library.noteSeen(id, seen)
  }

  /** Remembers when it was last opened here: the start goes on with the newest. */
  async markOpened(id: DocumentId): Promise<void> {
    await this.#library.markOpened(id)
  }

  /** Calls back after each change of the list, this window's or another's. The answer ends that. */
  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  /** Deeds that the relay refused, each answered once and in one window; the list is already as it was before them. A change of the
   * list says that there may be some. One that is refused while it is being done is answered when that is over: whoever did it says so
   * first. */
  async takeRefused(ready: () => Promise<unknown>): Promise<readonly RefusedDeed[]> {
    await Promise.allSettled(this.#doing)
    return await this.#library.takeRefused(ready)
  }

  /** The network or the relay may be back. */
  retryNow(): void {
    this.#tellRelay()
    // Whether it answers now, `reached` says.
    if (!this.#reached) this.refresh().catch(reportUnlessAway)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#replay?.close()
    await this.#door?.close()
    this.#otherWindows.close()
    await this.#rows.settled()
    this.#library.close()
  }

  async #do(id: DocumentId, deed: Deed, basedOn?: string): Promise<void> {
    const done = this.#library.keep(id, deed, basedOn).then(() => this.#rows.settled())
    this.#doing.add(done)
    try {
      await done
    } finally {
      this.#doing.delete(done)
    }
    this.#tellRelay()
  }

  #tellListeners(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

function reportUnlessAway(cause: unknown): void {
  if (!(cause instanceof RelayUnreachable || cause instanceof RelayRefused)) reportError(cause)
}

function trimmed(title: string): string {
  return title.trim().slice(0, MAX_TITLE_CHARACTERS).trim()
}
