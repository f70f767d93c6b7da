// What a room and the sessions in it say to each other. Fulfilled by session/session.ts.
import type { CloseCode } from '../../contracts/close-codes.ts'

/** What a room needs of a session. */
export interface Member {
  /** New updates, all of them committed. */
  deliver(commit: Commit): void
  /** To read what it submitted has cost so much. */
  costs(parts: number): void
  /** The next `count` frames that this member submitted are on disk. */
  durable(count: number): void
  /** It takes what it is sent too slowly to hear commits, and reads the log meanwhile (R6). */
  readonly behind: boolean
  /** The room cannot go on for this member. */
  end(code: CloseCode): void
}

/** What one transaction added to this document. */
export interface Commit {
  readonly fromSeq: number
  readonly toSeq: number
  /** One wire frame for each seq, encoded once for everybody. */
  readonly frames: readonly Uint8Array[]
  /** The same with the `head` behind them, for whoever speaks `ligature.v1`. */
  readonly framesAndHead: readonly Uint8Array[]
  /** One of them is to be sent in pieces, as the log is read: to whoever has not written it. */
  readonly large: boolean
  /** Who wrote each of the frames; they do not hear their own. */
  readonly writers: readonly (Member | null)[]
}

/**
 * `saved`: held and committed already. `queued`: `durable` will be called. `queued-above-gap`: the same, and something
 * that it hangs on is missing, which its writer should be asked for. `gap`: the same, and the document would have too many such
 * holes. `too-large`: it has more parts, or speaks of more ranges, than any person's edit. `quota`: the document has no
 * room left for it. `malformed`: not an update.
 */
export type Submission = 'saved' | 'queued' | 'queued-above-gap' | 'gap' | 'too-large' | 'quota' | 'malformed'
