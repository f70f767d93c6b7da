// Counts the edits that reach somebody other than their writer, and how long each took. One for each document.
import { Latencies } from './latencies.ts'
import { scanUpdate } from './scan-update.ts'

export class Tally {
  readonly latencies: Latencies
  /** Edits that arrived, once for each client they arrived at. A letter typed is one, a letter deleted is one. */
  delivered = 0
  /** When the letter with this clock was sent, for each writer. */
  readonly #sentAt = new Map<number, number[]>()

  constructor(latencies = new Latencies()) {
    this.latencies = latencies
  }

  /** The writer sends the letter with this clock now. */
  sent(client: number, clock: number, now: number): void {
    let moments = this.#sentAt.get(client)
    if (moments === undefined) this.#sentAt.set(client, (moments = []))
    moments[clock] = now
  }

  /** What a participant's `heard` should be. `own` is its Yjs client id: what echoes back to it does not count. */
  listener(own: number | undefined, latencies = this.latencies): (message: Uint8Array, from: number) => void {
    let now = 0
    const visit = (client: number, clock: number, length: number, deleted: boolean): void => {
      if (client === own) return
      const moments = this.#sentAt.get(client)
      // The document that was there before.
      if (moments === undefined) return
      this.delivered += length
      if (deleted) return
      for (let n = clock; n < clock + length; n++) {
        const moment = moments[n]
        if (moment !== undefined) latencies.record(now - moment)
      }
    }
    return (message, from) => {
      now = performance.now()
      scanUpdate(message, from, visit)
    }
  }
}
