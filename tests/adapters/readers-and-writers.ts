// People who read and rename documents on several relays at once, with a pause wherever one is possible, and somebody who watches:
// after a write was answered, no read that begins later, on any relay, may have the value from before (DESIGN §8).
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { DocumentPage } from '../../contracts/documents.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { PAGE_ROWS } from '../../contracts/limits.ts'
import type { Cache, CacheOutcome } from '../../server/cache/cache.ts'
import type { DocumentStore, FolderStore, ListRequest, WriteOutcome } from '../../server/store/store.ts'
import { documentId } from './store-acceptance.ts'

export type Pause = () => Promise<void>

export const FIRST_PAGE: ListRequest = { cursor: undefined, limit: PAGE_ROWS, trashed: false }

/** As much of a store as metadata takes, in memory. What a read answers it has seen at one moment, and a write commits at one. */
export class PausingStore implements DocumentStore, FolderStore {
  reads = 0
  readonly #documents = new Map<DocumentId, DocumentResource>()
  readonly #pause: Pause

  constructor(pause: Pause) {
    this.#pause = pause
  }

  async getDocument(id: DocumentId): Promise<DocumentResource | 'absent'> {
    return await this.#read(() => this.#documents.get(id) ?? 'absent')
  }

  async listDocuments(): Promise<DocumentPage> {
    return await this.#read(() => ({ documents: [...this.#documents.values()], nextCursor: null }))
  }

  async renameDocument(id: DocumentId, title: string): Promise<WriteOutcome> {
    await this.#pause()
    const before = this.#documents.get(id)
    const at = new Date(1_700_000_000_000).toISOString()
    const metaVersion = (before?.metaVersion ?? 0) + 1
    const document = { id, title, metaVersion, createdAt: at, changedAt: at, trashedAt: null }
    if (before?.title !== title) this.#documents.set(id, document)
    await this.#pause()
    return before?.title === title
      ? { kind: 'unchanged', document: before }
      : { kind: 'written', document, created: before === undefined }
  }

  readonly putDocument = (id: DocumentId, title: string): Promise<WriteOutcome> => this.renameDocument(id, title)
  readonly moveDocument = neverCalled
  readonly getFolder = neverCalled
  readonly listFolders = neverCalled
  readonly putFolder = neverCalled
  readonly renameFolder = neverCalled
  readonly deleteFolder = neverCalled
  readonly listDocumentsIn = neverCalled
  readonly trashDocument = neverCalled
  readonly restoreDocument = neverCalled
  readonly deleteForEver = neverCalled
  readonly resetDocument = neverCalled
  readonly readLastEdits = neverCalled
  readonly readEvents = neverCalled
  readonly readLastEvents = neverCalled

  async #read<Answer>(look: () => Answer): Promise<Answer> {
    this.reads++
    await this.#pause()
    const answer = look()
    await this.#pause()
    return answer
  }
}

async function neverCalled(): Promise<never> {
  throw new Error('not a part of this story')
}

/** The way to a cache and back takes its time. */
export class PausingCache implements Cache {
  readonly look: Cache['look']
  readonly fill: Cache['fill']
  readonly invalidate: Cache['invalidate']
  readonly close = (): void => undefined

  constructor(cache: Cache, pause: Pause) {
    const paused =
      <Args extends readonly unknown[], Answer>(call: (...args: Args) => Promise<Answer>) =>
      async (...args: Args): Promise<Answer> => {
        await pause()
        const answer = await call(...args)
        await pause()
        return answer
      }
    this.look = paused((key) => cache.look(key))
    this.fill = paused((...args) => cache.fill(...args))
    this.invalidate = paused((keys) => cache.invalidate(keys))
  }
}

export interface Stage {
  /** One for each relay, over one store. */
  readonly relays: readonly DocumentStore[]
  readonly pause: Pause
  readonly random: () => number
}

const PEOPLE = 5
const DEEDS = 8
const TITLES = ['One', 'Two', 'Three']
const IDS = ['shared', 'second'].map(documentId)

/** Answers what somebody saw that they should not have, one line for each. */
export async function readAndWrite({ relays, pause, random }: Stage): Promise<readonly string[]> {
  const one = <Value>(of: readonly Value[]): Value => of[Math.floor(random() * of.length)]!
  const seen: string[] = []
  /** The newest version that somebody was answered. */
  const answered = new Map(IDS.map((id) => [id, 0]))
  const wasAnswered = ({ id, metaVersion }: DocumentResource): void =>
    void answered.set(id, Math.max(answered.get(id)!, metaVersion))

  const read = async (id: DocumentId, whole: boolean): Promise<void> => {
    const relay = one(relays)
    const least = answered.get(id)!
    const answer = whole ? await relay.listDocuments(FIRST_PAGE) : await relay.getDocument(id)
    if (answer === 'bad-cursor') throw new Error('no cursor was given')
    const document =
      typeof answer === 'object' && 'documents' in answer ? answer.documents.find((each) => each.id === id) : answer
    const version = typeof document === 'object' ? document.metaVersion : 0
    if (version < least)
      seen.push(`${whole ? 'a list with ' : ''}version ${version} of ${id} after ${least} was answered`)
  }
  const write = async (id: DocumentId): Promise<void> => {
    const outcome = await one(relays).renameDocument(id, one(TITLES), undefined)
    if ('document' in outcome) wasAnswered(outcome.document)
  }
  const person = async (): Promise<void> => {
    for (let deed = 0; deed < DEEDS; deed++) {
      await pause()
      const what = random()
      if (what < 0.3) await write(one(IDS))
      else await read(one(IDS), what < 0.5)
    }
  }
  await Promise.all(Array.from({ length: PEOPLE }, person))
  return seen
}

/** Counts what came of reads. */
export function tally(): {
  readonly counts: Record<CacheOutcome, number>
  readonly looked: (_: unknown, outcome: CacheOutcome) => void
} {
  const counts = { hit: 0, shared: 0, miss: 0, bypass: 0 }
  return { counts, looked: (_, outcome) => void counts[outcome]++ }
}
