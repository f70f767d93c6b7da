// A worker thread that owns one SQLite connection, so that an fsync never stops a socket. Started twice by store.ts: one
// writes, one reads.
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '../../errors.ts'
import type { Answer, Call, Calls, WorkerStart } from './calls.ts'
import { DocumentsTable } from './documents-table.ts'
import { LogTable } from './log-table.ts'
import { migrate } from './schema.ts'

const CHECKPOINT_EVERY_MS = 1_000
/** A write-ahead log above this is copied into the database; below it is not worth the reads. */
const CHECKPOINT_BYTES = 4_000_000

const { path, role } = workerData as WorkerStart
const port = parentPort!
const answer = (message: Answer): void => port.postMessage(message)

try {
  serve(openDatabase())
  answer({ id: 'ready' })
} catch (error) {
  answer({ id: 'cannot-start', message: messageOf(error) })
}

function openDatabase(): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000 })
  // FULL: COMMIT returns only after the write-ahead log is on the disk (R1). NORMAL would lose acknowledged edits.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0')
  if (role === 'writer') migrate(database, path)
  else setInterval(() => checkpoint(database), CHECKPOINT_EVERY_MS)
  return database
}

function serve(database: DatabaseSync): void {
  const documents = new DocumentsTable(database)
  const log = new LogTable(database, documents)
  const calls: Calls = {
    open: (...args) => log.open(...args),
    append: (...args) => log.append(...args),
    readLog: (...args) => log.readLog(...args),
    readSnapshot: (...args) => log.readSnapshot(...args),
    replaceSnapshot: (...args) => log.replaceSnapshot(...args),
    trimLog: (...args) => log.trimLog(...args),
    getDocument: (...args) => documents.get(...args),
    listDocuments: (...args) => documents.list(...args),
    putDocument: (...args) => documents.put(...args),
    renameDocument: (...args) => documents.rename(...args),
    trashDocument: (...args) => documents.trash(...args),
    restoreDocument: (...args) => documents.restore(...args),
    deleteForEver: (...args) => documents.deleteForEver(...args),
    readEvents: (...args) => documents.events(...args),
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
      answer({ id, ok: true, value: call(...args) })
    } catch (error) {
      answer({ id, ok: false, message: messageOf(error) })
    }
  })
}

/** Copies the write-ahead log into the database without waiting for anybody. */
function checkpoint(database: DatabaseSync): void {
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false })
  if (wal !== undefined && wal.size > CHECKPOINT_BYTES) database.exec('PRAGMA wal_checkpoint(PASSIVE)')
}
