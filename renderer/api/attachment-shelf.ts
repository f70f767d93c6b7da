// Images on this computer, in IndexedDB: those that the relay has not got yet, and, to show them without asking, those it has.
// Used by attachments-service.ts and attachment-sender.ts. What is kept is on the disk when the promise resolves.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { Problem } from '../../contracts/errors.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import type { ImageType } from '../../contracts/image-types.ts'
import { answered, KeptDatabase } from './kept-database.ts'

export interface KeptAttachment {
  /** The relay's identity on this computer. */
  readonly relay: string
  readonly sha256: Sha256
  readonly type: ImageType
  readonly size: number
  readonly state:
    /** Only here: the relay shall have it. */
    | 'waiting'
    /** The relay has it; here it is only for showing. */
    | 'sent'
    /** Only here, and the relay said no. */
    | 'refused'
    /** Only here, and nobody wants it any more, unless it is shown again. */
    | 'called-off'
  /** Why the relay refused; null otherwise. */
  readonly problem: Problem | null
  /** Where it was put in or shown first; null for one that came from the relay. */
  readonly document: DocumentId | null
  /** Where else: an older version knows only of the first, and writes no others. */
  readonly others?: readonly DocumentId[]
  /** Milliseconds since 1970, by this computer's clock. */
  readonly keptAt: number
  readonly shownAt: number
}

/** All documents that miss it while the relay has not got it. */
export const documentsOf = ({ document, others = [] }: Places): readonly DocumentId[] =>
  document === null ? others : [document, ...others]

export function placesIn(documents: readonly DocumentId[]): Places {
  const [document = null, ...others] = new Set(documents)
  return { document, others }
}

type Places = Pick<KeptAttachment, 'document' | 'others'>
type News = Partial<Pick<KeptAttachment, 'state' | 'problem' | 'shownAt' | 'document' | 'others'>>

const NAME = 'ligature-attachments'
const STORES = ['about', 'bytes'] as const
/** Images that the relay has are let go above this, those first that were not shown for the longest time. */
const SHELF_BYTES = 256 * 1024 * 1024

export class AttachmentShelf {
  readonly #database: KeptDatabase
  readonly #relay: string

  private constructor(database: KeptDatabase, relay: string) {
    this.#database = database
    this.#relay = relay
  }

  /** Rejects when the browser gives no storage. */
  static async open(relay: string, idb: IDBFactory = indexedDB): Promise<AttachmentShelf> {
    const create = (database: IDBDatabase): void => {
      database.createObjectStore('about', { keyPath: ['relay', 'sha256'] })
      // Apart from what is said about them: lists are read without reading images.
      database.createObjectStore('bytes')
    }
    return new AttachmentShelf(await KeptDatabase.open(NAME, create, idb), relay)
  }

  /** Everything known of this relay's images. */
  async list(): Promise<KeptAttachment[]> {
    return await this.#rows(await this.#database.read('about'))
  }

  async about(sha256: Sha256): Promise<KeptAttachment | undefined> {
    return await this.#row(await this.#database.read('about'), sha256)
  }

  async bytes(sha256: Sha256): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = await this.#database.read('bytes')
    return (await answered(bytes.get([this.#relay, sha256]))) as Uint8Array<ArrayBuffer> | undefined
  }

  /** Puts it on the shelf, whole or not at all. What was said of it before is replaced, but for the documents that it is in. */
  async keep(attachment: Omit<KeptAttachment, 'relay'>, content: Uint8Array): Promise<void> {
    await this.#database.change(STORES, async (about, bytes) => {
      const before = await this.#row(about, attachment.sha256)
      const places = placesIn([...(before ? documentsOf(before) : []), ...documentsOf(attachment)])
      about.put({ ...attachment, ...places, relay: this.#relay })
      bytes.put(content, [this.#relay, attachment.sha256])
      await this.#makeRoom(about, bytes, attachment.sha256)
    })
  }

  /** Says something new of one, perhaps by what is said of it now; does nothing when it is not there. */
  async note(sha256: Sha256, news: News | ((row: KeptAttachment) => News)): Promise<void> {
    await this.#database.change(STORES, async (about) => {
      const row = await this.#row(about, sha256)
      if (row !== undefined) about.put({ ...row, ...(typeof news === 'function' ? news(row) : news) })
    })
  }

  close(): void {
    this.#database.close()
  }

  /** Nothing that only this computer has is ever let go. */
  async #makeRoom(about: IDBObjectStore, bytes: IDBObjectStore, but: Sha256): Promise<void> {
    const sent = (await this.#rows(about)).filter(({ state }) => state === 'sent')
    let size = sent.reduce((sum, row) => sum + row.size, 0)
    for (const row of sent.sort((a, b) => a.shownAt - b.shownAt)) {
      if (size <= SHELF_BYTES) return
      if (row.sha256 === but) continue
      about.delete([this.#relay, row.sha256])
      bytes.delete([this.#relay, row.sha256])
      size -= row.size
    }
  }

  async #row(about: IDBObjectStore, sha256: Sha256): Promise<KeptAttachment | undefined> {
    return (await answered(about.get([this.#relay, sha256]))) as KeptAttachment | undefined
  }

  async #rows(about: IDBObjectStore): Promise<KeptAttachment[]> {
    return (await answered(about.getAll(IDBKeyRange.bound([this.#relay], [this.#relay, []])))) as KeptAttachment[]
  }
}
