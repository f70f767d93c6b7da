// The way to folders-service.ts, a chunk that is loaded with the first folder: most visits meet none. In relay-chunk.ts; made by
// documents-service.ts.
import type { FoldersService, FoldersServiceOptions } from './folders-service.ts'
import { RelayUnreachable } from './relay-errors.ts'

export class FoldersDoor {
  readonly #options: FoldersServiceOptions
  #service: Promise<FoldersService> | null = null

  constructor(options: FoldersServiceOptions) {
    this.#options = options
  }

  /** Not to be had is the same as a relay that does not answer: it is the relay that serves it. Rejects with RelayUnreachable then. */
  open(): Promise<FoldersService> {
    this.#service ??= import('./folders-service.ts').then(
      (chunk) => new chunk.FoldersService(this.#options),
      (cause: unknown) => {
        this.#service = null
        throw new RelayUnreachable('a part of the app did not arrive', { cause })
      },
    )
    return this.#service
  }

  /** As FoldersService.take; nothing is loaded where there is no folder. */
  async take(told: unknown, askedAt: number): Promise<void> {
    const none = Array.isArray(told) && told.length === 0
    if (!none || this.#service !== null) await (await this.open()).take(told, askedAt)
  }

  async close(): Promise<void> {
    const service = await this.#service?.catch(() => null)
    service?.close()
  }
}
