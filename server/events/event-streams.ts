// All readers of events on this instance: opened by http/events.ts, woken together, and ended when the relay goes (R11).
import type { IncomingMessage } from 'node:http'
import type { Job } from '../../contracts/events.ts'
import { BEAT_EVERY_MS } from '../../contracts/limits.ts'
import type { Access, Principal } from '../access/access.ts'
import { Refused } from '../errors.ts'
import type { Counts } from './counts.ts'
import type { EventLog } from './event-log.ts'
import { EventStream } from './event-stream.ts'
import { Standing } from './standing.ts'

export interface EventStreamsParts {
  readonly log: EventLog
  readonly counts: Counts
  readonly access: Access
  /** Takes a place for who asks; answers how to give it back, or undefined when that address has none left. */
  readonly takePlace: (request: IncomingMessage) => (() => void) | undefined
  /** Counts what is sent. */
  readonly sent: () => void
}

/** What the network has not taken of so many beats in a row is not going to be (R6): in a minute. */
const MOST_BEATS = 5

export interface EventReader {
  /** As they came. */
  readonly principal: Principal
  /** Who they are by now. Throws Refused when they are nobody any more. */
  readonly identify: () => Promise<Principal>
  /** Called when they take nothing. */
  readonly hangUp: () => void
}

interface Open {
  readonly stream: EventStream
  readonly reader: EventReader
  readonly standing: Standing
  /** They are nobody any more, and are to hear it. */
  isOver: boolean
}

export class EventStreams {
  readonly #parts: EventStreamsParts
  readonly #open = new Set<Open>()
  #closed = false

  constructor(parts: EventStreamsParts) {
    this.#parts = parts
    parts.counts.follow((documents) => {
      for (const { stream } of this.#open) stream.countsChanged(documents)
    })
    parts.log.follow(() => {
      for (const { stream } of this.#open) stream.wake()
    })
  }

  get size(): number {
    return this.#open.size
  }

  /**
   * `after`: the id of the last event that the reader has. Call `end` of the answer when the reader is gone. Throws Refused, or
   * Unavailable.
   */
  async open(
    request: IncomingMessage,
    reader: EventReader,
    after: string | undefined,
  ): Promise<{ readonly text: AsyncIterable<string>; readonly end: () => void }> {
    const { log, counts, access, takePlace, sent } = this.#parts
    if (this.#closed) throw new Refused('unavailable', 'the relay is shutting down')
    const givePlaceBack = takePlace(request)
    if (givePlaceBack === undefined) throw new Refused('unavailable', 'too many streams are open from this address')
    try {
      // A store that does not answer is better said now than in the midst of a stream.
      const place = after === undefined ? undefined : await log.find(after)
      const why = after === undefined ? 'first' : 'lost'
      const standing = new Standing(access, reader.identify)
      const stream = new EventStream({ log, counts, place, why, standing, sent })
      const open = { stream, reader, standing, isOver: false }
      this.#open.add(open)
      if (this.#closed) stream.close()
      return {
        text: stream.read(),
        end: () => {
          if (!this.#open.delete(open)) return
          stream.close()
          givePlaceBack()
        },
      }
    } catch (error) {
      givePlaceBack()
      throw error
    }
  }

  /** How far it is, to whoever has begun it: the id of a principal. */
  tellJob(author: string, job: Job): void {
    for (const { stream, reader } of this.#open) if (reader.principal.id === author) stream.jobChanged(job)
  }

  /** Called every BEAT_EVERY_MS. While events cannot be read nothing is said: readers are to notice. */
  beat(): void {
    if (!this.#parts.log.isWell) return
    for (const { stream, reader } of [...this.#open]) if (stream.beat() >= MOST_BEATS) reader.hangUp()
  }

  /** Called every second, so that also where nothing happens it is told what a token may do, and that it has ended (R9). */
  check(): void {
    for (const open of this.#open) void this.#check(open)
  }

  async #check(open: Open): Promise<void> {
    const { stream, reader, standing } = open
    const found = await standing.look()
    if (found === 'as told') return
    // Who has not heard it within a second takes nothing.
    if (found === 'over' && open.isOver) reader.hangUp()
    open.isOver = found === 'over'
    stream.wake()
  }

  /** Ends all, and takes nobody more. */
  close(): void {
    this.#closed = true
    for (const { stream } of this.#open) stream.close()
  }
}

/** In seconds, for the wheel. */
export const BEAT_EVERY_S = BEAT_EVERY_MS / 1_000
