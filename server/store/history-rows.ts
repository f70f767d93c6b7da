// What every store makes of a row of its history.
import type { Stretch, WrittenRow } from './store.ts'

export interface HistoryRow {
  readonly to_seq: number
  readonly from_seq: number
  readonly author: string
  readonly started_at: number
  readonly ended_at: number
  readonly edits: number
  readonly added: number
  readonly removed: number
}

export const HISTORY_COLUMNS = 'to_seq, from_seq, author, started_at, ended_at, edits, added, removed'

export const stretchIn = (row: HistoryRow): Stretch => ({
  author: row.author,
  fromSeq: row.from_seq,
  toSeq: row.to_seq,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  edits: row.edits,
  added: row.added,
  removed: row.removed,
})

/** A read stops after about this much. */
export const READ_BYTES = 1_000_000

/** Rows that come the last first, up to the first hole. */
export function withoutHole(rows: readonly WrittenRow[]): readonly WrittenRow[] {
  const hole = rows.findIndex(({ seq }, at) => at > 0 && seq !== rows[at - 1]!.seq - 1)
  return hole === -1 ? rows : rows.slice(0, hole)
}
