// A worker thread that owns one SQLite connection, so that an fsync never stops a socket. Started by store.ts: one writes, one
// reads, and one searches.
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { CannotStart, Damaged, messageOf } from '../../errors.ts'
import type { Answer, Call, CallName, Calls, WorkerStart } from './calls.ts'
import { CommentCountsTable } from './comment-counts-table.ts'
import { DocumentsTable } from './documents-table.ts'
import { ExportsTable } from './exports-table.ts'
import { FoldersTable } from './folders-table.ts'
import { HistoryTable } from './history-table.ts'
import { ImportsTable } from './imports-table.ts'
import { LogTable } from './log-table.ts'
import { packRows, packWritten, unpackGroups } from './packed.ts'
import { ProjectionsTable } from './projections-table.ts'
import { migrate, unusable } from './schema.ts'
import { TokensTable } from './tokens-table.ts'
import { VersionsTable } from './versions-table.ts'

const CHECKPOINT_EVERY_MS = 1_000
/** A write-ahead log above this is copied into the database; below it is not worth the reads. */
const CHECKPOINT_BYTES = 4_000_000
/**
 * Under steady writing the reader's checkpoint is never the last to finish, and the log would grow for ever: SQLite
 * begins it anew only when all of it was copied. Above this the writer copies the little that is left itself.
 */
const CHECKPOINT_BY_WRITER_BYTES = 32_000_000

const { path, role } = workerData as WorkerStart
const port = parentPort!
const answer = (message: Answer): void => port.postMessage(message)

try {
  serve(openDatabase())
  answer({ id: 'ready' })
} catch (error) {
  answer({
    id: 'cannot-start',
    message: (error instanceof CannotStart ? error : unusable(path, 'used', error)).message,
  })
}

