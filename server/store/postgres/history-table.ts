// What was done to documents, in PostgreSQL. Made by store.ts.
import type { Address } from '../../../contracts/ids.ts'
import { HISTORY_COLUMNS, type HistoryRow, READ_BYTES, stretchIn, withoutHole } from '../history-rows.ts'
import type { HistoryStore, Stretch, WrittenRow } from '../store.ts'
import type { Querying } from './database.ts'

type Range<Method extends keyof HistoryStore> = Parameters<HistoryStore[Method]>[1]

const NUMBER = '(SELECT number FROM heads WHERE document = $1 AND part = $2)'

export class HistoryTable {
  readonly #database: Querying

  constructor(database: Querying) {
    this.#database = database
  }

  async readWritten(
    { document, part }: Address,
    { after, before, maxRows }: Range<'readWritten'>,
  ): Promise<readonly WrittenRow[]> {
    const rows = await this.#database.query<WrittenRow>(
      `SELECT seq, author, at, "update" FROM (
         SELECT seq, author, at, bytes AS "update",
           sum(octet_length(bytes)) OVER (ORDER BY seq DESC) - octet_length(bytes) AS above
         FROM log WHERE number = ${NUMBER} AND seq > $3 AND seq < $4 ORDER BY seq DESC LIMIT $5
       ) page WHERE above <= ${READ_BYTES} ORDER BY seq DESC`,
      [document, part, after, before, maxRows],
    )
    return withoutHole(rows)
  }

  async readStretches(
    { document, part }: Address,
    { before, maxRows }: Range<'readStretches'>,
  ): Promise<readonly Stretch[]> {
    const rows = await this.#database.query<HistoryRow>(
      `SELECT ${HISTORY_COLUMNS} FROM history WHERE number = ${NUMBER} AND to_seq < $3 ORDER BY to_seq DESC LIMIT $4`,
      [document, part, before, maxRows],
    )
    return rows.map(stretchIn)
  }
}

/** Inside the transaction that makes the log below a snapshot dispensable. */
export async function keepStretches(inside: Querying, number: number, stretches: readonly Stretch[]): Promise<void> {
  await inside.query(
    `INSERT INTO history (number, ${HISTORY_COLUMNS})
     SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])`,
    [
      number,
      stretches.map(({ toSeq }) => toSeq),
      stretches.map(({ fromSeq }) => fromSeq),
      stretches.map(({ author }) => author),
      stretches.map(({ startedAt }) => startedAt),
      stretches.map(({ endedAt }) => endedAt),
      stretches.map(({ edits }) => edits),
      stretches.map(({ added }) => added),
      stretches.map(({ removed }) => removed),
    ],
  )
}
