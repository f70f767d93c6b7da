// Tells the relay what was done, in the order it was done, as soon as it can be reached. Started by
// documents-service.ts; of several windows one at a time replays (Web Locks).
import { type Answer, askRelay, RelayRefused, RelayUnreachable } from './relay-request.ts'
import { DOCUMENT_ROUTES } from '../../contracts/documents.ts'
import type { Problem } from '../../contracts/errors.ts'
import type { Library } from './library.ts'
import type { Operation } from './library-rows.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

export interface RefusedDeed {
  readonly operation: Operation
  readonly problem: Problem
}

export interface ReplayOptions {
  readonly relay: string
  readonly relayIdentity: string
  readonly library: Library
  readonly locks: LockManager
  /** Rows have changed: something was confirmed or rolled back. */
  readonly changed: () => void
  readonly refused: (refused: RefusedDeed) => void
  /** Shorter in tests. */
  readonly firstWaitMs?: number
}

export class Replay {
  readonly #options: ReplayOptions
  #running: Promise<void> | null = null
  #again = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #closed = false

  constructor(options: ReplayOptions) {
    this.#options = options
  }

  /** There may be something to tell, or the relay may be back. Cheap when neither is so. */
  kick(): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    if (this.#running !== null) {
      this.#again = true
      return
    }
    this.#running = this.#run().finally(() => {
      this.#running = null
      if (this.#again) {
        this.#again = false
        this.kick()
      }
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#running
  }

  async #run(): Promise<void> {
    const { locks, relayIdentity } = this.#options
    try {
      await locks.request(`ligature-replay ${relayIdentity}`, () => this.#tellAll())
      this.#failures = 0
    } catch (cause) {
      // Anything but silence of the relay is a fault of ours or of this disk; both are tried again, and shown.
      if (!(cause instanceof RelayUnreachable)) reportError(cause)
      this.#retryLater()
    }
  }

  async #tellAll(): Promise<void> {
    const { library, changed, refused } = this.#options
    for (;;) {
      const operation = (await library.operations())[0]
      if (operation === undefined || this.#closed) return
      try {
        const resource = await this.#tell(operation)
        await library.confirm(operation, resource)
      } catch (cause) {
        if (!(cause instanceof RelayRefused)) throw cause
        await library.rollBack(operation)
        refused({ operation, problem: cause.problem })
      }
      changed()
    }
  }

  async #tell({ id, deed }: Operation): Promise<Answer<typeof DOCUMENT_ROUTES.get>> {
    const { relay } = this.#options
    switch (deed.kind) {
      case 'create':
        return await askRelay(relay, DOCUMENT_ROUTES.put, { id, body: { title: deed.title } })
      case 'rename':
        return await this.#rename(id, deed.title)
      case 'trash':
        return await askRelay(relay, DOCUMENT_ROUTES.trash, { id })
      case 'restore':
        return await askRelay(relay, DOCUMENT_ROUTES.restore, { id })
    }
  }

  /** A relay that has not met the document yet (its text comes by another way) learns of it by its new title. */
  async #rename(id: string, title: string): Promise<Answer<typeof DOCUMENT_ROUTES.get>> {
    const { relay } = this.#options
    try {
      return await askRelay(relay, DOCUMENT_ROUTES.patch, { id, body: { title } })
    } catch (cause) {
      if (!(cause instanceof RelayRefused) || cause.problem.code !== 'document-not-found') throw cause
      return await askRelay(relay, DOCUMENT_ROUTES.put, { id, body: { title } })
    }
  }

  #retryLater(): void {
    if (this.#closed) return
    const first = this.#options.firstWaitMs ?? FIRST_WAIT_MS
    const wait = Math.min(first * 2 ** this.#failures, LONGEST_WAIT_MS)
    this.#failures += 1
    // Half to one and a half: windows that lost the relay together do not come back together.
    this.#timer = setTimeout(() => this.kick(), wait * (0.5 + Math.random()))
  }
}
