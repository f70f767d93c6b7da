// The port to the other instances: hints that a document grew, and who is in it. Never the truth of a text (R10): whoever misses a
// hint finds out from the store. Fulfilled by local.ts (one instance) and redis.ts, on ioredis.
import type { Address, DocumentId, Epoch } from '../../contracts/ids.ts'
import type { PersonPresent } from '../../contracts/people.ts'

/** One commit of one document. */
export interface Hint {
  readonly address: Address
  readonly epoch: Epoch
  readonly fromSeq: number
  readonly toSeq: number
  /** What was committed, one update for each seq; undefined when it is too much to send around. */
  readonly updates?: readonly Uint8Array[] | undefined
}

/**
 * How somebody stands with the instance that says so. `broke-off`: the connection is gone, and they may come back, here or elsewhere.
 * `gone`: they have not. `left`: they have said so themselves. `claimed`: they are here as well, and newer; whoever has heard nothing of
 * them for long gives them up.
 */
export const STANDINGS = ['here', 'broke-off', 'gone', 'left', 'claimed'] as const
export type Standing = (typeof STANDINGS)[number]

/** One awareness state. */
export interface NewsOfOne {
  readonly client: number
  readonly clock: number
  /** JSON text. */
  readonly state: string
  readonly standing: Standing
}

/** Who is in a document, of those who are connected to the instance that says so. */
export interface PresenceNews {
  readonly address: Address
  readonly epoch: Epoch
  /** And which of its rooms of the document: the one before may not be quite gone. */
  readonly instance: string
  readonly room: number
  /** Head of its room when it said so: what carets point at is in the text up to there (R2). */
  readonly head: number
  /** Whoever hears it is to say who is with them. */
  readonly asks: boolean
  /** Nobody else is with it. */
  readonly all: boolean
  readonly people: readonly NewsOfOne[]
}

/** What an instance says, beside who it is. */
export type OwnNews = Omit<PresenceNews, 'instance'>

/** How many of those who are connected to an instance have each document open. */
export interface CountNews {
  /** Whoever hears it is to say the same of itself. */
  readonly asks: boolean
  /** What it said before is over. */
  readonly all: boolean
  readonly counts: readonly (readonly [DocumentId, number])[]
}

/** What an instance tells all others. `grew`: the log of events goes up to this number, a hint like that of a document (R10). */
export type Announcement = { readonly kind: 'grew'; readonly upTo: number } | ({ readonly kind: 'counts' } & CountNews)

/** What has become of records since the start: those that Redis took, those that it could not be given, and those of others. */
export interface BusFigures {
  readonly sent: number
  readonly unsent: number
  readonly heard: number
  /** Other instances that are there now. */
  readonly others: number
  /** Others can be heard. */
  readonly up: boolean
}

export interface Bus {
  /** Undefined where nothing carries records. */
  readonly figures: BusFigures | undefined
  /** Heads of open documents are compared with the store this often, in seconds; undefined: nobody else writes them. */
  readonly compareEverySeconds: number | undefined
  /** Told when something may have been missed, or was not said. */
  missed: () => void
  /** Told of an instance that is no more, or of which nothing has been heard for some seconds. */
  lost: (instance: string) => void
  /** Told of what another instance announces. */
  announced: (instance: string, news: Announcement) => void
  /** Tells all other instances. */
  announce(news: Announcement): void
  /** Calls `hear` with hints of other instances until the returned function is called. */
  subscribe(address: Address, hear: (hint: Hint) => void): Promise<() => Promise<void>>
  /** Tells the other instances. Failure is logged by the bus, not thrown: nothing depends on it. */
  publish(hints: readonly Hint[]): Promise<void>
  /** The same for who is in a document that is open here, which is subscribed to for longer than this. */
  attend(address: Address, hear: (news: PresenceNews) => void): () => void
  say(news: OwnNews): void
  /** Who is connected here has changed; `people` is asked for in a moment. For those who have not opened the document. */
  notePeople(document: DocumentId, people: () => readonly PersonPresent[]): void
  /** Who is connected to other instances, in the order of the documents. Of none when that is not to be had. */
  readPeople(documents: readonly DocumentId[]): Promise<readonly (readonly PersonPresent[])[]>
  /** The others need not wait until they miss this one. Nothing is said after it. */
  goodbye(): Promise<void>
  close(): Promise<void>
}
