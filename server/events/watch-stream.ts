// Something of one document, such as who is in it, for one reader: the latest state that it has not taken, and never more (R6). Made and
// told by watch-streams.ts, read as the source of a GraphQL subscription.
import type { IncomingMessage } from 'node:http'
import type { DocumentId } from '../../contracts/ids.ts'
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

/** How it is, or why nothing more is told. */
export type Told<News> = { readonly news: News } | { readonly refused: unknown }

/** No generator: those end only between two steps, and this one must when it waits. */
export class WatchStream<News> implements AsyncIterableIterator<Told<News>, undefined> {
  readonly document: DocumentId
  readonly watcher: Watcher
  readonly #closed: () => void
  /** What the reader has not taken. */
  #news: Told<News> | undefined
  /** That, and what it has taken last, as JSON text. */
  #text = ''
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

  /** `text`: news as JSON text. */
  knows(text: string): boolean {
    return text === this.#said
  }

  /** How it is now, and that as JSON text. What is the same as before costs nothing. */
  tell(news: News, text: string): void {
    if (this.#isOver) return
    this.#news = this.knows(text) ? undefined : { news }
    this.#text = text
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
  async next(): Promise<IteratorResult<Told<News>, undefined>> {
    this.#isAsked = true
    while (this.#news === undefined && !this.#isOver) await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#isAsked = false
    this.#beats = 0
    const value = this.#news
    this.#news = undefined
    if (value === undefined) return { done: true, value: undefined }
    if ('news' in value) this.#said = this.#text
    return { done: false, value }
  }

  async return(): Promise<IteratorResult<Told<News>, undefined>> {
    this.close()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
