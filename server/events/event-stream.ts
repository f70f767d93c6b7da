// One reader of `GET /api/v1/events`: what it may do, what happens after its place in the log, and how many are in each document, as the
// text of an event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html). It makes the next piece when the one before was
// taken, so that a slow reader costs a place in the log and not a queue (R6). Made by event-streams.ts.
import type {
  Job,
  PresentCounts,
  StartOver,
  StreamEventName,
  StreamEvents,
  WorkspaceEvent,
} from '../../contracts/events.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import type { EventLog, Place } from './event-log.ts'
import type { Counts } from './counts.ts'
import type { Standing } from './standing.ts'

export interface EventStreamParts {
  readonly log: Pick<EventLog, 'after' | 'begin'>
  readonly counts: Pick<Counts, 'of' | 'documents'>
  /** Where the reader is; undefined: nowhere in this log, and it starts over. */
  readonly place: Place | undefined
  readonly why: StartOver['why']
  /** Asked before anything is told, and for everything that names a document. */
  readonly standing: Pick<Standing, 'look' | 'news' | 'mayKnow'>
  /** Told of each event. */
  readonly sent: () => void
}

/** In one event. */
const MOST_COUNTS = 500
/** Jobs that are told of at once; of more than these the oldest is not told. */
const MOST_JOBS = 20
/** More changes than this are not kept apart: all are told anew. */
const MOST_CHANGED = 2_000

export class EventStream {
  readonly #parts: EventStreamParts
  #closed = false
  #wake: () => void = () => undefined
  #isWoken = false
  /** How many beats in a row the reader has not taken. */
  #beats = 0
  /** What is left to tell of how many are in each document: all of them, in the order of the counts, */
  #rest: Iterator<DocumentId> | undefined
  #begins = true
  /** and those that have changed since they were told. */
  readonly #changed = new Set<DocumentId>()
  /** As each is now, while that is to be told. */
  readonly #jobs = new Map<string, Job>()

  constructor(parts: EventStreamParts) {
    this.#parts = parts
  }

  /** There may be more. */
  wake(): void {
    this.#isWoken = true
    this.#wake()
  }

  /** Somebody came to, or left, these. */
  countsChanged(documents: ReadonlySet<DocumentId>): void {
    if (!this.#begins) for (const document of documents) this.#changed.add(document)
    if (this.#changed.size > MOST_CHANGED) this.#tellAllCounts()
    this.wake()
  }

  /** It is the reader's. */
  jobChanged(job: Job): void {
    this.#jobs.delete(job.id)
    this.#jobs.set(job.id, job)
    const [oldest] = this.#jobs.keys()
    if (this.#jobs.size > MOST_JOBS) this.#jobs.delete(oldest!)
    this.wake()
  }

  /** The reader is to hear that it is connected. Answers how many such words in a row it has not taken. */
  beat(): number {
    const before = this.#beats++
    this.wake()
    return before
  }

  /** What comes next ends it. */
  close(): void {
    this.#closed = true
    this.wake()
  }

  async *read(): AsyncGenerator<string> {
    const { log, standing } = this.#parts
    let { place, why } = this.#parts
    while (!this.#closed) {
      this.#isWoken = false
      if (this.#beats > 0) yield ': still here\n\n'
      this.#beats = 0
      const news = await standing.news()
      if (this.#closed) return
      if (news !== undefined) {
        if (news.seesOthers) {
          place = undefined
          why = 'permissions'
          this.#tellAllCounts()
        }
        yield this.#text('permissions', news.permissions)
        if ('ended' in news.permissions) return
        continue
      }
      if (place === undefined) {
        place = log.begin()
        yield this.#text('reset', { why }, place.id)
        continue
      }
      // One piece: for a slow reader they change as fast as they are taken.
      const counts = await this.#countsToTell()
      if (counts !== undefined) yield this.#text('present', counts)
      for (const id of this.#jobs.keys()) {
        if (!(await this.#isAsTold())) break
        // As it is by now: it may have ended meanwhile.
        const job = this.#jobs.get(id)
        this.#jobs.delete(id)
        if (job !== undefined) yield this.#text('job', job)
      }
      if (this.#closed) return
      const events = await log.after(place)
      if (events === 'lost') {
        place = undefined
        why = 'lost'
        continue
      }
      for (const event of events) {
        if (!(await this.#isAsTold())) break
        if (this.#closed) return
        if (await standing.mayKnow(documentOf(event.event)))
          yield this.#text('folder' in event.event ? 'folder' : 'document', event.event, event.id)
        place = event
      }
      if (events.length === 0 && !this.#hasStates) await this.#untilWoken()
    }
  }

  /** Since the piece before, which may have lain there for long, nothing was changed. */
  async #isAsTold(): Promise<boolean> {
    return (await this.#parts.standing.look()) === 'as told'
  }

  get #hasStates(): boolean {
    return this.#begins || this.#rest !== undefined || this.#changed.size > 0 || this.#jobs.size > 0
  }

  #tellAllCounts(): void {
    this.#changed.clear()
    this.#rest = undefined
    this.#begins = true
  }

  async #countsToTell(): Promise<PresentCounts | undefined> {
    const { counts, standing } = this.#parts
    const all = this.#begins
    if (all) {
      this.#rest = counts.documents()
      this.#begins = false
    }
    const documents = this.#nextDocuments()
    const known = await Promise.all(documents.map((document) => standing.mayKnow(document)))
    const told = documents.filter((_, nth) => known[nth])
    if (!all && told.length === 0) return undefined
    return { all, counts: told.map((document) => ({ document, present: counts.of(document) })) }
  }

  #nextDocuments(): DocumentId[] {
    const documents: DocumentId[] = []
    while (this.#rest !== undefined && documents.length < MOST_COUNTS) {
      const next = this.#rest.next()
      if (next.done === true) this.#rest = undefined
      else documents.push(next.value)
    }
    for (const document of this.#changed) {
      if (documents.length >= MOST_COUNTS) break
      this.#changed.delete(document)
      documents.push(document)
    }
    return documents
  }

  async #untilWoken(): Promise<void> {
    if (this.#isWoken) return
    await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#wake = () => undefined
  }

  #text(name: StreamEventName, data: StreamEvents[StreamEventName], id?: string): string {
    this.#parts.sent()
    return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
  }
}

function documentOf(event: WorkspaceEvent): DocumentId | null {
  if ('folder' in event) return null
  return 'document' in event ? event.document.id : event.id
}
