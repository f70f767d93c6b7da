// The log of events as this process follows it: one reader for all streams, told at once of what is written here, by a hint of
// what another relay has written, and looking for itself now and then (R10). Made by relay.ts, read by stream.ts.
import { createHash } from 'node:crypto'
import type { WorkspaceEvent } from '../../contracts/events.ts'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { DocumentStore } from '../store/store.ts'

/** A place in the log: after the event with this number. */
export interface Place {
  readonly number: number
  /** What clients resume with: the number, and a seal of what stands there. Another database has something else there, or nothing. */
  readonly id: string
}

export interface LoggedEvent extends Place {
  readonly event: WorkspaceEvent
}

export interface EventLogParts {
  readonly store: Pick<DocumentStore, 'readEvents' | 'readLastEvents'>
  readonly bus: Pick<Bus, 'announce' | 'compareEverySeconds'>
  readonly clock: Clock
  readonly log: Log
}

/** Kept in memory for all streams. Whoever is further behind reads the store. */
const MOST_RECENT = 1_000
const ROWS_AT_ONCE = 200
/**
 * Who begins reads a list that may be as old as something is kept in a cache (KEPT_MS): events begin before that, and those that
 * the list has already are no news.
 */
const BEGIN_BEFORE_MS = 3_000
const SEAL_CHARACTERS = 10

const BEGINNING: Place = { number: 0, id: '0' }

export class EventLog {
  readonly #parts: EventLogParts
  readonly #readers = new Set<() => void>()
  /** After `#from`, up to the last that this process knows of. */
  #recent: (LoggedEvent & { readonly seenAt: number })[] = []
  #from = BEGINNING
  /** Some instance has announced the events up to this number. */
  #announcedUpTo = 0
  #isReading = false
  #readAgain = false
  /** The last look failed. */
  #failing = false
  #seconds = 0

  constructor(parts: EventLogParts) {
    this.#parts = parts
  }

  /** Before anybody reads. Rejects when the store does not answer. */
  async start(): Promise<void> {
    await this.#beginAnew()
  }

  /** There may be something new: something was written here, or may have been. */
  readonly look = (): void => {
    this.#readAgain = true
    if (!this.#isReading) void this.#read()
  }

  /** Another instance says that the log goes up to this number. */
  hear(upTo: number): void {
    this.#announcedUpTo = Math.max(this.#announcedUpTo, upTo)
    if (upTo > this.#last.number) this.look()
  }

  /** Called every second. */
  tick(): void {
    const every = this.#parts.bus.compareEverySeconds
    if (this.#failing || (every !== undefined && ++this.#seconds % every === 0)) this.look()
  }

  /** False while the store does not answer: what happens then is not heard of. */
  get isWell(): boolean {
    return !this.#failing
  }

  /** Calls `wake` when there is more, until the returned function is called. */
  follow(wake: () => void): () => void {
    this.#readers.add(wake)
    return () => void this.#readers.delete(wake)
  }

  /** Where somebody begins who reads the lists next. */
  begin(): Place {
    const since = this.#parts.clock.elapsed() - BEGIN_BEFORE_MS
    const first = this.#recent.findIndex(({ seenAt }) => seenAt >= since)
    return first < 0 ? this.#last : (this.#recent[first - 1] ?? this.#from)
  }

  /** The place that an id names; undefined when it is not there: too long ago, or never in this log. */
  async find(id: string): Promise<Place | undefined> {
    const number = Number(/^\d{1,15}(?=-|$)/.exec(id)?.[0] ?? Number.NaN)
    if (Number.isNaN(number)) return undefined
    const place = { number, id }
    return (await this.after(place)) === 'lost' ? undefined : place
  }

  /** The next events after that place, in order; none when there are none yet. `lost`: the place is not in the log any more. */
  async after(place: Place): Promise<readonly LoggedEvent[] | 'lost'> {
    if (place.id === this.#last.id) return []
    const known = this.#recent.findLastIndex(({ id }) => id === place.id)
    if (known >= 0) return this.#recent.slice(known + 1, known + 1 + ROWS_AT_ONCE)
    return await this.#readAfter(place)
  }

  get #last(): Place {
    return this.#recent.at(-1) ?? this.#from
  }

  async #read(): Promise<void> {
    this.#isReading = true
    try {
      while (this.#readAgain) {
        this.#readAgain = false
        await this.#readOn()
      }
      if (this.#failing) this.#parts.log.info({}, 'events can be read again')
      this.#failing = false
    } catch (error) {
      // The next tick looks again.
      if (!this.#failing) this.#parts.log.warn({ problem: messageOf(error) }, 'events cannot be read')
      this.#failing = true
    }
    this.#isReading = false
  }

  async #readOn(): Promise<void> {
    const found = await this.#readAfter(this.#last)
    if (found.length === 0) return
    if (found === 'lost') await this.#beginAnew()
    else this.#keep(found)
    this.#readAgain = true
    if (this.#last.number > this.#announcedUpTo) this.#parts.bus.announce({ kind: 'grew', upTo: this.#last.number })
    this.#announcedUpTo = Math.max(this.#announcedUpTo, this.#last.number)
    for (const wake of [...this.#readers]) wake()
  }

  /** What other instances wrote just before is among the last. */
  async #beginAnew(): Promise<void> {
    const [before, ...rows] = await this.#parts.store.readLastEvents(ROWS_AT_ONCE)
    this.#recent = []
    // Of a log that has no more than these, the first is told too.
    this.#from = before === undefined || before.number === 1 ? BEGINNING : logged(before)
    this.#keep((before?.number === 1 ? [before, ...rows] : rows).map(logged))
    this.#announcedUpTo = this.#last.number
  }

  #keep(events: readonly LoggedEvent[]): void {
    const seenAt = this.#parts.clock.elapsed()
    for (const event of events) this.#recent.push({ ...event, seenAt })
    const over = this.#recent.splice(0, Math.max(0, this.#recent.length - MOST_RECENT))
    this.#from = over.at(-1) ?? this.#from
  }

  async #readAfter(place: Place): Promise<readonly LoggedEvent[] | 'lost'> {
    const rows = await this.#parts.store.readEvents(Math.max(place.number - 1, 0), ROWS_AT_ONCE)
    const events = rows.map(logged)
    const [first, ...rest] = events
    if (place.number > 0) return first?.id === place.id ? rest : 'lost'
    return place.id === BEGINNING.id && (first === undefined || first.number === 1) ? events : 'lost'
  }
}

function logged({ number, event }: { readonly number: number; readonly event: WorkspaceEvent }): LoggedEvent {
  const seal = createHash('sha256').update(JSON.stringify(event)).digest('base64url').slice(0, SEAL_CHARACTERS)
  return { number, event, id: `${number}-${seal}` }
}
