// Typists: participants who send a prepared history, edit by edit, at a common pace. Used by every workload in which
// somebody writes.
import { setTimeout as sleep } from 'node:timers/promises'
import type { History } from './histories.ts'
import type { Participant } from './participant.ts'
import { scanUpdate } from './scan-update.ts'
import type { Tally } from './tally.ts'

/** Who can be typed through. */
export type Writes = Pick<Participant, 'prepare' | 'sendPrepared'>

/** How often the pace is looked at. */
const TICK_MS = 1

export class Typist<Through extends Writes = Participant> {
  readonly participant: Through
  readonly client: number
  readonly #history: History
  readonly #tally: Tally | undefined
  #typed = 0

  constructor(participant: Through, history: History, tally?: Tally) {
    this.participant = participant
    this.client = history.client
    this.#history = history
    this.#tally = tally
  }

  get typed(): number {
    return this.#typed
  }

  get left(): number {
    return this.#history.updates.length - this.#typed
  }

  /** Sends the next edits, all in one write. */
  type(count: number): void {
    const frames: Uint8Array[] = []
    const now = performance.now()
    for (let n = 0; n < count; n++) {
      const update = this.#history.updates[this.#typed++]
      if (update === undefined) throw new Error(`the history of writer ${this.client} is at its end`)
      if (this.#tally !== undefined) {
        const tally = this.#tally
        scanUpdate(update, 0, (client, clock, length, deleted) => {
          if (!deleted) for (let at = clock; at < clock + length; at++) tally.sent(client, at, now)
        })
      }
      frames.push(this.participant.prepare(update))
    }
    if (frames.length > 0) this.participant.sendPrepared(frames)
  }
}

/** All typists together send so many edits a second, in turn. Answers how many they sent. */
export async function typeFor(
  seconds: number,
  editsPerSecond: number,
  typists: readonly Typist<Writes>[],
): Promise<number> {
  const started = performance.now()
  const total = Math.round(seconds * editsPerSecond)
  let sent = 0
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1_000) * editsPerSecond) + 1)
    const shares = new Map<Typist<Writes>, number>()
    for (; sent < due; sent++) {
      const typist = typists[sent % typists.length]!
      shares.set(typist, (shares.get(typist) ?? 0) + 1)
    }
    for (const [typist, share] of shares) typist.type(share)
    await sleep(TICK_MS)
  }
  return sent
}

/** Waits until the condition holds; answers whether it did before the time was up. */
export async function holds(condition: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (!condition()) {
    if (performance.now() > deadline) return false
    await sleep(5)
  }
  return true
}
