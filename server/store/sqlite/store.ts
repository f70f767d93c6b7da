// The store on SQLite: the embedded default, one file in the data folder. Worker threads do the work; a worker that
// dies is replaced, and what it was doing fails with an unknown outcome (rooms then ask the store anew).
import { Worker } from 'node:worker_threads'
import type { DocumentId } from '../../../contracts/ids.ts'
import { CannotStart, Damaged, messageOf, Unavailable } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { NewProjection, Store } from '../store.ts'
import type { WorkspaceStore } from '../workspace.ts'
import type { Answer, Call, CallName, Calls, WorkerStart } from './calls.ts'
import { packGroups, unpackRows, unpackWritten } from './packed.ts'
import { passageOf } from './passages.ts'

/** V8 would let it grow to several times that in a rush, and never give it back; nothing that is stored needs it. */
const YOUNG_GENERATION_MB = 4

type Result<Name extends CallName> = Promise<ReturnType<Calls[Name]>>

export interface SqliteOptions {
  /** Database file. */
  readonly path: string
  /** Built or source file of worker.ts. */
  readonly worker: URL
  readonly log: Log
}

export class SqliteStore implements Store, WorkspaceStore {
  readonly #writer: Thread
  readonly #reader: Thread
  readonly #searcher: Thread
  /** Of this process, which alone has the database. */
  readonly #importing = new Set<number>()
  /** One projection after the other. */
  #keeping: Promise<unknown> = Promise.resolve()

  private constructor(writer: Thread, reader: Thread, searcher: Thread) {
    this.#writer = writer
    this.#reader = reader
    this.#searcher = searcher
  }

  /** Migrates and opens. Throws CannotStart when the database cannot be used. */
  static async open(options: SqliteOptions): Promise<SqliteStore> {
    const writer = await Thread.start(options, 'writer')
    return new SqliteStore(writer, await Thread.start(options, 'reader'), Thread.whenCalled(options, 'searcher'))
  }

