// How a relay that is going takes leave of its sessions (R11): so that thousands of clients do not come to the other relays, or
// back to this one, in the same moment. Called by reception.ts.
import type { CloseCode } from '../../contracts/close-codes.ts'
import type { Clock } from '../clock.ts'

/** What a farewell needs of a session. */
export interface Leaving {
  /** It understands `goaway`. */
  readonly extended: boolean
  goaway(afterMs: number, reason: string): void
  end(code: CloseCode): void
}

/** So many joins a relay answers beside the work it has. */
const RETURNS_PER_SECOND = 500
/** Also a few are spread: each of them may bring the documents of a whole day. */
const LEAST_SPREAD_MS = 2_000
/** Nobody is kept away for longer, however many they are. */
const LONGEST_SPREAD_MS = 30_000

const CLOSE_EVERY_MS = 20
/** A shutdown is cut off after 10 s. */
const LONGEST_CLOSING_MS = 4_000

/**
 * Says to each when to come back. A stock client has no word for that, and comes back 100 ms after it was closed: those are closed
 * little by little, and served until then. Resolves when all have been told.
 */
export async function sayFarewell(sessions: readonly Leaving[], clock: Pick<Clock, 'random' | 'after'>): Promise<void> {
  const fittingMs = (sessions.length / RETURNS_PER_SECOND) * 1_000
  const spreadMs = Math.min(Math.max(LEAST_SPREAD_MS, fittingMs), LONGEST_SPREAD_MS)
  for (const session of sessions)
    if (session.extended) session.goaway(Math.round(clock.random() * spreadMs), 'the relay is shutting down')
  const stock = sessions.filter(({ extended }) => !extended)
  const most = LONGEST_CLOSING_MS / CLOSE_EVERY_MS
  const together = Math.max((RETURNS_PER_SECOND * CLOSE_EVERY_MS) / 1_000, Math.ceil(stock.length / most))
  for (let from = 0; from < stock.length; from += together) {
    if (from > 0) await new Promise<void>((resolve) => clock.after(CLOSE_EVERY_MS, resolve))
    for (const session of stock.slice(from, from + together)) session.end(4503)
  }
}
