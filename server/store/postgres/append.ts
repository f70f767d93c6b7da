// The statement that commits a batch: it locks the heads, moves them, and stores the rows, in one round trip. Used by log-table.ts.
import type { AppendGroup, AppendOutcome } from '../store.ts'
import type { Querying } from './database.ts'

/**
 * One statement for a whole batch. The heads are locked in one order, whoever else commits the same documents: else two batches
 * wait for each other. What is locked is the row as it is by then, which the statement's own snapshot may be older than; so
 * seq is counted from what the update answers.
 */
const append = (others: 'FOR UPDATE OF h' | 'FOR UPDATE OF h SKIP LOCKED'): string => `
  WITH wanted AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[])
      WITH ORDINALITY AS w(document, part, epoch, entries, at, nth)
  ), locked AS MATERIALIZED (
    SELECT h.number, h.epoch, w.epoch AS wanted, w.entries, w.at, w.nth
    FROM heads h JOIN wanted w ON h.document = w.document AND h.part = w.part
    ORDER BY h.document, h.part ${others}
  ), moved AS (
    UPDATE heads h SET head = h.head + l.entries, edited_at = CASE l.entries WHEN 0 THEN h.edited_at ELSE l.at END
    FROM locked l WHERE h.number = l.number AND h.epoch = l.wanted
    RETURNING h.number, h.epoch, h.head, l.entries, l.nth
  ), stored AS (
    INSERT INTO log (number, seq, epoch, author, at, bytes)
    SELECT m.number, m.head - m.entries + e.place, m.epoch, e.author, e.at, substring($11::bytea FROM e.first FOR e.length)
    FROM unnest($6::int[], $7::int[], $8::text[], $9::bigint[], $10::int[], $12::int[]) AS e(nth, place, author, at, first, length)
    JOIN moved m ON m.nth = e.nth
  )
  SELECT w.nth, l.number IS NOT NULL AS locked, m.head - m.entries + 1 AS first, m.head,
    EXISTS (SELECT 1 FROM heads h WHERE h.document = w.document AND h.part = w.part) AS there
  FROM wanted w LEFT JOIN locked l ON l.nth = w.nth LEFT JOIN moved m ON m.nth = w.nth ORDER BY w.nth`

/** The second is the same without those that somebody else holds. */
const STATEMENTS = {
  'wait for who is held': { name: 'append', sql: append('FOR UPDATE OF h') },
  'leave out who is held': { name: 'append to free', sql: append('FOR UPDATE OF h SKIP LOCKED') },
}

interface Appended {
  readonly locked: boolean
  readonly there: boolean
  readonly first: number | null
  readonly head: number | null
}

/** No document twice. Rejects with StatementFailed when nothing of it was done. */
export async function appendAll(
  database: Querying,
  groups: readonly AppendGroup[],
  others: keyof typeof STATEMENTS,
): Promise<readonly AppendOutcome[]> {
  const { name, sql } = STATEMENTS[others]
  const entries = groups.flatMap((group, nth) =>
    group.entries.map((entry, place) => ({ ...entry, nth: nth + 1, place: place + 1 })),
  )
  let next = 1
  const firsts = entries.map(({ update }) => (next += update.byteLength) - update.byteLength)
  const rows = await database.query<Appended>(
    sql,
    [
      groups.map(({ address }) => address.document),
      groups.map(({ address }) => address.part),
      groups.map(({ epoch }) => epoch),
      groups.map((group) => group.entries.length),
      groups.map((group) => group.entries.at(-1)?.at ?? 0),
      entries.map(({ nth }) => nth),
      entries.map(({ place }) => place),
      entries.map(({ author }) => author),
      entries.map(({ at }) => at),
      firsts,
      // In one piece, which is sent as it is; an array of bytes would be sent as text, twice as long.
      Buffer.concat(entries.map(({ update }) => update)),
      entries.map(({ update }) => update.byteLength),
    ],
    name,
  )
  return rows.map(({ locked, there, first, head }) => {
    if (first !== null && head !== null) return { kind: 'appended', firstSeq: first, head }
    if (locked) return { kind: 'epoch' }
    return { kind: there ? 'later' : 'gone' }
  })
}
