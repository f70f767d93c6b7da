// A client's presence that waits until the document frames which it sent before are on disk: nobody sees a caret in text
// that may yet be lost (R2). One per session.

/** Awareness carries whole states, so of many that wait the last few say it all. */
const MOST_HELD = 8

export class HeldPresence {
  readonly #held: { readonly after: number; readonly update: Uint8Array }[] = []

  /** Until the `after`-th frame is on disk. */
  hold(after: number, update: Uint8Array): void {
    this.#held.push({ after, update })
    if (this.#held.length > MOST_HELD) this.#held.shift()
  }

  /** What waits no more, in its order: so many frames are on disk. */
  *due(saved: number): Generator<Uint8Array> {
    while (this.#held.length > 0 && this.#held[0]!.after <= saved) yield this.#held.shift()!.update
  }
}
