// One open document: a Y.Doc, its durable local copy, its connection to the relay and the people in it. Opening is local
// first; `close()` undoes everything.
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Address } from '../../contracts/ids.ts'
import type { PresenceUser } from '../../contracts/presence.ts'
import type { Readable } from './readable.ts'
import type { Status } from './status.ts'

/** How the connection stands, for the popover behind the status words. */
export interface ConnectionDetails {
  readonly transport: 'WebSocket' | null
  readonly relayName: string | null
  /** Milliseconds since 1970; null when this relay has acknowledged nothing yet. */
  readonly lastAcknowledgedAt: number | null
  /** Local changes the relay has not acknowledged. */
  readonly waiting: number
}

/** Somebody else in the document. One entry per client, so the same person in two windows is two. */
export interface Person {
  readonly clientId: number
  readonly user: PresenceUser
}

/** Where the document's text can be had from, so that the screen never shows an empty page for a full one. */
export type Contents =
  /** Reading the local copy. */
  | 'opening'
  /** Nothing of it on this computer yet; the relay has been asked. */
  | 'fetching'
  /** Nothing of it on this computer, and the relay cannot be reached. */
  | 'not-here'
  /** There is text, or the relay has said that the document is empty, or it was created here. Editable. */
  | 'here'

export interface OpenDocument {
  readonly address: Address
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly contents: Readable<Contents>
  readonly status: Readable<Status>
  readonly connection: Readable<ConnectionDetails>
  readonly people: Readable<readonly Person[]>
  /** Name and colour shown at this person's caret; null leaves no trace. */
  setUser(user: PresenceUser | null): void
  /** Tries the relay at once instead of waiting for the back-off to end. */
  retryNow(): void
  /** Ends the connection and the presence, and resolves when everything typed is in the local copy. */
  close(): Promise<void>
}
