// Who is in one document, for one reader: the latest state that it has not taken, and never more (R6). Made and told by
// people-streams.ts, read as the source of a GraphQL subscription.
import type { IncomingMessage } from 'node:http'
import type { DocumentId } from '../../contracts/ids.ts'
import type { PersonPresent } from '../../contracts/people.ts'
import type { Principal } from '../access/access.ts'

/** Who wants to know. */
export interface Watcher {
  readonly request: IncomingMessage
  readonly principal: Principal
  /** Who it is by now. Throws Refused when it is nobody any more. */
  readonly identify: () => Promise<Principal>
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal
  readonly hangUp: () => void
}

/** Everybody who is there, or why nothing more is told. */
export type PeopleTold = { readonly people: readonly PersonPresent[] } | { readonly refused: unknown }

/** No generator: those end only between two steps, and this one must when it waits. */
export class PeopleStream implements AsyncIterableIterator<PeopleTold, undefined> {
  readonly document: DocumentId
  readonly watcher: Watcher
  readonly #closed: () => void
  /** What the reader has not taken. */
  #news: PeopleTold | undefined
  /** JSON text of those whom it has taken last. */
  #said = ''
  #isOver = false
  #isAsked = false
  #wake: () => void = () => undefined
  /** How many beats in a row the reader has not asked for more. */
  #beats = 0

  /** `closed` is called once. */
  constructor(document: DocumentId, watcher: Watcher, closed: () => void) {
    this.document = document
    this.watcher = watcher
    this.#closed = closed
  }

  /** Those who are there now. */
  tell(people: readonly PersonPresent[]): void {
    if (this.#isOver) return
    this.#news = JSON.stringify(people) === this.#said ? undefined : { people }
    this.#wake()
  }

  /** The reader is told why, and nothing else. */
  refuse(refused: unknown): void {
    if (this.#isOver) return
    this.close()
    this.#news = { refused }
    this.#wake()
  }

  /** Nothing more is told. */
  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#news = undefined
    this.#closed()
    this.#wake()
  }

  /** Answers how many beats in a row the reader has taken nothing. */
  beat(): number {
    return this.#isAsked ? 0 : this.#beats++
  }

  /** One call at a time. */
  async next(): Promise<IteratorResult<PeopleTold, undefined>> {
    this.#isAsked = true
    while (this.#news === undefined && !this.#isOver) await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#isAsked = false
    this.#beats = 0
    const value = this.#news
    this.#news = undefined
    if (value === undefined) return { done: true, value: undefined }
    if ('people' in value) this.#said = JSON.stringify(value.people)
    return { done: false, value }
  }

  async return(): Promise<IteratorResult<PeopleTold, undefined>> {
    this.close()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
