// One transaction on a SQLite connection: all of it or nothing. Used by the tables' files in the writing worker.
import type { DatabaseSync } from 'node:sqlite'

export function transaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // A failing COMMIT may have ended the transaction already.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
