// One transaction on a SQLite connection: all of it or nothing. Used by the tables' files in the workers.
import type { DatabaseSync } from 'node:sqlite'

export const transaction = <Result>(database: DatabaseSync, work: () => Result): Result =>
  within('BEGIN IMMEDIATE', database, work)

/** For statements that read: all of them the same moment, whatever others commit meanwhile. */
export const snapshot = <Result>(database: DatabaseSync, work: () => Result): Result => within('BEGIN', database, work)

function within<Result>(begin: string, database: DatabaseSync, work: () => Result): Result {
  database.exec(begin)
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
