// Imports and exports as the screens know them: one at a time, with its progress and its end. Kept with the services; shown by
// transfer-dialog.tsx, begun from menus, the palette, and by dropping files.
import type { DocumentId } from '../../../contracts/ids.ts'
import { RelayRefused, RelayUnreachable } from '../../api/relay-errors.ts'
import { Cell, type Readable } from '../../collab/readable.ts'
import type { FileSaved } from '../../../contracts/desktop.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { documentPath, go } from '../route.ts'
import type { Format } from './conversion.ts'
import type { FoundFiles } from './found-files.ts'
import type { TransferParts } from './parts.ts'
import type { Problem } from './transfer-problems.ts'

export type Kind = 'import' | 'export'
/** All of the relay as one file: workspace-dialog.tsx sees to it. */
export type WorkspaceKind = 'import-workspace' | 'export-workspace'

export type TransferState =
  | { readonly kind: 'none' }
  /** The person is asked what and how. `current`: the document on the screen. */
  | { readonly kind: 'asking'; readonly what: Kind | WorkspaceKind; readonly current: DocumentId | undefined }
  | {
      readonly kind: 'running'
      readonly what: Kind
      readonly done: number
      readonly total: number
      readonly name: string
    }
  | {
      readonly kind: 'ended'
      readonly what: Kind
      readonly done: number
      readonly calledOff: boolean
      readonly problems: readonly Problem[]
      /** The document that an import of a single file has made. */
      readonly made: DocumentId | undefined
    }

interface Outcome {
  readonly done: number
  /** The document that an import of a single file has made. */
  readonly made?: DocumentId | undefined
  /** What became of the file, where that is known: on the desktop. */
  readonly saved?: Exclude<FileSaved, { is: 'failed' }> | undefined
}

const NONE: TransferState = { kind: 'none' }

export class Transfers {
  readonly #services: TransferParts
  readonly #state = new Cell<TransferState>(NONE)
  #running: AbortController | null = null

  constructor(services: TransferParts) {
    this.#services = services
  }

  get state(): Readable<TransferState> {
    return this.#state
  }

  ask(what: Kind | WorkspaceKind, current?: DocumentId): void {
    if (this.#running === null) this.#state.set({ kind: 'asking', what, current })
  }

  /** `cancel` while it runs; what is done by then stays done. */
  dismiss(): void {
    if (this.#running === null) this.#state.set(NONE)
    else this.#running.abort(new DOMException('called off', 'AbortError'))
  }

  async exportOne(id: DocumentId, format: Format): Promise<void> {
    const row = await this.#services.documents.known(id)
    await this.#export([{ id, title: row?.title ?? '' }], format)
  }

  /** All that are on the list, which is asked of the relay first. */
  async exportAll(format: Format): Promise<void> {
    await this.#services.documents.refresh().catch((cause: unknown) => {
      // Then it is those that are known here.
      if (!(cause instanceof RelayUnreachable || cause instanceof RelayRefused)) throw cause
    })
    await this.#export(await this.#services.documents.list(), format)
  }

  /** Files that come while another transfer runs, or tells of its problems, wait for its end: none is dropped. */
  async importFiles(found: Promise<FoundFiles>): Promise<void> {
    while (this.#running !== null || this.#state.get().kind === 'ended') await this.#change()
    await this.#run('import', async (signal, problems, progress) => {
      const files = await found
      const [{ importDocuments }, { importProblem }] = await Promise.all([
        import('./import-documents.ts'),
        import('./transfer-problems.ts'),
      ])
      const total = files.markdown.size
      if (files.tooMany) problems.push({ name: '', text: t('transfer.problem.tooMany') })
      for (const [path, cause] of files.unreadable) problems.push(importProblem(path, cause))
      if (total === 0) problems.push({ name: '', text: t('transfer.problem.noMarkdown') })
      const made = await importDocuments({
        files,
        services: this.#services,
        signal,
        progress: (done, name) => progress(done, total, name),
        problem: (path, cause, image) => problems.push(importProblem(path, cause, image)),
      })
      return { done: made.length, made: made.length === 1 ? made[0] : undefined }
    })
  }

  async #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const leave = this.#state.subscribe(resolve)
    await promise
    leave()
  }

  async #export(
    documents: readonly { readonly id: DocumentId; readonly title: string }[],
    format: Format,
  ): Promise<void> {
    await this.#run('export', async (signal, problems, progress) => {
      const [{ exportDocuments }, { peekDocument }, { exportProblem }] = await Promise.all([
        import('./export-documents.ts'),
        import('./peek-document.ts'),
        import('./transfer-problems.ts'),
      ])
      const file = await exportDocuments(
        {
          documents,
          format,
          untitled: t('transfer.untitled'),
          read: (id, over) => peekDocument(this.#services, id, over),
          attachments: await this.#services.attachments(),
          signal,
          progress: (done, name) => progress(done, documents.length, name),
          problem: (name, cause, image) => problems.push(exportProblem(name, cause, image)),
        },
        t('transfer.zipName'),
      )
      if (file === undefined) return { done: 0 }
      const saved = await this.#services.platform.saveFile(file.name, file.kind, file.content)
      if (saved.is === 'failed') {
        problems.push({ name: '', text: t('transfer.problem.notWritten', { reason: saved.why }) })
        return { done: 0 }
      }
      const { kind } = this.#services.platform
      return { done: file.documents, saved: kind === 'desktop' ? saved : undefined }
    })
  }

  async #run(
    what: Kind,
    work: (
      signal: AbortSignal,
      problems: Problem[],
      progress: (done: number, total: number, name: string) => void,
    ) => Promise<Outcome>,
  ): Promise<void> {
    if (this.#running !== null) return notify({ text: t('transfer.busy') })
    const running = new AbortController()
    this.#running = running
    const problems: Problem[] = []
    let outcome: Outcome = { done: 0 }
    this.#state.set({ kind: 'running', what, done: 0, total: 0, name: '' })
    try {
      outcome = await work(running.signal, problems, (done, total, name) =>
        this.#state.set({ kind: 'running', what, done, total, name }),
      )
    } catch (cause) {
      if (!running.signal.aborted) {
        reportError(cause)
        problems.push({ name: '', text: t('transfer.problem.failed', { reason: String(cause) }) })
      }
    } finally {
      this.#running = null
    }
    const { done, made, saved } = outcome
    const calledOff = running.signal.aborted
    if (problems.length === 0 && !calledOff && this.#saysItself(outcome)) this.#state.set(NONE)
    else this.#state.set({ kind: 'ended', what, done, made, calledOff, problems })
    if (saved?.is === 'saved') notify({ text: t('transfer.saved', { name: saved.name }) })
  }

  /** One document that came in is shown, and the desktop's own dialog told where a file went or was called off. */
  #saysItself({ made, saved }: Outcome): boolean {
    if (made !== undefined) go(documentPath(made))
    return made !== undefined || saved !== undefined
  }
}
