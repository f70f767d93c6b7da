// Imports of workspaces on a real SQLite store, without HTTP, for stories in which a part of the relay fails at a certain moment: the
// story takes the place of that part.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, machineClock } from '../../server/clock.ts'
import type { Job } from '../../contracts/events.ts'
import { type DocumentId, parseDocumentId } from '../../contracts/ids.ts'
import type { Imported } from '../../contracts/workspace.ts'
import type { StartFoldThread } from '../../server/jobs/fold-messages.ts'
import { foldThread } from '../../server/jobs/fold-thread.ts'
import { Imports } from '../../server/jobs/imports.ts'
import { createLog } from '../../server/log.ts'
import { AttachmentFiles } from '../../server/store/files/attachment-files.ts'
import { SqliteStore } from '../../server/store/sqlite/store.ts'
import type { AttachmentStore, Chunks } from '../../server/store/store.ts'
import type { WorkspaceStore } from '../../server/store/workspace.ts'

const log = createLog('silent')
export const foldWorker: StartFoldThread = foldThread(new URL('../../server/jobs/fold-worker.ts', import.meta.url), log)

export interface Replaced {
  readonly startFold?: StartFoldThread
  readonly clock?: Partial<Clock>
  readonly store?: Partial<WorkspaceStore>
  readonly attachments?: Partial<AttachmentStore>
}

interface Asked {
  readonly signal?: AbortSignal
  readonly stillValid?: () => Promise<unknown>
}

export class ImportStand {
  readonly store: SqliteStore
  readonly attachments: AttachmentFiles
  /** What was told, the last one last. */
  readonly jobs: Job[] = []
  readonly #path: string
  #imports: Imports | undefined

  private constructor(path: string, store: SqliteStore, attachments: AttachmentFiles) {
    this.#path = path
    this.store = store
    this.attachments = attachments
  }

  static async open(): Promise<ImportStand> {
    const path = mkdtempSync(join(tmpdir(), 'ligature-import-'))
    const worker = new URL('../../server/store/sqlite/worker.ts', import.meta.url)
    const store = await SqliteStore.open({ path: join(path, 'ligature.db'), worker, log })
    return new ImportStand(path, store, await AttachmentFiles.open(join(path, 'attachments')))
  }

  /** What a relay that starts has; parts of it are the story's. */
  imports({ startFold = foldWorker, clock, store, attachments }: Replaced = {}): Imports {
    this.#imports = new Imports({
      store: { ...ofStore(this.store), ...store },
      attachments: { ...ofAttachments(this.attachments), ...attachments },
      startFold,
      clock: { ...machineClock, ...clock },
      log,
      maxAttachmentBytes: 1_000_000,
      maxDocumentBytes: 10_000_000,
      maxFrameBytes: 1_000_000,
      told: (_, job) => void this.jobs.push(job),
      imported: async () => undefined,
    })
    return this.#imports
  }

  /** Brings it in as `job`. */
  async bring(imports: Imports, file: string, asked: Asked = {}): Promise<Imported> {
    const { signal = new AbortController().signal, stillValid = async () => undefined } = asked
    const body = chunksOf(file)
    return await imports.run({ author: 'ada', stillValid, job: JOB, total: file.length, body, signal })
  }

  async close(): Promise<void> {
    await this.#imports?.close()
    await this.store.close()
    rmSync(this.#path, { recursive: true })
  }
}

const JOB: DocumentId = parseDocumentId('job')!

async function* chunksOf(file: string): Chunks {
  for (let at = 0; at < file.length; at += 65_536) yield Buffer.from(file.slice(at, at + 65_536))
}

/** By name: what is no field of its own is lost when an object is spread. */
const ofStore = (store: WorkspaceStore): WorkspaceStore => ({
  beginImport: () => store.beginImport(),
  stage: (...args) => store.stage(...args),
  commitImport: (...args) => store.commitImport(...args),
  clearImport: (number) => store.clearImport(number),
  leftImports: () => store.leftImports(),
  readDocuments: (...args) => store.readDocuments(...args),
  readRows: (...args) => store.readRows(...args),
  measureDocuments: () => store.measureDocuments(),
})

const ofAttachments = (files: AttachmentStore): AttachmentStore => ({
  keepAttachment: (...args) => files.keepAttachment(...args),
  findAttachment: (...args) => files.findAttachment(...args),
  readAttachment: (sha256) => files.readAttachment(sha256),
  listAttachments: () => files.listAttachments(),
  stageAttachment: (...args) => files.stageAttachment(...args),
  settleStaged: (number) => files.settleStaged(number),
  forgetStaged: (number) => files.forgetStaged(number),
})
