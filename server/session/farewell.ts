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
/** A shutdown is cut off after 10 s. */
const LONGEST_CLOSING_MS = 4_000

/**
 * Says to each when to come back. A stock client has no word for that, and comes back 100 ms after it was closed: those are closed
 * one after another, and served until then. Resolves when all have been told.
 */
export async function sayFarewell(sessions: readonly Leaving[], clock: Pick<Clock, 'random' | 'after'>): Promise<void> {
  const spreadMs = Math.min(Math.max(LEAST_SPREAD_MS, timeFor(sessions)), LONGEST_SPREAD_MS)
  for (const session of sessions)
    if (session.extended) session.goaway(Math.round(clock.random() * spreadMs), 'the relay is shutting down')
  const stock = sessions.filter(({ extended }) => !extended)
  const closingMs = Math.min(timeFor(stock), LONGEST_CLOSING_MS)
  const closed = (session: Leaving): Promise<void> =>
    new Promise((resolve) => {
      clock.after(clock.random() * closingMs, () => {
        session.end(4503)
        resolve()
      })
    })
  await Promise.all(stock.map(closed))
}

const timeFor = ({ length }: readonly Leaving[]): number => (length / RETURNS_PER_SECOND) * 1_000
