// The library's rows in memory, sorted as the screens show them. Ten thousand rows take too long to read from the disk for
// every one that changes, so only those that were written are read again. Used by documents-service.ts.
import type { DocumentId } from '../../contracts/ids.ts'
import type { Library } from './library.ts'
import type { LibraryDocument } from './library-rows.ts'

interface Lists {
  readonly documents: readonly LibraryDocument[]
  readonly trash: readonly LibraryDocument[]
}

export class KnownRows {
  readonly #library: Library
  readonly #changed: () => void
  #rows: Map<DocumentId, LibraryDocument> | null = null
  #lists: Lists | null = null
  /** One read after the other: an earlier one that ends later would bring back what was. */
  #reading: Promise<void> = Promise.resolve()

  constructor(library: Library, changed: () => void) {
    this.#library = library
    this.#changed = changed
  }

  async lists(): Promise<Lists> {
    await this.#reading
    if (this.#rows === null) {
      this.#enqueue(async () => {
        this.#rows ??= new Map((await this.#library.documents()).map((row) => [row.id, row]))
      })
      await this.#reading
    }
    this.#lists ??= sorted([...(this.#rows ?? new Map<DocumentId, LibraryDocument>()).values()])
    return this.#lists
  }

  readAgain(ids: readonly DocumentId[]): void {
    this.#enqueue(async () => {
      if (this.#rows !== null) {
        const found = await this.#library.some(ids)
        for (const id of ids) {
          const row = found.get(id)
          if (row === undefined) this.#rows.delete(id)
          else this.#rows.set(id, row)
        }
        this.#lists = null
      }
      this.#changed()
    })
  }

  /** When everything that was written so far has been read again. */
  async settled(): Promise<void> {
    await this.#reading
  }

  #enqueue(read: () => Promise<void>): void {
    this.#reading = this.#reading.then(read).catch((cause: unknown) => reportError(cause))
  }
}

function sorted(rows: readonly LibraryDocument[]): Lists {
  const shown = rows.filter(({ deleted }) => !deleted)
  return {
    documents: shown.filter(({ trashedAt }) => trashedAt === null).sort(by(({ changedAt }) => changedAt)),
    trash: shown.filter(({ trashedAt }) => trashedAt !== null).sort(by(({ trashedAt }) => trashedAt ?? '')),
  }
}

/** The latest first. ISO times sort as text; localeCompare would take ten times as long. */
const by = (time: (row: LibraryDocument) => string) => (a: LibraryDocument, b: LibraryDocument) => {
  const [one, other] = [time(a), time(b)]
  return one === other ? (a.id < b.id ? -1 : 1) : one < other ? 1 : -1
}