function openDatabase(): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000 })
  // FULL: COMMIT returns only after the write-ahead log is on the disk (R1). NORMAL would lose acknowledged edits. On a Mac fsync() leaves
  // it in the drive's cache, and what empties that has to be asked for; elsewhere these two change nothing.
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
     PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0`,
  )
  // A log that begins anew gives its room back; else its size would say nothing any more.
  database.exec(`PRAGMA journal_size_limit = ${CHECKPOINT_BYTES}`)
  const migrated = role === 'writer' ? migrate(database, path) : undefined
  if (migrated !== undefined) answer({ id: 'migrated', migrated })
  const above = role === 'writer' ? CHECKPOINT_BY_WRITER_BYTES : CHECKPOINT_BYTES
  if (role !== 'searcher') setInterval(() => checkpoint(database, above), CHECKPOINT_EVERY_MS)
  return database
}

function serve(database: DatabaseSync): void {
  const projections = new ProjectionsTable(database)
  const commentCounts = new CommentCountsTable(database)
  const documents = new DocumentsTable(database, projections)
  const folders = new FoldersTable(database, documents)
  const log = new LogTable(database, documents, (message) => answer({ id: 'trouble', message }))
  const history = new HistoryTable(database)
  const tokens = new TokensTable(database)
  const versions = new VersionsTable(database)
  const exports = new ExportsTable(database)
  const imports = new ImportsTable(database, documents, folders)
  const calls: Calls = {
    open: (...args) => log.open(...args),
    readHeads: (...args) => log.readHeads(...args),
    append: (groups) => log.append(unpackGroups(groups)),
    readLog: (...args) => packRows(log.readLog(...args)),
    readSnapshot: (...args) => log.readSnapshot(...args),
    readSnapshotIndex: (...args) => log.readSnapshotIndex(...args),
    replaceSnapshot: (...args) => log.replaceSnapshot(...args),
    trimLog: (...args) => log.trimLog(...args),
    quarantine: (...args) => log.quarantine(...args),
    readSetAside: (...args) => log.readSetAside(...args),
    readWritten: (...args) => packWritten(history.readWritten(...args), -1),
    readStretches: (...args) => history.readStretches(...args),
    getDocument: (...args) => documents.get(...args),
    listDocuments: (...args) => documents.list(...args),
    putDocument: (...args) => documents.put(...args),
    renameDocument: (...args) => documents.rename(...args),
    moveDocument: (...args) => documents.move(...args),
    trashDocument: (...args) => documents.trash(...args),
    restoreDocument: (...args) => documents.restore(...args),
    deleteForEver: (...args) => documents.deleteForEver(...args),
    resetDocument: (...args) => log.reset(...args),
    getFolder: (id) => folders.get(id),
    listFolders: () => folders.list(),
    putFolder: (...args) => folders.put(...args),
    renameFolder: (...args) => folders.rename(...args),
    deleteFolder: (...args) => folders.delete(...args),
    listDocumentsIn: (...args) => documents.listIn(...args),
    readLastEdits: (ids) => documents.lastEdits(ids),
    readEvents: (...args) => documents.events(...args),
    readLastEvents: (...args) => documents.lastEvents(...args),
    addToken: (...args) => tokens.add(...args),
    findToken: (...args) => tokens.find(...args),
    listTokens: () => tokens.list(),
    revokeTokens: (...args) => tokens.revoke(...args),
    changeTokens: (...args) => tokens.change(...args),
    noteTokenUse: (...args) => tokens.noteUse(...args),
    beginToKeep: (...args) => projections.beginToKeep(...args),
    indexPassage: (...args) => projections.indexPassage(...args),
    keepProjection: (...args) => projections.keep(...args),
    readProjection: (...args) => projections.read(...args),
    findUnprojected: (...args) => projections.findUnprojected(...args),
    search: (...args) => projections.search(...args),
    keepVersion: (...args) => versions.keep(...args),
    listVersions: (...args) => versions.list(...args),
    findVersion: (...args) => versions.find(...args),
    readVersion: (...args) => versions.read(...args),
    renameVersion: (...args) => versions.rename(...args),
    deleteVersion: (...args) => versions.delete(...args),
    keepOpenComments: (...args) => commentCounts.keep(...args),
    readOpenComments: (documentIds) => commentCounts.read(documentIds),
    findUncounted: (...args) => commentCounts.findUncounted(...args),
    readDocuments: (...args) => exports.readDocuments(...args),
    readRows: (...args) => packWritten(exports.readRows(...args), 1),
    measureDocuments: () => exports.measure(),
    beginImport: () => imports.begin(),
    stage: (...args) => imports.stage(...args),
    commitImport: (...args) => imports.commit(...args),
    clearImport: (...args) => imports.clear(...args),
    leftImports: () => imports.left(),
    clearDeleted: () => imports.clearDeleted(),
    check: () => void database.prepare('SELECT 1').get(),
  }
  port.on('message', (message: Call | 'close') => {
    if (message === 'close') {
      database.close()
      port.close()
      process.exit(0)
    }
    const { id, name, args } = message
    try {
      const call = calls[name] as (...args: readonly unknown[]) => unknown
      const value = call(...args)
      port.postMessage({ id, ok: true, value } satisfies Answer, buffersOf(name, value))
    } catch (error) {
      answer({ id, ok: false, message: messageOf(error), damage: damageIn(error) })
    }
  })
}

/** A snapshot or a version may be many megabytes, and SQLite made these bytes for this answer alone: moved, not copied. */
function buffersOf(name: CallName, value: unknown): ArrayBuffer[] {
  const bytes =
    name === 'readSnapshot'
      ? (value as ReturnType<Calls['readSnapshot']>)?.bytes
      : name === 'readVersion'
        ? (value as ReturnType<Calls['readVersion']>)
        : undefined
  return bytes === undefined ? [] : [bytes.buffer as ArrayBuffer]
}

const [IOERR, CORRUPT, NOTADB] = [10, 11, 26]
/** Of those of the disk: SQLITE_IOERR_READ, _SHORT_READ, _DATA and _CORRUPTFS. */
const NOT_READ: ReadonlySet<number> = new Set([1, 2, 32, 33].map((more) => IOERR | (more << 8)))

function damageIn(error: unknown): 'stored' | 'page' | undefined {
  if (error instanceof Damaged) return 'stored'
  const { errcode } = error as { readonly errcode?: unknown }
  if (typeof errcode !== 'number') return undefined
  return [CORRUPT, NOTADB].includes(errcode & 0xff) || NOT_READ.has(errcode) ? 'page' : undefined
}

/** Copies the write-ahead log into the database without waiting for anybody. */
function checkpoint(database: DatabaseSync, aboveBytes: number): void {
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false })
  if (wal === undefined || wal.size <= aboveBytes) return
  try {
    database.exec('PRAGMA wal_checkpoint(PASSIVE)')
  } catch (error) {
    // A full disk, perhaps. The log stays as it is and reads go on; commits say themselves when they fail.
    answer({ id: 'trouble', message: `the write-ahead log cannot be checkpointed: ${messageOf(error)}` })
  }
}
