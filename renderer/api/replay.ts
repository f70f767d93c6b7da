// Tells the relay what was done, as soon as it can be reached: for each document in the order it was done. A deed that the
// relay fails at holds up its own document and no other. Started by documents-service.ts; of several windows one at a time
// replays (Web Locks).
import { type Answer, askRelay, RelayFailed, RelayRefused, RelayUnreachable } from './relay-request.ts'
import { DOCUMENT_ROUTES } from '../../contracts/documents.ts'
import type { Problem, ProblemCode } from '../../contracts/errors.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import type { Library } from './library.ts'
import type { Deed, Operation } from './library-rows.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000
/** A relay that fails at so many documents in a row is ill, and is left alone until the next round. */
const MOST_FAILED_PER_ROUND = 3

const GONE: readonly ProblemCode[] = ['document-gone', 'document-not-found']

export interface RefusedDeed {
  readonly operation: Operation
  readonly problem: Problem
}

export interface ReplayOptions {
  readonly relay: string
  readonly library: Library
  readonly locks: LockManager
  /** The relay has deleted it for ever. */
  readonly deleted: (id: DocumentId) => void
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
  /** How often the relay failed at a document in a row: the healthy ones come first. */
  readonly #failedAt = new Map<DocumentId, number>()
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
    const { locks, relay } = this.#options
    try {
      await locks.request(`ligature-replay ${relay}`, () => this.#tellAll())
      this.#failures = 0
    } catch (cause) {
      // Anything but silence of the relay is a fault of ours or of this disk; both are tried again, and shown.
      if (!(cause instanceof RelayUnreachable)) reportError(cause)
      this.#retryLater()
    }
  }

  /** Throws the last failure when something is left to tell. */
  async #tellAll(): Promise<void> {
    const failedNow = new Map<DocumentId, RelayFailed>()
    while (!this.#closed) {
      const operation = this.#nextOf(await this.#options.library.operations(), failedNow)
      const [failure] = failedNow.values()
      if (operation === undefined || failedNow.size >= MOST_FAILED_PER_ROUND) {
        if (failure !== undefined) throw failure
        return
      }
      try {
        await this.#tellOne(operation)
        this.#failedAt.delete(operation.id)
      } catch (cause) {
        if (!(cause instanceof RelayFailed)) throw cause
        failedNow.set(operation.id, cause)
        this.#failedAt.set(operation.id, (this.#failedAt.get(operation.id) ?? 0) + 1)
      }
    }
  }

  /** The oldest deed of the documents that failed least often, of those that have not failed in this round. */
  #nextOf(operations: readonly Operation[], failedNow: ReadonlyMap<DocumentId, unknown>): Operation | undefined {
    let next: Operation | undefined
    let fewest = Infinity
    for (const operation of operations) {
      const failures = this.#failedAt.get(operation.id) ?? 0
      if (failedNow.has(operation.id) || failures >= fewest) continue
      next = operation
      fewest = failures
    }
    return next
  }

  async #tellOne(operation: Operation): Promise<void> {
    const { library, refused } = this.#options
    try {
      if (operation.deed.kind === 'delete') await this.#delete(operation)
      else await library.confirm(operation, await this.#tell(operation.id, operation.deed))
    } catch (cause) {
      if (!(cause instanceof RelayRefused)) throw cause
      await library.rollBack(operation, cause.problem.code)
      refused({ operation, problem: cause.problem })
    }
  }

  /** One that is not there, or was deleted before, is what was asked for. */
  async #delete(operation: Operation): Promise<void> {
    const { relay, library, deleted } = this.#options
    try {
      await askRelay(relay, DOCUMENT_ROUTES.deleteForEver, { id: operation.id })
    } catch (cause) {
      const isGone = cause instanceof RelayRefused && GONE.includes(cause.problem.code)
      if (!isGone) throw cause
    }
    await library.confirmDeleted(operation)
    deleted(operation.id)
  }

  async #tell(id: DocumentId, deed: Exclude<Deed, { kind: 'delete' }>): Promise<Answer<typeof DOCUMENT_ROUTES.get>> {
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
