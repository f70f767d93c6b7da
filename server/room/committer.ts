// Group commit: everything queued in all rooms goes into the store in one transaction, one transaction at a time. The
// first after quiet starts at once; under load they are paced, which is what makes durability cheap.
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { AppendGroup, AppendOutcome, LogStore } from '../store/store.ts'

/** A room, as far as committing is concerned. */
export interface Committing {
  /** Hands over what is queued, to be settled exactly once; undefined when nothing is. */
  takeQueued(): AppendGroup | undefined
  settle(outcome: AppendOutcome): void
}

const PACE_MS = 5
/** With more documents than this in a batch, the pace slows: larger batches cost less for each edit. */
const MANY_DOCUMENTS = 16
const PACE_MANY_MS = 10

export class Committer {
  readonly #store: Pick<LogStore, 'append'>
  readonly #clock: Clock
  readonly #log: Log
  readonly #waiting = new Set<Committing>()
  #running: Promise<void> | undefined
  #failure: string | undefined

  constructor(store: Pick<LogStore, 'append'>, clock: Clock, log: Log) {
    this.#store = store
    this.#clock = clock
    this.#log = log
  }

  /** This room has something queued. It is settled with the next batch. */
  request(room: Committing): void {
    this.#waiting.add(room)
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Why nothing of the last batch could be written; undefined when something was, or nothing has been tried yet. */
  get failure(): string | undefined {
    return this.#failure
  }

  /** Resolves when everything requested so far is settled. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #run(): Promise<void> {
    // Frames that came in the same read of a socket, or of several, go together.
    await new Promise<void>((resolve) => this.#clock.soon(resolve))
    while (this.#waiting.size > 0) {
      const started = this.#clock.elapsed()
      const documents = await this.#commit()
      if (this.#waiting.size === 0) continue
      const pace = documents > MANY_DOCUMENTS ? PACE_MANY_MS : PACE_MS
      const rest = pace - (this.#clock.elapsed() - started)
      await new Promise<void>((resolve) => (rest > 0 ? this.#clock.after(rest, resolve) : this.#clock.soon(resolve)))
    }
  }

  async #commit(): Promise<number> {
    const rooms: Committing[] = []
    const groups: AppendGroup[] = []
    for (const room of this.#waiting) {
      const group = room.takeQueued()
      if (group === undefined) continue
      rooms.push(room)
      groups.push(group)
    }
    this.#waiting.clear()
    if (groups.length === 0) return 0
    const outcomes = await this.#append(groups)
    this.#judge(outcomes)
    rooms.forEach((room, at) => this.#settle(room, outcomes[at] ?? { kind: 'failed', message: 'no outcome' }))
    return groups.length
  }

  /** One document that fails beside others that do not says nothing about the disk (R7). */
  #judge(outcomes: readonly AppendOutcome[]): void {
    const failed = outcomes.find((outcome) => outcome.kind === 'failed')
    if (outcomes.some(({ kind }) => kind === 'appended')) this.#failure = undefined
    else if (failed !== undefined) this.#failure = failed.message
  }

  /** A mistake of ours in one room must not keep the others of the batch from theirs (R7). */
  #settle(room: Committing, outcome: AppendOutcome): void {
    try {
      room.settle(outcome)
    } catch (error) {
      this.#log.error({ err: error }, 'a room failed to settle')
      room.settle({ kind: 'failed', message: messageOf(error) })
    }
  }

  /** A rejected batch has an unknown outcome: every room of it reloads from the store, which knows. */
  async #append(groups: readonly AppendGroup[]): Promise<readonly AppendOutcome[]> {
    try {
      return await this.#store.append(groups)
    } catch (error) {
      this.#log.error({ err: error, documents: groups.length }, 'commit failed')
      return groups.map(() => ({ kind: 'failed', message: messageOf(error) }))
    }
  }
}
