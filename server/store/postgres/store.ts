// The store on PostgreSQL, for several relays that share their documents. What is committed is on its disk, whatever is set for
// the database (R1); a connection that is lost is opened again, and a commit that was under way has an unknown outcome.
import { createHash } from 'node:crypto'
import { cannotUsePostgres } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { AttachmentStore, Store } from '../store.ts'
import type { WorkspaceStore } from '../workspace.ts'
import { Alone } from './alone.ts'
import { Attachments } from './attachments.ts'
import { Database, StatementFailed } from './database.ts'
import { CommentCountsTable } from './comment-counts-table.ts'
import { DocumentsTable } from './documents-table.ts'
import { ExportsTable } from './exports-table.ts'
import { FoldersTable } from './folders-table.ts'
import { HistoryTable } from './history-table.ts'
import { LogTable } from './log-table.ts'
import { ProjectionsTable } from './projections-table.ts'
import { ImportsTable } from './imports-table.ts'
import { migrate } from './schema.ts'
import { TokensTable } from './tokens-table.ts'
import { VersionsTable } from './versions-table.ts'

export interface PostgresOptions {
  /** As in `postgres://user:password@host:5432/database`. */
  readonly url: string
  readonly log: Log
}

/** For joins, folds, lists and metadata. */
const CONNECTIONS = 7
/**
 * A commit is planned when a connection begins, and by its keys: PostgreSQL would plan it anew each time, for it takes an array that
 * it does not know for longer than those that come, or by a scan of a table that was small then.
 */
const PLANNED_ONCE = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
}
/** No image takes so long to come. */
const UPLOAD_MS = 24 * 60 * 60 * 1_000

/** Of 64 values each: no two databases have the same by chance. */
const IDENTITY_CHARACTERS = 16

export class PostgresStore implements Store, WorkspaceStore {
  readonly #database: Database
  /** A commit waits for no join, list or fold. */
  readonly #commits: Database
  readonly #documents: DocumentsTable
  readonly #folders: FoldersTable
  readonly #log: LogTable
  readonly #history: HistoryTable
  readonly #attachments: Attachments
  readonly #tokens: TokensTable
  readonly #alone: Alone
  readonly #exports: ExportsTable
  readonly #imports: ImportsTable
  readonly #projections: ProjectionsTable
  readonly #versions: VersionsTable
  readonly #commentCounts: CommentCountsTable

  private constructor(database: Database, commits: Database, log: Log) {
    this.#database = database
    this.#commits = commits
    this.#documents = new DocumentsTable(database)
    this.#folders = new FoldersTable(database, this.#documents)
    this.#log = new LogTable(database, commits, this.#documents, (problem) => log.warn({ problem }, 'store trouble'))
    this.#history = new HistoryTable(database)
    this.#attachments = new Attachments(database)
    this.#tokens = new TokensTable(database)
    this.#alone = new Alone(database)
    this.#exports = new ExportsTable(database)
    this.#imports = new ImportsTable(database)
    this.#projections = new ProjectionsTable(database)
    this.#versions = new VersionsTable(database)
    this.#commentCounts = new CommentCountsTable(database)
  }

  /** Connects and brings the tables up to date. Throws CannotStart when the database cannot be used. */
  static async open({ url, log }: PostgresOptions): Promise<PostgresStore> {
    const database = new Database(url, CONNECTIONS, log)
    const commits = new Database(url, 1, log, undefined, PLANNED_ONCE)
    try {
      await migrate(database)
      const [setting] = await database.query<{ fsync: string }>(`SELECT current_setting('fsync') AS fsync`)
      if (setting?.fsync === 'off')
        log.warn(
          { fsync: 'off' },
          'PostgreSQL runs with fsync off: what it has acknowledged may be lost when its machine loses power',
        )
      const store = new PostgresStore(database, commits, log)
      await store.#attachments.sweep(Date.now() - UPLOAD_MS)
      return store
    } catch (error) {
      await database.close()
      await commits.close()
      throw cannotUsePostgres(error)
    }
  }

