// Imports of whole workspaces (protocol W) as they go: one at a time, told of while it runs, and cleared away when it comes to nothing, also
// when that was the end of the relay. Made by relay.ts, asked by http/workspace.ts.
import type { Problem } from '../../contracts/errors.ts'
import type { Job } from '../../contracts/events.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import type { Imported } from '../../contracts/workspace.ts'
import { problem } from '../../contracts/problem.ts'
import type { Clock } from '../clock.ts'
import { messageOf, Refused } from '../errors.ts'
import type { Log } from '../log.ts'
import type { AttachmentStore, Chunks } from '../store/store.ts'
import type { LeftImport, WorkspaceStore } from '../store/workspace.ts'
import { FoldLine, LONGEST_FOLD_OF_A_COMMAND_MS } from './fold-line.ts'
import type { StartFoldThread } from './fold-messages.ts'
import { importWorkspace } from './import-workspace.ts'

export interface ImportsParts {
  readonly store: WorkspaceStore
  readonly attachments: AttachmentStore
  readonly startFold: StartFoldThread
  readonly clock: Clock
  readonly log: Log
  readonly maxAttachmentBytes: number
  readonly maxDocumentBytes: number
  readonly maxFrameBytes: number
  /** How far it is, to whoever has begun it: the id of a principal. */
  readonly told: (author: string, job: Job) => void
  /** Called once documents have come in, before that is answered. */
  readonly imported: () => Promise<void>
}

export interface ImportRequest {
  /** Id of the principal. */
  readonly author: string
  /** Throws when that is nobody any more. Asked before all is seen. */
  readonly stillValid: () => Promise<unknown>
  /** What to call it while it is told of. */
  readonly job: DocumentId | undefined
  /** Bytes that are to come; null: nobody has said. */
  readonly total: number | null
  readonly body: Chunks
  /** Nobody waits for it any more. */
  readonly signal: AbortSignal
}

const TELL_EVERY_MS = 100

export class Imports {
  readonly #parts: ImportsParts
  readonly #line: FoldLine
  readonly #closing = new AbortController()
  #running: Promise<unknown> | undefined
  #clearing: Promise<void> | undefined

  constructor(parts: ImportsParts) {
    this.#parts = parts
    const { startFold, clock } = parts
    this.#line = new FoldLine({ start: startFold, clock, longestMs: LONGEST_FOLD_OF_A_COMMAND_MS })
  }

  /** All of it, or nothing. Throws Refused for what cannot be imported, and while another import runs here. */
  async run(request: ImportRequest): Promise<Imported> {
    if (this.#closing.signal.aborted) throw new Refused('unavailable', 'the relay is shutting down')
    if (this.#running !== undefined) throw this.#another(request)
    const running = this.#run(request)
    this.#running = running.catch(() => undefined)
    try {
      return await running
    } finally {
      this.#running = undefined
    }
  }

  /** What imports have left that were cut off is cleared away, and what was committed is brought to its end. */
  clearLeft(): void {
    this.#clearing = this.#clearAllLeft().catch((error: unknown) =>
      this.#parts.log.error(
        { err: error },
        'what an import has left cannot be cleared away; the next start tries again',
      ),
    )
  }

  /** Ends what runs: nothing of it stays. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all([this.#running, this.#clearing])
    this.#line.close()
  }

  /** Told of, too: a browser that still sends may not come to read the answer. */
  #another({ author, job: id, total }: ImportRequest): Refused {
    const refusal = new Refused('import-running', 'this relay brings in one workspace at a time')
    if (id !== undefined)
      this.#parts.told(author, { id, kind: 'import', done: 0, total, state: 'failed', problem: problemOf(refusal) })
    return refusal
  }

  async #run({ author, stillValid, job: id, total, body, signal }: ImportRequest): Promise<Imported> {
    const { clock, told } = this.#parts
    const over = AbortSignal.any([signal, this.#closing.signal])
    let done = 0
    let toldAt = -Infinity
    const tell = (state: Job['state'], failure?: Refused): void => {
      if (id === undefined) return
      toldAt = clock.elapsed()
      const why = failure && { problem: problemOf(failure) }
      told(author, { id, kind: 'import', done, total, state, ...why })
    }
    tell('running')
    try {
      const imported = await this.#bringIn({ stillValid, body, signal: over }, (bytes) => {
        done += bytes
        if (clock.elapsed() - toldAt >= TELL_EVERY_MS) tell('running')
      })
      tell('done')
      return imported
    } catch (error) {
      // Of anything but a refusal it is not known what came of it.
      if (!(error instanceof Refused)) tell('failed')
      else if (over.aborted) tell('called-off')
      else tell('failed', error)
      throw error
    }
  }

  async #bringIn(
    { stillValid, body, signal }: Pick<ImportRequest, 'stillValid' | 'body' | 'signal'>,
    taken: (bytes: number) => void,
  ): Promise<Imported> {
    const { store, attachments, maxAttachmentBytes, maxDocumentBytes, maxFrameBytes, log } = this.#parts
    const { number, release } = await store.beginImport()
    try {
      const imported = await importWorkspace(
        {
          store,
          attachments,
          line: this.#line,
          maxAttachmentBytes,
          maxDocumentBytes,
          maxFrameBytes,
          number,
          stillValid,
          signal,
        },
        body,
        taken,
      )
      const { documents, attachments: images } = imported
      log.info({ import: number, documents, attachments: images }, 'a workspace was imported')
      return imported
    } finally {
      await release()
      // By what the store says of it, and not by what was thrown: a commit whose outcome nobody has heard may have been one.
      // What has been brought in has been, whatever becomes of what is left over: the next start tries that again.
      await this.#clearAllLeft().catch((error: unknown) =>
        log.warn(
          { problem: messageOf(error) },
          'what an import has left cannot be cleared away; the next start tries again',
        ),
      )
      await this.#parts.imported()
    }
  }

  /** One that cannot be cleared away keeps no other from it. Throws what was in the way of the first. */
  async #clearAllLeft(): Promise<void> {
    const problems: unknown[] = []
    for (const left of await this.#parts.store.leftImports())
      await this.#clear(left).catch((problem: unknown) => problems.push(problem))
    if (problems.length > 0) throw problems[0]
  }

  async #clear({ number, isCommitted }: LeftImport): Promise<void> {
    const { store, attachments, log } = this.#parts
    if (isCommitted) await attachments.settleStaged(number)
    else await attachments.forgetStaged(number)
    while (await store.clearImport(number)) continue
    if (!isCommitted) log.info({ import: number }, 'an import came to nothing, and all of it was cleared away')
  }
}

const problemOf = ({ code, message, facts }: Refused): Problem => problem(code, message, facts)
