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
  /** Whether it costs less to look at all documents at once. Else each has its own turn, and a slow one keeps only its own waiting. */
  readonly together: boolean
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

export class WatchStreams<News extends object> {
  readonly #parts: WatchStreamsParts<News>
  readonly #open = new Set<WatchStream<News>>()
  #closed = false
  /** Of the looks that are under way, by turnOf, whether another is due. */
  readonly #turns = new Map<string, { isDue: boolean }>()
  /** What was seen, as JSON text. */
  readonly #texts = new WeakMap<News, string>()

  constructor(parts: WatchStreamsParts<News>) {
    this.#parts = parts
    parts.follow((documents) => {
      const seen = [...this.#open].filter(({ document }) => documents.has(document))
      this.#lookSoon(seen)
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
    this.#lookSoon([...this.#open])
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

  #lookSoon(streams: readonly WatchStream<News>[]): void {
    for (const turn of new Set(streams.map((stream) => this.#turnOf(stream)))) void this.#take(turn)
  }

  #turnOf({ document }: WatchStream<News>): string {
    return this.#parts.together ? 'all' : document
  }

  async #take(turn: string): Promise<void> {
    const taken = this.#turns.get(turn)
    if (taken !== undefined) {
      taken.isDue = true
      return
    }
    const mine = { isDue: true }
    this.#turns.set(turn, mine)
    while (mine.isDue && !this.#closed) {
      mine.isDue = false
      await this.#look([...this.#open].filter((stream) => this.#turnOf(stream) === turn))
      await new Promise<void>((resolve) => this.#parts.clock.after(REST_MS, resolve))
    }
    this.#turns.delete(turn)
  }

  /** What cannot be found out ends the streams that it is about: they would show what is no more, or to whom may not know. */
  async #look(streams: readonly WatchStream<News>[]): Promise<void> {
    const admitted = await Promise.all(streams.map((stream) => this.#admit(stream)))
    const readers = streams.filter((_, nth) => admitted[nth])
    const ids = [...new Set(readers.map(({ document }) => document))]
    try {
      const all = await this.#parts.look(ids)
      const seen = new Map(ids.map((id, nth) => [id, all[nth]!]))
      await Promise.all(readers.map((stream) => this.#tell(stream, seen.get(stream.document)!)))
    } catch (cause) {
      for (const stream of readers) stream.refuse(cause)
    }
  }

  /** A look may have taken long: who hears something new is asked again who they are. */
  async #tell(stream: WatchStream<News>, seen: Told<News>): Promise<void> {
    if ('refused' in seen) return stream.refuse(seen.refused)
    const { news } = seen
    const text = this.#texts.get(news) ?? JSON.stringify(news)
    this.#texts.set(news, text)
    if (stream.knows(text) || (await this.#admit(stream))) stream.tell(news, text)
  }

  /** False for one that is refused. */
  async #admit(stream: WatchStream<News>): Promise<boolean> {
    try {
      await this.#parts.mayRead(await stream.watcher.identify(), stream.document)
      return true
    } catch (cause) {
      stream.refuse(cause)
      return false
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
