// Documents as the screens know them: create, rename, trash, restore, list, get. Every deed is durable on this computer
// when the call resolves, with or without a relay; the relay hears of it in the background.
import { DOCUMENT_ROUTES, type DocumentPage, type DocumentResource } from '../../contracts/documents.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { MAX_PAGE_ROWS, MAX_TITLE_CHARACTERS } from '../../contracts/limits.ts'
import type { Library } from './library.ts'
import type { Deed, LibraryDocument } from './library-rows.ts'
import { askRelay, RelayRefused } from './relay-request.ts'
import { type RefusedDeed, Replay } from './replay.ts'

/** Pages of the relay's list that are read: 2,000 documents. Beyond that a list is no way to find anything. */
const MAX_PAGES = 10

export type Lookup = 'here' | 'unknown' | 'gone' | 'unreachable'

export interface DocumentsServiceOptions {
  readonly relay: string
  /** What this computer keeps of it goes by; its address unless given. */
  readonly relayIdentity?: string
  readonly library: Library
  readonly locks?: LockManager
  readonly firstWaitMs?: number
}

export class DocumentsService {
  readonly #relay: string
  readonly #library: Library
  readonly #replay: Replay
  readonly #listeners = new Set<() => void>()
  readonly #refusals = new Set<(refused: RefusedDeed) => void>()
  /** Other windows of this app see the same library. */
  readonly #otherWindows: BroadcastChannel

  constructor({
    relay,
    relayIdentity = relay,
    library,
    locks = navigator.locks,
    firstWaitMs,
  }: DocumentsServiceOptions) {
    this.#relay = relay
    this.#library = library
    this.#otherWindows = new BroadcastChannel(`ligature-library ${relayIdentity}`)
    this.#otherWindows.onmessage = () => this.#tellListeners()
    this.#replay = new Replay({
      relay,
      relayIdentity,
      library,
      locks,
      changed: () => this.#changed(),
      refused: (refused) => {
        for (const listener of [...this.#refusals]) listener(refused)
      },
      ...(firstWaitMs === undefined ? {} : { firstWaitMs }),
    })
    this.#replay.kick()
  }

  /** What is known here, newest change first, without the trash. Asks nobody. */
  async list(): Promise<LibraryDocument[]> {
    const rows = (await this.#library.documents()).filter(({ trashedAt }) => trashedAt === null)
    return rows.sort((a, b) => b.changedAt.localeCompare(a.changedAt) || a.id.localeCompare(b.id))
  }

  /** Asks the relay for its list. Throws RelayUnreachable or RelayRefused, and then nothing has changed. */
  async refresh(timeoutMs?: number): Promise<void> {
    const askedAt = Date.now()
    const found: DocumentResource[] = []
    let cursor: string | null = null
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query: Record<string, string> = { limit: String(MAX_PAGE_ROWS), ...(cursor === null ? {} : { cursor }) }
      const answer: DocumentPage = await askRelay(this.#relay, DOCUMENT_ROUTES.list, {
        query,
        ...(timeoutMs && { timeoutMs }),
      })
      found.push(...answer.documents)
      cursor = answer.nextCursor
      if (cursor === null) break
    }
    if (cursor === null) await this.#confirmMissing(await this.#library.takeList(found, askedAt))
    else for (const resource of found) await this.#library.note(resource, askedAt)
    this.#changed()
    this.#replay.kick()
  }

  /** Only what the relay itself calls gone leaves the list: the row is the only way to text that it may not have yet. */
  async #confirmMissing(missing: readonly DocumentId[]): Promise<void> {
    for (const id of missing) {
      const lookup = await this.get(id)
      if (lookup === 'gone' || lookup === 'unknown') await this.#library.forget(id)
      if (lookup === 'unreachable') return
    }
  }

  /** What this computer knows of one document, without asking. */
  async known(id: DocumentId): Promise<LibraryDocument | undefined> {
    return await this.#library.document(id)
  }

  /** Asks the relay about one document. Never throws: whether its text can be had is another question. */
  async get(id: DocumentId): Promise<Lookup> {
    const askedAt = Date.now()
    try {
      await this.#library.note(await askRelay(this.#relay, DOCUMENT_ROUTES.get, { id }), askedAt)
      this.#changed()
      return 'here'
    } catch (cause) {
      if (!(cause instanceof RelayRefused)) return 'unreachable'
      return cause.problem.code === 'document-gone' ? 'gone' : 'unknown'
    }
  }

  async create(id: DocumentId, title: string): Promise<void> {
    await this.#do(id, { kind: 'create', title: trimmed(title) })
  }

  async rename(id: DocumentId, title: string): Promise<void> {
    await this.#do(id, { kind: 'rename', title: trimmed(title) })
  }

  async trash(id: DocumentId): Promise<void> {
    await this.#do(id, { kind: 'trash' })
  }

  async restore(id: DocumentId): Promise<void> {
    await this.#do(id, { kind: 'restore' })
  }

  /** Remembers when it was last opened here: the start goes on with the newest. */
  async markOpened(id: DocumentId): Promise<void> {
    await this.#library.markOpened(id)
  }

  /** Calls back after each change of the list, this window's or another's. The answer ends that. */
  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  /** Calls back when the relay refused a deed; the list is already as it was before it. */
  onRefused(refused: (refused: RefusedDeed) => void): () => void {
    this.#refusals.add(refused)
    return () => this.#refusals.delete(refused)
  }

  /** The network may be back. */
  retryNow(): void {
    this.#replay.kick()
  }

  async close(): Promise<void> {
    await this.#replay.close()
    this.#otherWindows.close()
    this.#library.close()
  }

  async #do(id: DocumentId, deed: Deed): Promise<void> {
    await this.#library.keep(id, deed)
    this.#changed()
    this.#replay.kick()
  }

  #changed(): void {
    this.#tellListeners()
    this.#otherWindows.postMessage('changed')
  }

  #tellListeners(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

function trimmed(title: string): string {
  return title.trim().slice(0, MAX_TITLE_CHARACTERS).trim()
}