  readonly open: Store['open'] = (address) => this.#writer.call('open', address)
  readonly readHeads: Store['readHeads'] = (addresses) => this.#reader.call('readHeads', addresses)
  readonly append: Store['append'] = (groups) => this.#writer.call('append', packGroups(groups))
  readonly readLog: Store['readLog'] = async (address, range) =>
    unpackRows(await this.#reader.call('readLog', address, range))
  readonly readSnapshot: Store['readSnapshot'] = (address) => this.#reader.call('readSnapshot', address)
  readonly readSnapshotIndex: Store['readSnapshotIndex'] = (address) => this.#reader.call('readSnapshotIndex', address)
  readonly replaceSnapshot: Store['replaceSnapshot'] = (...args) =>
    this.#writer.handOver('replaceSnapshot', args, wholeBuffer(args[4].bytes))
  readonly trimLog: Store['trimLog'] = (...args) => this.#writer.call('trimLog', ...args)
  readonly quarantine: Store['quarantine'] = (...args) => this.#writer.call('quarantine', ...args)
  readonly readSetAside: Store['readSetAside'] = (address) => this.#reader.call('readSetAside', address)
  readonly readWritten: Store['readWritten'] = async (...args) =>
    unpackWritten(await this.#reader.call('readWritten', ...args))
  readonly readStretches: Store['readStretches'] = (...args) => this.#reader.call('readStretches', ...args)
  readonly getDocument: Store['getDocument'] = (id) => this.#reader.call('getDocument', id)
  readonly listDocuments: Store['listDocuments'] = (request) => this.#reader.call('listDocuments', request)
  readonly putDocument: Store['putDocument'] = (...args) => this.#writer.call('putDocument', ...args)
  readonly renameDocument: Store['renameDocument'] = (...args) => this.#writer.call('renameDocument', ...args)
  readonly moveDocument: Store['moveDocument'] = (...args) => this.#writer.call('moveDocument', ...args)
  readonly trashDocument: Store['trashDocument'] = (...args) => this.#writer.call('trashDocument', ...args)
  readonly restoreDocument: Store['restoreDocument'] = (...args) => this.#writer.call('restoreDocument', ...args)
  readonly deleteForEver: Store['deleteForEver'] = async (...args) => {
    const outcome = await this.#writer.call('deleteForEver', ...args)
    // Nobody waits for that, and the relay that starts next does what is not done.
    this.#clearDeleted().catch(() => undefined)
    return outcome
  }
  readonly resetDocument: Store['resetDocument'] = (...args) => this.#writer.call('resetDocument', ...args)
  readonly getFolder: Store['getFolder'] = (id) => this.#reader.call('getFolder', id)
  readonly listFolders: Store['listFolders'] = () => this.#reader.call('listFolders')
  readonly putFolder: Store['putFolder'] = (...args) => this.#writer.call('putFolder', ...args)
  readonly renameFolder: Store['renameFolder'] = (...args) => this.#writer.call('renameFolder', ...args)
  readonly deleteFolder: Store['deleteFolder'] = (...args) => this.#writer.call('deleteFolder', ...args)
  readonly listDocumentsIn: Store['listDocumentsIn'] = (...args) => this.#reader.call('listDocumentsIn', ...args)
  readonly readLastEdits: Store['readLastEdits'] = (ids) => this.#reader.call('readLastEdits', ids)
  readonly readEvents: Store['readEvents'] = (...args) => this.#reader.call('readEvents', ...args)
  readonly readLastEvents: Store['readLastEvents'] = (maxRows) => this.#reader.call('readLastEvents', maxRows)

  readonly addToken: Store['addToken'] = (...args) => this.#writer.call('addToken', ...args)
  readonly findToken: Store['findToken'] = (sha256) => this.#reader.call('findToken', sha256)
  readonly listTokens: Store['listTokens'] = () => this.#reader.call('listTokens')
  readonly revokeTokens: Store['revokeTokens'] = (...args) => this.#writer.call('revokeTokens', ...args)
  readonly changeTokens: Store['changeTokens'] = (...args) => this.#writer.call('changeTokens', ...args)
  readonly noteTokenUse: Store['noteTokenUse'] = (...args) => this.#writer.call('noteTokenUse', ...args)
  /** No other relay has the folder, and within this one the name is nobody else's. */
  readonly alone: Store['alone'] = async (_, work) => await work()
  readonly keepProjection: Store['keepProjection'] = async (...args) => {
    const kept = this.#keeping.then(() => this.#keep(...args))
    this.#keeping = kept.catch(() => undefined)
    return await kept
  }
  readonly readProjection: Store['readProjection'] = (id) => this.#reader.call('readProjection', id)
  readonly findUnprojected: Store['findUnprojected'] = (...args) => this.#reader.call('findUnprojected', ...args)
  readonly search: Store['search'] = (request) => this.#searcher.call('search', request)
  readonly keepOpenComments: Store['keepOpenComments'] = (...args) => this.#writer.call('keepOpenComments', ...args)
  readonly readOpenComments: Store['readOpenComments'] = (ids) => this.#reader.call('readOpenComments', ids)
  readonly findUncounted: Store['findUncounted'] = (...args) => this.#reader.call('findUncounted', ...args)

  readonly keepVersion: Store['keepVersion'] = (...args) =>
    this.#writer.handOver('keepVersion', args, wholeBuffer(args[1].bytes))
  readonly listVersions: Store['listVersions'] = (...args) => this.#reader.call('listVersions', ...args)
  readonly findVersion: Store['findVersion'] = (...args) => this.#reader.call('findVersion', ...args)
  readonly readVersion: Store['readVersion'] = (...args) => this.#reader.call('readVersion', ...args)
  readonly renameVersion: Store['renameVersion'] = (...args) => this.#writer.call('renameVersion', ...args)
  readonly deleteVersion: Store['deleteVersion'] = (...args) => this.#writer.call('deleteVersion', ...args)

  readonly readDocuments: WorkspaceStore['readDocuments'] = (...args) => this.#reader.call('readDocuments', ...args)
  readonly readRows: WorkspaceStore['readRows'] = async (...args) =>
    unpackWritten(await this.#reader.call('readRows', ...args))
  /** It looks at every row. */
  readonly measureDocuments: WorkspaceStore['measureDocuments'] = () => this.#searcher.call('measureDocuments')
  readonly beginImport: WorkspaceStore['beginImport'] = async () => {
    const number = await this.#writer.call('beginImport')
    this.#importing.add(number)
    return {
      number,
      release: async () => {
        this.#importing.delete(number)
      },
    }
  }
  readonly stage: WorkspaceStore['stage'] = (...args) => this.#writer.call('stage', ...args)
  readonly commitImport: WorkspaceStore['commitImport'] = (...args) => this.#writer.call('commitImport', ...args)
  readonly clearImport: WorkspaceStore['clearImport'] = (number) => this.#writer.call('clearImport', number)
  readonly leftImports: WorkspaceStore['leftImports'] = async () =>
    (await this.#writer.call('leftImports')).filter(({ number }) => !this.#importing.has(number))

  /** Between two passages others are committed. */
  async #keep(id: DocumentId, { epoch, seq, text, folded, words, outline }: NewProjection): Promise<boolean> {
    // FTS5 finds its trigrams by itself.
    const projection = { epoch, seq, text, folded, words, outline }
    const changed = await this.#writer.call('beginToKeep', id, projection)
    if (changed === undefined) return false
    for (const nth of changed) await this.#writer.call('indexPassage', id, epoch, nth, passageOf(folded, nth))
    return await this.#writer.call('keepProjection', id, projection)
  }

  /** Between two pieces others are committed. */
  async #clearDeleted(): Promise<void> {
    while (await this.#writer.call('clearDeleted')) continue
  }

  async check(): Promise<void> {
    await Promise.all([this.#writer.call('check'), this.#reader.call('check')])
  }

  async close(): Promise<void> {
    // One after the other: only the last connection to go puts the write-ahead log into the database, and of several that go at once
    // each may find the other still there.
    await this.#searcher.close()
    await this.#reader.close()
    await this.#writer.close()
  }
}

/** None when the bytes are a part of something larger. */
function wholeBuffer({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}

/** A worker thread, and the calls that wait for it. */
class Thread {
  readonly #options: SqliteOptions
  readonly #role: WorkerStart['role']
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  #worker: Worker | undefined
  #starting: Promise<void> | undefined
  #calls = 0
  #closed = false

  private constructor(options: SqliteOptions, role: WorkerStart['role']) {
    this.#options = options
    this.#role = role
  }

  static async start(options: SqliteOptions, role: WorkerStart['role']): Promise<Thread> {
    const thread = new Thread(options, role)
    await thread.#start()
    return thread
  }

  /** Not everybody searches. */
  static whenCalled(options: SqliteOptions, role: WorkerStart['role']): Thread {
    return new Thread(options, role)
  }

  call<Name extends CallName>(name: Name, ...args: Parameters<Calls[Name]>): Result<Name> {
    return this.handOver(name, args, [])
  }

  /** The buffers are the thread's from then on: to copy 20 MB would hold everybody up for 60 ms. */
  async handOver<Name extends CallName>(
    name: Name,
    args: Parameters<Calls[Name]>,
    buffers: readonly ArrayBuffer[],
  ): Result<Name> {
    if (this.#closed) throw new Unavailable(`the store is closed; ${name} came too late`)
    if (this.#worker === undefined) await this.#restart()
    const id = ++this.#calls
    return await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker!.postMessage({ id, name, args } satisfies Call, [...buffers])
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    if (worker === undefined) return
    const exited = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage('close')
    await exited
  }

  /** What keeps a relay from starting is, once it runs, a passing fault like others. */
  async #restart(): Promise<void> {
    try {
      await this.#start()
    } catch (error) {
      throw new Unavailable(messageOf(error))
    }
  }

  /** Single-flight: calls that come while the thread starts wait for the same start. */
  async #start(): Promise<void> {
    this.#starting ??= this.#spawn().finally(() => {
      this.#starting = undefined
    })
    await this.#starting
  }

  #spawn(): Promise<void> {
    const { path, worker: file, log } = this.#options
    const worker = new Worker(file, {
      workerData: { path, role: this.#role } satisfies WorkerStart,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    })
    return new Promise((resolve, reject) => {
      worker.on('message', (message: Answer) => {
        if (message.id === 'ready') {
          this.#worker = worker
          resolve()
        } else if (message.id === 'cannot-start') reject(new CannotStart(message.message))
        else if (message.id === 'migrated') log.info(message.migrated, 'the database was brought up to date')
        else if (message.id === 'trouble') log.warn({ problem: message.message, role: this.#role }, 'store trouble')
        else this.#settle(message)
      })
      worker.on('error', (error) => log.error({ err: error, role: this.#role }, 'store worker failed'))
      worker.on('exit', (code) => {
        this.#worker = undefined
        reject(new Unavailable(`the store's ${this.#role} ended with ${code}`))
        for (const { reject: fail } of this.#waiting.values())
          fail(new Unavailable(`the store's ${this.#role} ended before it answered; the outcome is unknown`))
        this.#waiting.clear()
      })
    })
  }

  #settle(message: Extract<Answer, { id: number }>): void {
    const call = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.ok) call?.resolve(message.value as never)
    else if (message.damage === 'stored') call?.reject(new Damaged(message.message))
    else call?.reject(new Unavailable(message.message, { isDamage: message.damage === 'page' }))
  }
}
