// A set of whole numbers kept as sorted, disjoint, non-touching ranges. The document index holds two per Yjs client: the
// clocks of its structs and the clocks deleted. Appending at the end, which is what typing does, costs O(1).

/** Start inclusive, end exclusive. */
export type Range = readonly [start: number, end: number]

/** Up to here `addAll` adds one by one. */
const FEW = 16

export class Ranges {
  /** Flat: start0, end0, start1, end1, … */
  readonly #edges: number[] = []

  static of(ranges: readonly Range[]): Ranges {
    const set = new Ranges()
    set.addAll(ranges)
    return set
  }

  /** True when the whole range is in the set. */
  covers(start: number, end: number): boolean {
    const edges = this.#edges
    const last = edges.length - 2
    if (last < 0) return start >= end
    if (start >= edges[last]!) return end <= edges[last + 1]!
    const at = this.#firstEndingAfter(start)
    return edges[at]! <= start && end <= edges[at + 1]!
  }

  add(start: number, end: number): void {
    if (start >= end) return
    const edges = this.#edges
    const lastEnd = edges.at(-1)
    if (lastEnd === undefined || start > lastEnd) {
      edges.push(start, end)
      return
    }
    if (start === lastEnd) {
      edges[edges.length - 1] = end
      return
    }
    // The first range that touches or follows, and the first that lies wholly behind: all between them melt into one.
    const from = this.#firstEndingAfter(start - 1)
    let to = from
    let low = start
    let high = end
    while (to < edges.length && edges[to]! <= end) {
      low = Math.min(low, edges[to]!)
      high = Math.max(high, edges[to + 1]!)
      to += 2
    }
    edges.splice(from, to - from, low, high)
  }

  /** Adds many at once in time linear in both: one by one, ranges far apart would each move all behind them. */
  addAll(ranges: readonly Range[]): void {
    if (ranges.length < FEW) {
      for (const [start, end] of ranges) this.add(start, end)
      return
    }
    const all = [...this, ...ranges].toSorted(([a], [b]) => a - b)
    const edges = this.#edges
    edges.length = 0
    for (const [start, end] of all) {
      const last = edges.at(-1)
      if (last === undefined || start > last) edges.push(start, end)
      else if (end > last) edges[edges.length - 1] = end
    }
  }

  /** The parts of the range that are not in the set, in order. */
  missing(start: number, end: number): Range[] {
    const edges = this.#edges
    const holes: [number, number][] = []
    let at = this.#firstEndingAfter(start)
    let from = start
    while (from < end && at < edges.length && edges[at]! < end) {
      if (from < edges[at]!) holes.push([from, edges[at]!])
      from = edges[at + 1]!
      at += 2
    }
    if (from < end) holes.push([from, end])
    return holes
  }

  /** The first clock of the range that is in the set; undefined when none is. */
  firstIn(start: number, end: number): number | undefined {
    const next = this.#edges[this.#firstEndingAfter(start)]
    return next === undefined || next >= end ? undefined : Math.max(next, start)
  }

  /** How far the set reaches from 0 without a hole. */
  get contiguous(): number {
    return this.#edges[0] === 0 ? this.#edges[1]! : 0
  }

  /** The end of the last range; 0 for the empty set. */
  get end(): number {
    return this.#edges.at(-1) ?? 0
  }

  get count(): number {
    return this.#edges.length / 2
  }

  *[Symbol.iterator](): Generator<Range> {
    for (let at = 0; at < this.#edges.length; at += 2) yield [this.#edges[at]!, this.#edges[at + 1]!]
  }

  /** Position in #edges of the first range whose end is > clock; #edges.length when there is none. */
  #firstEndingAfter(clock: number): number {
    const edges = this.#edges
    let low = 0
    let high = edges.length / 2
    while (low < high) {
      const middle = (low + high) >>> 1
      if (edges[middle * 2 + 1]! > clock) high = middle
      else low = middle + 1
    }
    return low * 2
  }
}
