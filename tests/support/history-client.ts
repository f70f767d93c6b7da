// Somebody who asks what was done to a document, and reads the answer line by line. Used by the stories about history.
import { HISTORY_LINES, HISTORY_ROUTE, type HistoryLine, type HistoryRow } from '../../contracts/history.ts'
import type { Reachable } from './relay-address.ts'

export function historyUrl(relay: Reachable, id: string, limit?: number): URL {
  const url = new URL(HISTORY_ROUTE.path.replace(':id', id), relay.url)
  if (limit !== undefined) url.searchParams.set('limit', String(limit))
  return url
}

export function lineOf(text: string): HistoryLine {
  const said = JSON.parse(text) as HistoryLine
  return HISTORY_LINES[said.kind].parse(said)
}

/** The lines of a whole answer. */
export async function historyLines(relay: Reachable, id: string, limit?: number): Promise<readonly HistoryLine[]> {
  const response = await fetch(historyUrl(relay, id, limit))
  if (!response.ok) throw new Error(`the history was answered ${response.status}: ${await response.text()}`)
  const lines = (await response.text()).split('\n')
  if (lines.pop() !== '') throw new Error('the last line has no end')
  return lines.map(lineOf)
}

/** The rows of an answer that came to its end. */
export async function history(relay: Reachable, id: string): Promise<readonly HistoryRow[]> {
  const lines = await historyLines(relay, id)
  const end = lines.at(-1)
  const rows = lines.slice(0, -1) as readonly HistoryRow[]
  if (end?.kind !== 'end' || end.more || end.rows !== rows.length)
    throw new Error(`the history of ${rows.length} rows ended with ${JSON.stringify(end)}`)
  return rows
}
