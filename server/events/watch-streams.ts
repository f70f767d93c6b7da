// All who watch the same of documents, such as who is in them: opened by http/graphql, looked after together, and ended when the relay
// goes (R11). At every look each is asked anew who it is and whether it may read the document, as REST asks (R9).
import type { IncomingMessage } from 'node:http'
import type { DocumentId } from '../../contracts/ids.ts'
import type { Principal } from '../access/access.ts'
import type { Clock } from '../clock.ts'
import { Refused } from '../errors.ts'
import { type Told, type Watcher, WatchStream } from './watch-stream.ts'

export interface WatchStreamsParts<News> {
  /** Throws Refused, or Unavailable, where somebody may not read the document. */
  readonly mayRead: (principal: Principal, id: DocumentId) => Promise<unknown>
  /** How it is in these documents, in their order. */
  readonly look: (ids: readonly DocumentId[]) => Promise<readonly Told<News>[]>
  /** `changed` is to be told where it may have changed; else it is noticed within a second. */
  readonly follow: (changed: (documents: ReadonlySet<DocumentId>) => void) => void
  readonly clock: Pick<Clock, 'after'>
  /** Takes a place for who asks; answers how to give it back, or undefined when that address has none left. */
  readonly takePlace: (request: IncomingMessage) => (() => void) | undefined
}

/** Several programs may share one; each has a connection for every document that it watches. */
const MOST_OF_A_TOKEN = 100

/** Between two looks, and so between two words to anybody. */
const REST_MS = 500
/** As of streams of events: what the network has not taken of so many beats in a row is not going to be. */
const MOST_BEATS = 5

export class WatchStreams<News> {
  readonly #parts: WatchStreamsParts<News>
  readonly #open = new Set<WatchStream<News>>()
  #closed = false
  #isLooking = false
  #lookAgain = false

  constructor(parts: WatchStreamsParts<News>) {
    this.#parts = parts
    parts.follow((documents) => {
      if ([...this.#open].some(({ document }) => documents.has(document))) void this.#lookSoon()
    })
  }

  get size(): number {
    return this.#open.size
  }

  /** It is over soon after `watcher.gone` is aborted. Throws Refused where there are too many; why else it may not be is told in it. */
  async open(document: DocumentId, watcher: Watcher): Promise<WatchStream<News>> {
    if (this.#closed) throw new Refused('unavailable', 'the relay is shutting down')
    const givePlaceBack = this.#takePlace(watcher)
    const stream = new WatchStream<News>(document, watcher, () => {
      this.#open.delete(stream)
      givePlaceBack()
    })
    this.#open.add(stream)
    watcher.gone.addEventListener('abort', () => stream.close(), { once: true })
    if (watcher.gone.aborted) stream.close()
    await this.#look([stream])
    return stream
  }

  /** Called every second: whoever tells of changes may miss some, and says nothing of who may read the document. */
  tick(): void {
    if (this.#open.size > 0) void this.#lookSoon()
  }

  /** Called every BEAT_EVERY_MS. */
  beat(): void {
    for (const stream of [...this.#open]) if (stream.beat() >= MOST_BEATS) stream.watcher.hangUp()
  }

  /** Ends all, and takes nobody more. */
  close(): void {
    this.#closed = true
    for (const stream of [...this.#open]) stream.close()
  }

  async #lookSoon(): Promise<void> {
    this.#lookAgain = true
    if (this.#isLooking) return
    this.#isLooking = true
    while (this.#lookAgain && !this.#closed) {
      this.#lookAgain = false
      await this.#look([...this.#open])
      await new Promise<void>((resolve) => this.#parts.clock.after(REST_MS, resolve))
    }
    this.#isLooking = false
  }

  /** What cannot be found out ends the streams that it is about: they would show what is no more, or to whom may not know. */
  async #look(streams: readonly WatchStream<News>[]): Promise<void> {
    const { mayRead, look } = this.#parts
    const admitted = async (stream: WatchStream<News>): Promise<readonly WatchStream<News>[]> => {
      try {
        await mayRead(await stream.watcher.identify(), stream.document)
        return [stream]
      } catch (cause) {
        stream.refuse(cause)
        return []
      }
    }
    const readers = (await Promise.all(streams.map(admitted))).flat()
    const ids = [...new Set(readers.map(({ document }) => document))]
    try {
      const all = await look(ids)
      const told = new Map(ids.map((id, nth) => [id, all[nth]!]))
      for (const stream of readers) {
        const one = told.get(stream.document)!
        if ('refused' in one) stream.refuse(one.refused)
        else stream.tell(one.news)
      }
    } catch (cause) {
      for (const stream of readers) stream.refuse(cause)
    }
  }

  #takePlace({ principal, request }: Watcher): () => void {
    const ofService = [...this.#open].filter(({ watcher }) => watcher.principal.id === principal.id).length
    if (principal.kind === 'service' && ofService >= MOST_OF_A_TOKEN)
      throw new Refused('unavailable', `this token has ${ofService} subscriptions open`)
    const givePlaceBack = this.#parts.takePlace(request)
    if (givePlaceBack === undefined) throw new Refused('unavailable', 'too many streams are open from this address')
    return givePlaceBack
  }
}
