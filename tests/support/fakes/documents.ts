// What stands in for DocumentsService in component tests: rows in memory, and whatever state the test gives it.
import type { DocumentId, FolderId } from '../../../contracts/ids.ts'
import type { FoldersService } from '../../../renderer/api/folders-service.ts'
import { RelayUnreachable } from '../../../renderer/api/relay-errors.ts'
import type { DocumentsService, Lookup } from '../../../renderer/api/documents-service.ts'
import { type LibraryDocument, type RefusedDeed, wholeRow } from '../../../renderer/api/library-rows.ts'
import type { Face } from '../../../renderer/app/services.ts'

export class FakeDocuments implements Face<DocumentsService> {
  rows: readonly LibraryDocument[] = []
  loading: number | null = null
  live = true
  reached = true
  /** What was done, in order: `star garden`. */
  readonly deeds: string[] = []
  /** What keeps this computer from keeping a deed. */
  fault: Error | undefined
  readonly #present = new Map<DocumentId, number>()
  readonly #listeners = new Set<() => void>()
  readonly #refused: RefusedDeed[] = []

  /** Changes what there is, and tells the screens. */
  change(how: () => void): void {
    how()
    for (const listener of this.#listeners) listener()
  }

  put(id: string, fields: Partial<LibraryDocument> = {}): LibraryDocument {
    const row = wholeRow({ relay: 'fake', id: id as DocumentId, onRelay: true, ...fields })
    this.change(() => (this.rows = [...this.rows.filter((one) => one.id !== row.id), row]))
    return row
  }

  setPresent(id: string, present: number): void {
    this.change(() => this.#present.set(id as DocumentId, present))
  }

  refuse(refused: RefusedDeed): void {
    this.change(() => this.#refused.push(refused))
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  async takeRefused(ready: () => Promise<unknown>): Promise<readonly RefusedDeed[]> {
    if (this.#refused.length > 0) await ready()
    return this.#refused.splice(0)
  }

  /** As while their chunk cannot be loaded. */
  async folders(): Promise<FoldersService> {
    throw new RelayUnreachable('no folders are shown here')
  }

  async list(): Promise<readonly LibraryDocument[]> {
    return this.rows.filter(({ trashedAt }) => trashedAt === null)
  }

  async listTrash(): Promise<readonly LibraryDocument[]> {
    return this.rows.filter(({ trashedAt }) => trashedAt !== null)
  }

  async known(id: DocumentId): Promise<LibraryDocument | undefined> {
    return this.rows.find((row) => row.id === id)
  }

  async get(id: DocumentId): Promise<Lookup> {
    return (await this.known(id)) === undefined ? 'unknown' : 'here'
  }

  presentIn(id: DocumentId): number {
    return this.#present.get(id) ?? 0
  }

  readonly create = (id: DocumentId): Promise<void> => this.#done(`create ${id}`)
  readonly rename = (id: DocumentId, title: string): Promise<void> => this.#done(`rename ${id}: ${title}`)
  readonly keepTitle = (id: DocumentId): Promise<void> => this.#done(`keep the title of ${id}`)
  readonly move = (id: DocumentId, folder: FolderId | null): Promise<void> => this.#done(`move ${id} to ${folder}`)
  readonly trash = (id: DocumentId): Promise<void> => this.#done(`trash ${id}`)
  readonly restore = (id: DocumentId): Promise<void> => this.#done(`restore ${id}`)
  readonly deleteForEver = (id: DocumentId): Promise<void> => this.#done(`delete ${id}`)
  readonly star = (id: DocumentId, starred: boolean): Promise<void> => this.#done(`${starred ? '' : 'un'}star ${id}`)
  readonly leave = (id: DocumentId): Promise<void> => this.#done(`leave ${id}`)
  readonly noteSeen = (id: DocumentId): Promise<void> => this.#done(`note what was seen of ${id}`)
  readonly markOpened = (id: DocumentId): Promise<void> => this.#done(`mark ${id}`)
  readonly refresh = (): Promise<void> => Promise.resolve()
  readonly hear = (): void => undefined
  readonly retryNow = (): void => undefined
  readonly close = (): Promise<void> => Promise.resolve()

  async #done(deed: string): Promise<void> {
    this.deeds.push(deed)
    if (this.fault !== undefined) throw this.fault
  }
}
