// Reads the relay's lists into the library, page by page, so that what has arrived shows while the rest is still coming.
// A list that was read whole lately is read again only until nothing more is news. In relay-chunk.ts; made by documents-service.ts.
import type { DocumentPage } from '../../contracts/documents.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import type { Library } from './library.ts'
import type { RelayClient } from './relay-client.ts'

/** 40,000 documents. What is beyond has not been touched for longest, and is still found by its link. */
const MAX_PAGES = 200

/** What left a long list without entering the trash's newest page is noticed after this time. */
const WHOLE_EVERY_MS = 5 * 60_000

export interface ListingOptions {
  readonly client: Pick<RelayClient, 'list'>
  readonly library: Library
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

  constructor(options: ListingOptions) {
    this.#options = options
  }

  /** Both lists; `anew`: asked for from now on, and to their ends. Throws RelayUnreachable or RelayRefused; the pages that
   * came are kept. */
  async read(timeoutMs?: number, anew = false): Promise<void> {
    if (anew) {
      await this.#reading?.catch(() => undefined) // Whoever asked for it is told.
      this.#readWholeAt.documents = this.#readWholeAt.trash = 0
    }
    this.#reading ??= this.#readBoth(timeoutMs).finally(() => (this.#reading = null))
    await this.#reading
  }

  async #readBoth(timeoutMs: number | undefined): Promise<void> {
    this.#arriving = new Map()
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
    const { client, library, progress, confirmMissing } = this.#options
    const askedAt = Date.now()
    const whole = askedAt - this.#readWholeAt[which] > WHOLE_EVERY_MS
    const listed = new Set<string>()
    let cursor: string | null = null
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer: DocumentPage = await client.list(which, cursor, timeoutMs)
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
