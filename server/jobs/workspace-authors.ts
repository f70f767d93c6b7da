// Who wrote the rows of a log, and when, as a workspace's file says it in little room (contracts/workspace.ts). Written by
// export-workspace.ts, read by import-workspace.ts.
import { LAST_MOMENT, type LineOf } from '../../contracts/workspace.ts'
import type { LogEntry } from '../store/store.ts'

export type Written = Pick<LogEntry, 'author' | 'at'>
type Said = Pick<LineOf<'log'>, 'authors' | 'times'>

export function saidOf(rows: readonly Written[]): Said {
  const authors: { author: string; rows: number }[] = []
  for (const { author } of rows) {
    const last = authors.at(-1)
    if (last?.author === author) last.rows++
    else authors.push({ author, rows: 1 })
  }
  return { authors, times: rows.map(({ at }, nth) => at - (rows[nth - 1]?.at ?? 0)) }
}

/** Of each of so many rows; `unknown` for all where nothing is said. Undefined where it is not of so many, or of no time. */
export function writtenIn({ authors, times }: Said, rows: number, unknown: Written): readonly Written[] | undefined {
  if (authors === undefined && times === undefined) return Array.from({ length: rows }, () => unknown)
  if (authors === undefined || times?.length !== rows) return undefined
  if (authors.reduce((sum, run) => sum + run.rows, 0) !== rows) return undefined
  const names = authors.flatMap((run) => Array.from({ length: run.rows }, () => run.author))
  let at = 0
  const written = names.map((author, nth) => ({ author, at: (at += times[nth]!) }))
  return written.every((row) => row.at >= 0 && row.at <= LAST_MOMENT) ? written : undefined
}