  readonly open: Store['open'] = (address) => this.#log.open(address)
  readonly readHeads: Store['readHeads'] = (addresses) => this.#log.readHeads(addresses)
  readonly append: Store['append'] = (groups) => this.#log.append(groups)
  readonly readLog: Store['readLog'] = (...args) => this.#log.readLog(...args)
  readonly readSnapshot: Store['readSnapshot'] = (address) => this.#log.readSnapshot(address)
  readonly readSnapshotIndex: Store['readSnapshotIndex'] = (address) => this.#log.readSnapshotIndex(address)
  readonly replaceSnapshot: Store['replaceSnapshot'] = (...args) => this.#log.replaceSnapshot(...args)
  readonly trimLog: Store['trimLog'] = (...args) => this.#log.trimLog(...args)
  readonly quarantine: Store['quarantine'] = (...args) => this.#log.quarantine(...args)
  readonly readSetAside: Store['readSetAside'] = (address) => this.#log.readSetAside(address)
  readonly readWritten: Store['readWritten'] = (...args) => this.#history.readWritten(...args)
  readonly readStretches: Store['readStretches'] = (...args) => this.#history.readStretches(...args)
  readonly resetDocument: Store['resetDocument'] = (...args) => this.#log.reset(...args)
  readonly getDocument: Store['getDocument'] = (id) => this.#documents.get(id)
  readonly listDocuments: Store['listDocuments'] = (request) => this.#documents.list(request)
  readonly putDocument: Store['putDocument'] = (...args) => this.#documents.put(...args)
  readonly renameDocument: Store['renameDocument'] = (...args) => this.#documents.rename(...args)
  readonly moveDocument: Store['moveDocument'] = (...args) => this.#documents.move(...args)
  readonly trashDocument: Store['trashDocument'] = (...args) => this.#documents.trash(...args)
  readonly restoreDocument: Store['restoreDocument'] = (...args) => this.#documents.restore(...args)
  readonly deleteForEver: Store['deleteForEver'] = (...args) => this.#documents.deleteForEver(...args)
  readonly getFolder: Store['getFolder'] = (id) => this.#folders.get(id)
  readonly listFolders: Store['listFolders'] = () => this.#folders.list()
  readonly putFolder: Store['putFolder'] = (...args) => this.#folders.put(...args)
  readonly renameFolder: Store['renameFolder'] = (...args) => this.#folders.rename(...args)
  readonly deleteFolder: Store['deleteFolder'] = (...args) => this.#folders.delete(...args)
  readonly listDocumentsIn: Store['listDocumentsIn'] = (...args) => this.#documents.listIn(...args)
  readonly readLastEdits: Store['readLastEdits'] = (ids) => this.#documents.lastEdits(ids)
  readonly readEvents: Store['readEvents'] = (...args) => this.#documents.events(...args)
  readonly readLastEvents: Store['readLastEvents'] = (maxRows) => this.#documents.lastEvents(maxRows)

  readonly addToken: Store['addToken'] = (...args) => this.#tokens.addToken(...args)
  readonly findToken: Store['findToken'] = (sha256) => this.#tokens.findToken(sha256)
  readonly listTokens: Store['listTokens'] = () => this.#tokens.listTokens()
  readonly revokeTokens: Store['revokeTokens'] = (...args) => this.#tokens.revokeTokens(...args)
  readonly changeTokens: Store['changeTokens'] = (...args) => this.#tokens.changeTokens(...args)
  readonly noteTokenUse: Store['noteTokenUse'] = (...args) => this.#tokens.noteTokenUse(...args)
  readonly alone: Store['alone'] = (name, work) => this.#alone.do(name, work)
  readonly keepProjection: Store['keepProjection'] = (...args) => this.#projections.keep(...args)
  readonly readProjection: Store['readProjection'] = (id) => this.#projections.read(id)
  readonly findUnprojected: Store['findUnprojected'] = (...args) => this.#projections.findUnprojected(...args)
  readonly search: Store['search'] = (request) => this.#projections.search(request)
  readonly keepOpenComments: Store['keepOpenComments'] = (...args) => this.#commentCounts.keep(...args)
  readonly readOpenComments: Store['readOpenComments'] = (ids) => this.#commentCounts.read(ids)
  readonly findUncounted: Store['findUncounted'] = (...args) => this.#commentCounts.findUncounted(...args)

  readonly keepVersion: Store['keepVersion'] = (...args) => this.#versions.keepVersion(...args)
  readonly listVersions: Store['listVersions'] = (...args) => this.#versions.listVersions(...args)
  readonly findVersion: Store['findVersion'] = (...args) => this.#versions.findVersion(...args)
  readonly readVersion: Store['readVersion'] = (...args) => this.#versions.readVersion(...args)
  readonly renameVersion: Store['renameVersion'] = (...args) => this.#versions.renameVersion(...args)
  readonly deleteVersion: Store['deleteVersion'] = (...args) => this.#versions.deleteVersion(...args)

  readonly readDocuments: WorkspaceStore['readDocuments'] = (...args) => this.#exports.readDocuments(...args)
  readonly readRows: WorkspaceStore['readRows'] = (...args) => this.#exports.readRows(...args)
  readonly measureDocuments: WorkspaceStore['measureDocuments'] = () => this.#exports.measure()
  readonly beginImport: WorkspaceStore['beginImport'] = () => this.#imports.begin()
  readonly stage: WorkspaceStore['stage'] = (...args) => this.#imports.stage(...args)
  readonly commitImport: WorkspaceStore['commitImport'] = (...args) => this.#imports.commit(...args)
  readonly clearImport: WorkspaceStore['clearImport'] = (number) => this.#imports.clear(number)
  readonly leftImports: WorkspaceStore['leftImports'] = () => this.#imports.left()

  get attachments(): AttachmentStore {
    return this.#attachments
  }

  /** Names this database, for whoever keeps something about several side by side. A copy made from a dump has another name. */
  async identity(): Promise<string> {
    const [place] = await this.#database.query<{ oid: string; schema: string | null }>(
      'SELECT oid::text, current_schema() AS schema FROM pg_database WHERE datname = current_database()',
    )
    const [cluster] = await this.#database
      .query<{ id: string }>('SELECT system_identifier::text AS id FROM pg_control_system()')
      .catch((error: unknown) => {
        // Not every user may ask, nor has everything that speaks like PostgreSQL an answer: the number alone has to do then.
        if (error instanceof StatementFailed) return []
        throw error
      })
    const parts = [cluster?.id ?? null, place?.oid ?? null, place?.schema ?? null]
    return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, IDENTITY_CHARACTERS)
  }

  async check(): Promise<void> {
    await this.#database.query('SELECT 1')
  }

  async close(): Promise<void> {
    await this.#commits.close()
    await this.#database.close()
  }
}
