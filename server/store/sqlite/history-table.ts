// What was done to documents, in SQLite. Runs inside the worker.
import type { DatabaseSync } from 'node:sqlite'
import type { Address } from '../../../contracts/ids.ts'
import { HISTORY_COLUMNS, type HistoryRow, READ_BYTES, stretchIn, withoutHole } from '../history-rows.ts'
import type { HistoryStore, Stretch, WrittenRow } from '../store.ts'

type Range<Method extends keyof HistoryStore> = Parameters<HistoryStore[Method]>[1]

const NUMBER = '(SELECT number FROM heads WHERE document = ? AND part = ?)'

export class HistoryTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  readWritten({ document, part }: Address, { after, before, maxRows }: Range<'readWritten'>): readonly WrittenRow[] {
    const found = this.#database
      .prepare(
        `SELECT seq, author, at, bytes AS "update" FROM log
         WHERE number = ${NUMBER} AND seq > ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
      )
      .iterate(document, part, after, before, maxRows) as Iterable<WrittenRow>
    const rows: WrittenRow[] = []
    let bytes = 0
    for (const row of found) {
      rows.push(row)
      bytes += row.update.byteLength
      if (bytes > READ_BYTES) break
    }
    return withoutHole(rows)
  }

  readStretches({ document, part }: Address, { before, maxRows }: Range<'readStretches'>): readonly Stretch[] {
    const rows = this.#database
      .prepare(
        `SELECT ${HISTORY_COLUMNS} FROM history WHERE number = ${NUMBER} AND to_seq < ? ORDER BY to_seq DESC LIMIT ?`,
      )
      .all(document, part, before, maxRows) as unknown as HistoryRow[]
    return rows.map(stretchIn)
  }
}

/** Inside the transaction that makes the log below a snapshot dispensable. */
export function keepStretches(database: DatabaseSync, number: number, stretches: readonly Stretch[]): void {
  const insert = database.prepare(`INSERT INTO history (number, ${HISTORY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  for (const { author, fromSeq, toSeq, startedAt, endedAt, edits, added, removed } of stretches)
    insert.run(number, toSeq, fromSeq, author, startedAt, endedAt, edits, added, removed)
}
