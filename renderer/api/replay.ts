// Tells the relay what was done, as soon as it can be reached: for each document and folder in the order it was done. A deed that the relay
// fails at holds up its own document and no other; one on a folder, also what is put into it. In relay-chunk.ts; started by
// documents-service.ts; of several windows one at a time replays (Web Locks).
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { ProblemCode } from '../../contracts/errors.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import type { Library } from './library.ts'
import { type Deed, type FolderOperation, type Operation, type WaitingOperation, wholeRow } from './library-rows.ts'
import type { RelayClient } from './relay-client.ts'
import { RelayFailed, RelayRefused } from './relay-errors.ts'
import { Rounds, type RoundsOptions } from './rounds.ts'

/** A relay that fails at so many documents in a row is ill, and is left alone until the next round. */
const MOST_FAILED_PER_ROUND = 3

const GONE: readonly ProblemCode[] = ['document-gone', 'document-not-found']

export interface ReplayOptions extends RoundsOptions {
  readonly client: RelayClient
  readonly relayIdentity: string
  readonly library: Library
  /** Where the relay refuses it, all is as it was before. Throws RelayUnreachable. */
  readonly tellFolder: (operation: FolderOperation) => Promise<void>
  /** The relay has deleted it for ever. */
  readonly deleted: (id: DocumentId) => void
  /** Finds out how it is with a document whose deed was refused. Never rejects. */
  readonly lookUp: (id: DocumentId) => Promise<void>
}

export class Replay extends Rounds {
  readonly #options: ReplayOptions
  /** How often the relay failed at a document in a row: the healthy ones come first. */
  readonly #failedAt = new Map<string, number>()

  constructor(options: ReplayOptions) {
    super(options, `ligature-replay ${options.relayIdentity}`)
    this.#options = options
  }

  /** Throws the last failure when something is left to tell. */
  protected override async round(): Promise<void> {
    const { library, client } = this.#options
    const failedNow = new Map<string, RelayFailed>()
    while (!this.closed) {
      const operation = this.#nextOf(await library.operations(), failedNow)
      const [failure] = failedNow.values()
      if (operation === undefined || failedNow.size >= MOST_FAILED_PER_ROUND) {
        if (failure !== undefined) throw failure
        return
      }
      const subject = subjectOf(operation)
      try {
        if ('folder' in operation) await this.#options.tellFolder(operation)
        else await this.#tellOne(client, operation)
        this.#failedAt.delete(subject)
      } catch (cause) {
        if (!(cause instanceof RelayFailed)) throw cause
        failedNow.set(subject, cause)
        this.#failedAt.set(subject, (this.#failedAt.get(subject) ?? 0) + 1)
      }
    }
  }

  /** The oldest deed of the documents and folders that failed least often, of those that have not failed in this round. */
  #nextOf(
    operations: readonly WaitingOperation[],
    failedNow: ReadonlyMap<string, unknown>,
  ): WaitingOperation | undefined {
    let next: WaitingOperation | undefined
    let fewest = Infinity
    const before = new Set<string>()
    for (const operation of operations) {
      const subject = subjectOf(operation)
      const failures = this.#failedAt.get(subject) ?? 0
      const isHeldUp = before.has(subject) || ('id' in operation && before.has(folderOf(operation.deed)))
      before.add(subject)
      if (isHeldUp || failedNow.has(subject) || failures >= fewest) continue
      next = operation
      fewest = failures
    }
    return next
  }

  async #tellOne(client: RelayClient, operation: Operation): Promise<void> {
    const { library, lookUp, deleted } = this.#options
    const { id, deed } = operation
    try {
      if (deed.kind === 'delete') {
        await deleteForEver(client, id)
        await library.confirmDeleted(operation)
        deleted(id)
      } else if (deed.kind === 'rename') await this.#tellTitle(client, operation, deed.title)
      else await library.confirm(operation, await tell(client, id, deed))
    } catch (cause) {
      if (!(cause instanceof RelayRefused)) throw cause
      await library.rollBack(operation, cause.problem)
      // As it was before may not be as it is now. Whether the relay can say so is another question.
      await lookUp(id)
    }
  }

  /** Bound to what this person saw: a title that somebody else has given it since is not overwritten unseen. */
  async #tellTitle(client: RelayClient, operation: Operation, title: string): Promise<void> {
    const { library } = this.#options
    const before = operation.before && wholeRow(operation.before)
    let ifVersion = before?.metaVersion
    for (;;) {
      try {
        return await library.confirm(operation, await rename(client, operation.id, title, ifVersion))
      } catch (cause) {
        const now = cause instanceof RelayRefused ? cause.problem.document : undefined
        if (now === undefined) throw cause
        // It was this very deed, and its answer did not arrive; or somebody has had the same idea.
        if (now.title === title) return await library.confirm(operation, now)
        if (now.title !== before?.title) return await library.yieldTitle(operation, now)
        ifVersion = now.metaVersion
      }
    }
  }
}

/** What a deed is about. Ids of folders and documents are chosen apart. */
const subjectOf = (operation: WaitingOperation): string =>
  'folder' in operation ? inFolder(operation.folder) : operation.id
/** What must have been told before. */
const folderOf = (deed: Deed): string => (deed.kind === 'move' ? inFolder(deed.folder) : '')
const inFolder = (folder: string | null): string => `folder ${folder}`

async function tell(
  client: RelayClient,
  id: DocumentId,
  deed: Exclude<Deed, { kind: 'delete' | 'rename' }>,
): Promise<DocumentResource> {
  switch (deed.kind) {
    case 'create':
      return await client.put(id, deed.title)
    case 'move':
      return await client.move(id, deed.folder)
    case 'trash':
      return await client.trash(id)
    case 'restore':
      return await client.restore(id)
  }
}

/** A relay that has not met the document yet (its text comes by another way) learns of it by its new title. */
async function rename(
  client: RelayClient,
  id: DocumentId,
  title: string,
  ifVersion: number | undefined,
): Promise<DocumentResource> {
  try {
    return await client.rename(id, title, ifVersion)
  } catch (cause) {
    if (!(cause instanceof RelayRefused) || cause.problem.code !== 'document-not-found') throw cause
    return await client.put(id, title)
  }
}

/** One that is not there, or was deleted before, is what was asked for. */
async function deleteForEver(client: RelayClient, id: DocumentId): Promise<void> {
  try {
    await client.deleteForEver(id)
  } catch (cause) {
    if (!(cause instanceof RelayRefused && GONE.includes(cause.problem.code))) throw cause
  }
}
