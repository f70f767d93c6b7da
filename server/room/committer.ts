// Group commit: everything queued in all rooms goes into the store in one transaction, one transaction at a time. While
// people type they start at once; under load they are paced, which is what makes durability cheap, and hearing of it too.
import type { Address } from '../../contracts/ids.ts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { AppendGroup, AppendOutcome, LogStore } from '../store/store.ts'

/** A room, as far as committing is concerned. */
export interface Committing {
  readonly address: Address
  /** They hear of its commits. */
  readonly members: { readonly size: number }
  /** Hands over what is queued, to be settled exactly once; undefined when nothing is. */
  takeQueued(): AppendGroup | undefined
  settle(outcome: AppendOutcome): void
}

/** Told of each commit that reached the store: how many updates it saved, and how long it took. */
export type Committed = (updates: number, ms: number) => void

/** Why nothing of the last batch could be written. */
export interface Failure {
  readonly message: string
  readonly ageMs: number
}

/**
 * From commit to commit under load: what costs is not an edit but a commit, and a write to each socket that hears of it. Few are told
 * sooner than many.
 */
const COMMIT_MS = 8
const LISTENER_MS = 0.25
const LONGEST_PACE_MS = 20
/** So far ahead of the pace may commits run: what a few people type is not held back by it. */
const AHEAD_MS = 200

export class Committer {
  readonly #store: Pick<LogStore, 'append'>
  readonly #clock: Clock
  readonly #log: Log
  readonly #committed: Committed
  readonly #waiting = new Set<Committing>()
  #running: Promise<void> | undefined
  /** When the next commit would start, had all of them kept the pace. */
  #due = 0
  #failure: { readonly message: string; readonly at: number } | undefined

  constructor(store: Pick<LogStore, 'append'>, clock: Clock, log: Log, committed: Committed) {
    this.#store = store
    this.#clock = clock
    this.#log = log
    this.#committed = committed
  }

  /** This room has something queued. It is settled with the next batch. */
  request(room: Committing): void {
    this.#waiting.add(room)
    this.#running ??= this.#run()
  }

  /** Undefined when something of the last batch was written, or nothing has been tried yet. */
  get failure(): Failure | undefined {
    if (this.#failure === undefined) return undefined
    return { message: this.#failure.message, ageMs: this.#clock.elapsed() - this.#failure.at }
  }

  /** Resolves when everything requested so far is settled. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #run(): Promise<void> {
    // Frames that came in the same read of a socket, or of several, go together.
    await new Promise<void>((resolve) => this.#clock.soon(resolve))
    while (this.#waiting.size > 0) {
      const rest = this.#due - AHEAD_MS - this.#clock.elapsed()
      if (rest > 0) await new Promise<void>((resolve) => this.#clock.after(rest, resolve))
      await this.#commit()
      if (this.#waiting.size > 0) await new Promise<void>((resolve) => this.#clock.soon(resolve))
    }
    // In the same turn in which nothing was waiting: a moment later somebody may, and would wait for ever.
    this.#running = undefined
  }

  async #commit(): Promise<void> {
    const rooms: Committing[] = []
    const groups: AppendGroup[] = []
    for (const room of this.#waiting) {
      const group = room.takeQueued()
      if (group === undefined) continue
      rooms.push(room)
      groups.push(group)
    }
    this.#waiting.clear()
    if (groups.length === 0) return
    const listeners = rooms.reduce((sum, { members }) => sum + members.size, 0)
    this.#due = Math.max(this.#due, this.#clock.elapsed()) + paceOf(listeners)
    const outcomes = await this.#append(groups)
    this.#judge(outcomes)
    rooms.forEach((room, at) => this.#settle(room, outcomes[at] ?? { kind: 'failed', message: 'no outcome' }))
  }

  /** One document that fails beside others that do not says nothing about the disk (R7). */
  #judge(outcomes: readonly AppendOutcome[]): void {
    const failed = outcomes.find((outcome) => outcome.kind === 'failed')
    if (outcomes.some(({ kind }) => kind === 'appended')) this.#failure = undefined
    else if (failed !== undefined) this.#failure = { message: failed.message, at: this.#clock.elapsed() }
  }

  /** A mistake of ours in one room must not keep the others of the batch from theirs (R7). */
  #settle(room: Committing, outcome: AppendOutcome): void {
    try {
      room.settle(outcome)
    } catch (error) {
      this.#log.error({ ...room.address, err: error }, 'a room failed to settle')
      room.settle({ kind: 'failed', message: messageOf(error) })
    }
  }

  /** A rejected batch has an unknown outcome: every room of it reloads from the store, which knows. */
  async #append(groups: readonly AppendGroup[]): Promise<readonly AppendOutcome[]> {
    try {
      const started = this.#clock.elapsed()
      const outcomes = await this.#store.append(groups)
      const saved = groups.filter((_, at) => outcomes[at]?.kind === 'appended')
      const updates = saved.reduce((sum, { entries }) => sum + entries.length, 0)
      this.#committed(updates, this.#clock.elapsed() - started)
      return outcomes
    } catch (error) {
      this.#log.error({ err: error, documents: groups.length }, 'commit failed')
      return groups.map(() => ({ kind: 'failed', message: messageOf(error) }))
    }
  }
}

const paceOf = (listeners: number): number => Math.min(LONGEST_PACE_MS, COMMIT_MS + listeners * LISTENER_MS)
