// What was done to a document, as the screens know it. That the relay answers line by line nobody else has to know. Comes with the
// panel that shows it.
import { HISTORY_LINES, HISTORY_ROUTE, type HistoryRow } from '../../contracts/history.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { RelayFailed, RelayUnreachable } from './relay-errors.ts'
// What the two have in common is one chunk then, and not a chunk beside each.
import './relay-client.ts'
import { askForLines } from './relay-lines.ts'

export class HistoryService {
  readonly #relay: string

  constructor(relay: string) {
    this.#relay = relay
  }

  /**
   * Tells of each row as it comes, the newest first, and of `limit` at most; answers whether there are older ones. Throws
   * RelayUnreachable when nobody answers or the answer breaks off, RelayRefused when the relay will not tell. Comes to an end without
   * a word when `signal` aborts.
   */
  async read(
    id: DocumentId,
    limit: number,
    signal: AbortSignal,
    told: (row: HistoryRow) => void,
  ): Promise<{ readonly more: boolean }> {
    const asked = { id, query: { limit: String(limit) }, signal }
    for await (const line of askForLines(this.#relay, HISTORY_ROUTE, HISTORY_LINES, asked)) {
      if (line.kind === 'end') return { more: line.more }
      if (line.kind === 'failed') throw new RelayFailed(`the relay could not go on: ${line.problem.title}`)
      told(line)
    }
    if (signal.aborted) return { more: false }
    throw new RelayUnreachable('the answer broke off before its end')
  }
}
