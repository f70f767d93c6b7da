// The update frames of one connection, counted as they come, and which of them are not on disk yet. What `saved n` says,
// when the relay stops reading a writer, and when presence may leave, all follow from it. One per session.

/** What a queued frame costs beside its bytes, so that many tiny ones are bounded as well. */
const FRAME_OVERHEAD_BYTES = 100

interface Waiting {
  /** Number of the frame on this connection, from 1. */
  readonly nth: number
  readonly bytes: number
}

export class Unsaved {
  #received = 0
  #bytes = 0
  readonly #waiting: Waiting[] = []

  /** How many update frames have come. */
  get received(): number {
    return this.#received
  }

  /** Memory held by what waits for the disk. */
  get bytes(): number {
    return this.#bytes
  }

  /** The n of `saved n`: all up to there are on disk, or were refused (F4). */
  get saved(): number {
    return (this.#waiting[0]?.nth ?? this.#received + 1) - 1
  }

  /** Counts one more frame; answers its number. */
  receive(): number {
    return ++this.#received
  }

  /** The frame that came last is on its way to the disk. */
  queued(updateBytes: number): void {
    const bytes = updateBytes + FRAME_OVERHEAD_BYTES
    this.#waiting.push({ nth: this.#received, bytes })
    this.#bytes += bytes
  }

  /** The oldest `count` that were queued are on disk. */
  settled(count: number): void {
    for (const { bytes } of this.#waiting.splice(0, count)) this.#bytes -= bytes
  }
}
