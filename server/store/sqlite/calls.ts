// What passes between SqliteStore and its worker threads: a call by name, and its answer.
import type { CommentCountsTable } from './comment-counts-table.ts'
import type { DocumentsTable } from './documents-table.ts'
import type { ExportsTable } from './exports-table.ts'
import type { FoldersTable } from './folders-table.ts'
import type { HistoryTable } from './history-table.ts'
import type { ImportsTable } from './imports-table.ts'
import type { LogTable } from './log-table.ts'
import type { PackedGroups, PackedRows, PackedWritten } from './packed.ts'
import type { ProjectionsTable } from './projections-table.ts'
import type { Migrated } from './schema.ts'
import type { TokensTable } from './tokens-table.ts'
import type { VersionsTable } from './versions-table.ts'

/** The methods of the tables, by the name they are called by. */
export interface Calls {
  open: LogTable['open']
  readHeads: LogTable['readHeads']
  append: (groups: PackedGroups) => ReturnType<LogTable['append']>
  readLog: (...args: Parameters<LogTable['readLog']>) => PackedRows
  readSnapshot: LogTable['readSnapshot']
  readSnapshotIndex: LogTable['readSnapshotIndex']
  replaceSnapshot: LogTable['replaceSnapshot']
  trimLog: LogTable['trimLog']
  quarantine: LogTable['quarantine']
  readSetAside: LogTable['readSetAside']
  readWritten: (...args: Parameters<HistoryTable['readWritten']>) => PackedWritten
  readStretches: HistoryTable['readStretches']
  getDocument: DocumentsTable['get']
  listDocuments: DocumentsTable['list']
  putDocument: DocumentsTable['put']
  renameDocument: DocumentsTable['rename']
  moveDocument: DocumentsTable['move']
  trashDocument: DocumentsTable['trash']
  restoreDocument: DocumentsTable['restore']
  deleteForEver: DocumentsTable['deleteForEver']
  resetDocument: LogTable['reset']
  getFolder: FoldersTable['get']
  listFolders: FoldersTable['list']
  putFolder: FoldersTable['put']
  renameFolder: FoldersTable['rename']
  deleteFolder: FoldersTable['delete']
  listDocumentsIn: DocumentsTable['listIn']
  readLastEdits: DocumentsTable['lastEdits']
  readEvents: DocumentsTable['events']
  readLastEvents: DocumentsTable['lastEvents']
  addToken: TokensTable['add']
  findToken: TokensTable['find']
  listTokens: TokensTable['list']
  revokeTokens: TokensTable['revoke']
  changeTokens: TokensTable['change']
  noteTokenUse: TokensTable['noteUse']
  beginToKeep: ProjectionsTable['beginToKeep']
  indexPassage: ProjectionsTable['indexPassage']
  keepProjection: ProjectionsTable['keep']
  readProjection: ProjectionsTable['read']
  findUnprojected: ProjectionsTable['findUnprojected']
  search: ProjectionsTable['search']
  keepVersion: VersionsTable['keep']
  listVersions: VersionsTable['list']
  findVersion: VersionsTable['find']
  readVersion: VersionsTable['read']
  renameVersion: VersionsTable['rename']
  deleteVersion: VersionsTable['delete']
  keepOpenComments: CommentCountsTable['keep']
  readOpenComments: CommentCountsTable['read']
  findUncounted: CommentCountsTable['findUncounted']
  readDocuments: ExportsTable['readDocuments']
  readRows: (...args: Parameters<ExportsTable['readRows']>) => PackedWritten
  measureDocuments: ExportsTable['measure']
  beginImport: ImportsTable['begin']
  stage: ImportsTable['stage']
  commitImport: ImportsTable['commit']
  clearImport: ImportsTable['clear']
  leftImports: ImportsTable['left']
  clearDeleted: ImportsTable['clearDeleted']
  check: () => void
}

export type CallName = keyof Calls

export interface WorkerStart {
  readonly path: string
  /**
   * The writer migrates and commits; the reader reads, and checkpoints so that no commit has to; the searcher looks through texts,
   * for which nobody who opens a document waits.
   */
  readonly role: 'writer' | 'reader' | 'searcher'
}

export interface Call {
  readonly id: number
  readonly name: CallName
  readonly args: readonly unknown[]
}

export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number
      readonly ok: false
      readonly message: string
      /** `stored`: nothing can stand in for it (Damaged). `page`: SQLite, or the disk, says so of what it was to read. */
      readonly damage: 'stored' | 'page' | undefined
    }
  | { readonly id: 'ready' }
  | { readonly id: 'migrated'; readonly migrated: Migrated }
  | { readonly id: 'cannot-start'; readonly message: string }
  | { readonly id: 'trouble'; readonly message: string }
