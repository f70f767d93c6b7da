// Which local changes the relay's `saved` speaks of. One per connection; resilient-socket.ts tells it what passes.
//
// `saved n` names frames, a person cares for changes. A frame covers the local number reached when it was sent, but only
// once this connection has sent a step2: that one answers what the relay has committed, so it carries every older change
// too. An update sent before it says nothing of changes made offline. After a refusal the relay drops what follows as
// *diverged*, so nothing counts until the next step2.

export class SentFrames {
  /** What each frame not yet saved covers; 0 for nothing. */
  #covers: number[] = []
  #saved = 0
  #complete = false

  /** Frames 0/1 and 0/2 sent so far. */
  get count(): number {
    return this.#saved + this.#covers.length
  }

  sent(step2: boolean, localNumber: number): void {
    if (step2) this.#complete = true
    this.#covers.push(this.#complete ? localNumber : 0)
  }

  /** The highest local number that is durable now as far as this frame says; 0 for none. */
  saved(count: number): number {
    const settled = this.#covers.splice(0, Math.max(0, count - this.#saved))
    this.#saved += settled.length
    // Not Math.max(...settled): a long paste offline is more frames than a call takes arguments.
    return settled.reduce((highest, covers) => Math.max(highest, covers), 0)
  }

  /** The nth frame (from 1) was refused: it and all that was sent after it cover nothing. */
  refused(nth: number): void {
    const first = Math.max(0, nth - 1 - this.#saved)
    this.#covers = this.#covers.map((covers, index) => (index >= first ? 0 : covers))
    this.#complete = false
  }
}
