// Versions of a document that is deleted for ever: each may be as large as a document, and to remove all of them in one transaction would
// hold every commit up. They are left where nobody looks for them, as what an import that came to nothing has left (imports-table.ts), and
// are cleared away piece by piece: by store.ts, or by the relay that starts next. Runs inside the worker; synchronous.
import type { DatabaseSync } from 'node:sqlite'

/** In `imports.committed`: it is no import, and nothing but clearing it away is to be done. */
export const LEFT_BY_DELETION = 2

/** Called inside the transaction that deletes the head with this number. */
export function leaveVersions(database: DatabaseSync, number: number): void {
  if (database.prepare('SELECT 1 FROM versions WHERE number = ? LIMIT 1').get(number) === undefined) return
  const { lastInsertRowid } = database.prepare('INSERT INTO imports (committed) VALUES (?)').run(LEFT_BY_DELETION)
  database
    .prepare(
      `INSERT INTO staged_parts (number, import, nth, part, epoch, head, snapshot_seq) VALUES (?1, ?2, -?1, 'text', '', 0, 0)`,
    )
    .run(number, lastInsertRowid)
}
