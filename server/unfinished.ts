// What has come of messages and bodies that are not whole yet, summed by the address that it comes from (L6). One per relay; told by
// half-message.ts and by http/bodies.ts.

/**
 * Sixteen of the largest frames at once. People are far from it: what they send is whole in a moment, and a first upload of that size is
 * rare. Behind a proxy that is not trusted (LIGATURE_TRUST_PROXY) it is one sum for all of them, and must be as much as the relay's
 * memory bears, not what one of them needs.
 */
const MOST_BYTES = 256 * 1024 * 1024
/** Where a single frame may be larger than that. */
const MOST_FRAMES = 2

/** However slow a line is, so much is whole within so long: 112 kbit/s. Whoever drips is no line. */
const SLOWEST_BYTES = 4 * 1024 * 1024
const SLOWEST_MS = 5 * 60_000

/** What nothing has come of for so long has no rest that would follow. */
export const SILENCE_MS = 30_000

/** How long something of at most so many bytes may take until it is whole. */
export const wholeWithinMs = (bytes: number): number => Math.max(1, Math.ceil(bytes / SLOWEST_BYTES)) * SLOWEST_MS

/** Says how much one sender has under way now. False: that has grown, and its address has more than it may. */
export type Share = (bytes: number) => boolean

export class Unfinished {
  readonly #most: number
  readonly #sums = new Map<string, number>()

  constructor(maxFrameBytes: number) {
    this.#most = Math.max(MOST_BYTES, MOST_FRAMES * maxFrameBytes)
  }

  /** For one connection or request, which says 0 at its end. */
  share(address: string): Share {
    let mine = 0
    return (bytes) => {
      const grows = bytes > mine
      const sum = (this.#sums.get(address) ?? 0) + bytes - mine
      mine = bytes
      if (sum === 0) this.#sums.delete(address)
      else this.#sums.set(address, sum)
      return !grows || sum <= this.#most
    }
  }
}
