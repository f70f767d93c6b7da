// All readers of events on this instance: opened by http/events.ts, woken together, and ended when the relay goes (R11).
import type { IncomingMessage } from 'node:http'
import type { DocumentId } from '../../contracts/ids.ts'
import { BEAT_EVERY_MS } from '../../contracts/limits.ts'
import { type Access, authorize, type Principal } from '../access/access.ts'
import { Refused } from '../errors.ts'
import type { Counts } from './counts.ts'
import type { EventLog } from './event-log.ts'
import { EventStream } from './event-stream.ts'

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

interface Open {
  readonly stream: EventStream
  readonly hangUp: () => void
}

export class EventStreams {
  readonly #parts: EventStreamsParts
  readonly #open = new Set<Open>()
  #closed = false

  constructor(parts: EventStreamsParts) {
    this.#parts = parts
    parts.counts.changed = (documents) => {
      for (const { stream } of this.#open) stream.countsChanged(documents)
    }
    parts.log.follow(() => {
      for (const { stream } of this.#open) stream.wake()
    })
  }

  get size(): number {
    return this.#open.size
  }

  /**
   * `after`: the id of the last event that the reader has. `hangUp` is called when it takes nothing any more. Call `end` of the answer
   * when the reader is gone. Throws Refused, or Unavailable.
   */
  async open(
    request: IncomingMessage,
    principal: Principal,
    after: string | undefined,
    hangUp: () => void,
  ): Promise<{ readonly text: AsyncIterable<string>; readonly end: () => void }> {
    const { log, counts, access, takePlace, sent } = this.#parts
    if (this.#closed) throw new Refused('unavailable', 'the relay is shutting down')
    const givePlaceBack = takePlace(request)
    if (givePlaceBack === undefined) throw new Refused('unavailable', 'too many streams are open from this address')
    try {
      // A store that does not answer is better said now than in the midst of a stream.
      const place = after === undefined ? undefined : await log.find(after)
      const why = after === undefined ? 'first' : 'lost'
      const mayKnow = (document: DocumentId): Promise<boolean> => authorize(access, principal, 'read', document)
      const stream = new EventStream({ log, counts, place, why, mayKnow, sent })
      const open = { stream, hangUp }
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

  /** Called every BEAT_EVERY_MS. While events cannot be read nothing is said: readers are to notice. */
  beat(): void {
    if (!this.#parts.log.isWell) return
    for (const { stream, hangUp } of [...this.#open]) if (stream.beat() >= MOST_BEATS) hangUp()
  }

  /** Ends all, and takes nobody more. */
  close(): void {
    this.#closed = true
    for (const { stream } of this.#open) stream.close()
  }
}

/** In seconds, for the wheel. */
export const BEAT_EVERY_S = BEAT_EVERY_MS / 1_000
