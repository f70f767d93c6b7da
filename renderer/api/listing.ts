// Reads the relay's lists into the library, page by page, so that what has arrived shows while the rest is still coming.
// A list that was read whole lately is read again only until nothing more is news. In relay-chunk.ts; made by documents-service.ts.
import type { StartOver } from '../../contracts/events.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import type { FoldersDoor } from './folders-door.ts'
import type { Library } from './library.ts'
import type { RelayClient } from './relay-client.ts'

/** 40,000 documents. What is beyond has not been touched for longest, and is still found by its link. */
const MAX_PAGES = 200

/** What left a long list without entering the trash's newest page is noticed after this time. */
const WHOLE_EVERY_MS = 5 * 60_000

/** The relay's events begin with those of the last 3 s. */
const JUST_ASKED_MS = 2_000

export interface ListingOptions {
  readonly client: Pick<RelayClient, 'list'>
  readonly library: Library
  readonly folders: Pick<FoldersDoor, 'take'>
  /** How many have come so far, of a list of more than one page; null when it is read. */
  readonly progress: (count: number | null) => void
  /** Asks for one that was expected on a list and was not there. */
  readonly confirmMissing: (ids: readonly DocumentId[]) => Promise<void>
  /** How many have a document open, of the pages that were read last: of others nobody knows who is there now. */
  readonly present: (counts: ReadonlyMap<DocumentId, number>) => void
}

export class Listing {
  readonly #options: ListingOptions
  readonly #readWholeAt = { documents: 0, trash: 0 }
  #arriving = new Map<DocumentId, number>()
  #reading: Promise<void> | null = null
  #askedAt = 0

  constructor(options: ListingOptions) {
    this.#options = options
  }

  /** Both lists. `why`: events follow of what happens from a moment ago; when some were lost, all pages are read. Throws
   * RelayUnreachable or RelayRefused; the pages that came are kept. */
  async read(timeoutMs?: number, why?: StartOver['why']): Promise<void> {
    const wasAskedBefore = Date.now() - this.#askedAt > JUST_ASKED_MS
    // Whoever asked for it is told what comes of it.
    if (why === 'lost' || (why === 'first' && wasAskedBefore)) await this.#reading?.catch(() => undefined)
    if (why === 'lost') this.#readWholeAt.documents = this.#readWholeAt.trash = 0
    this.#reading ??= this.#readBoth(timeoutMs).finally(() => (this.#reading = null))
    await this.#reading
  }

  async #readBoth(timeoutMs: number | undefined): Promise<void> {
    this.#arriving = new Map()
    this.#askedAt = Date.now()
    try {
      await this.#readOne('documents', timeoutMs)
      await this.#readOne('trash', timeoutMs)
    } catch (cause) {
      this.#arriving.clear()
      throw cause
    } finally {
      this.#options.progress(null)
      this.#options.present(this.#arriving)
    }
  }

  async #readOne(which: 'documents' | 'trash', timeoutMs: number | undefined): Promise<void> {
    const { client, library, folders, progress, confirmMissing } = this.#options
    const askedAt = Date.now()
    const whole = askedAt - this.#readWholeAt[which] > WHOLE_EVERY_MS
    const listed = new Set<string>()
    let cursor: string | null = null
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer: Awaited<ReturnType<typeof client.list>> = await client.list(which, cursor, timeoutMs)
      if (which === 'documents' && cursor === null) await folders.take(answer.folders, askedAt)
      const news = await library.takePage(answer.documents, askedAt)
      for (const { id, present } of answer.documents) {
        listed.add(id)
        if (present) this.#arriving.set(id, present)
      }
      cursor = answer.nextCursor
      if (cursor === null) break
      if (!whole && news === 0) return
      progress(listed.size)
    }
    if (cursor !== null) return
    await confirmMissing(await library.missingFrom(listed, askedAt, which === 'trash'))
    this.#readWholeAt[which] = askedAt
  }
}
