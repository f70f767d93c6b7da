// Which block of a document stands in which chunk of the page. Pure: it knows blocks by identity only.

/** Blocks in a chunk when they are dealt out anew. More make fewer elements for the browser to walk, fewer make less to lay out
 * around the caret. */
const BLOCKS = 20
/** A chunk that people add to is left alone up to here. */
const MOST_BLOCKS = 30

interface Place {
  readonly chunk: number
  /** Among the chunk's blocks. */
  readonly nth: number
  /** Among all. */
  readonly at: number
}

export interface Stretch<Chunk, Block> {
  readonly chunk: Chunk
  readonly blocks: readonly Block[]
}

/**
 * Deals `blocks` out to the chunks that showed `before`; null where a new chunk is needed. A block that is still there stays
 * where it was, and what is new goes with what stands before it, so that a change redraws its own chunk only.
 *
 * `mayMove` is false while an input method composes: to split a chunk draws its blocks anew, and that would end it.
 */
export function arrange<Chunk, Block extends object>(
  before: readonly Stretch<Chunk, Block>[],
  blocks: readonly Block[],
  mayMove = true,
): Stretch<Chunk | null, Block>[] {
  let [first, from] = [0, 0]
  for (; first < before.length && standsAt(before[first]!.blocks, blocks, from); first++)
    from += before[first]!.blocks.length
  let [last, to] = [before.length, blocks.length]
  for (; last > first; last--) {
    const start = to - before[last - 1]!.blocks.length
    if (start < from || !standsAt(before[last - 1]!.blocks, blocks, start)) break
    to = start
  }
  // Between two chunks that have not changed: one of them takes what came.
  if (first === last && from < to && before.length > 0) {
    if (first > 0) from -= before[--first]!.blocks.length
    else to += before[last++]!.blocks.length
  }
  const changed = deal(before.slice(first, last), blocks.slice(from, to))
  const all = [...before.slice(0, first), ...changed, ...before.slice(last)]
  return mayMove ? all.flatMap(split) : all
}

function standsAt<Block>(those: readonly Block[], blocks: readonly Block[], at: number): boolean {
  return at + those.length <= blocks.length && those.every((block, nth) => block === blocks[at + nth])
}

function deal<Chunk, Block extends object>(
  before: readonly Stretch<Chunk, Block>[],
  blocks: readonly Block[],
): Stretch<Chunk | null, Block>[] {
  if (blocks.length === 0) return []
  const places = new Map<Block, Place>()
  let count = 0
  for (const [chunk, stretch] of before.entries())
    for (const [nth, block] of stretch.blocks.entries()) places.set(block, { chunk, nth, at: count++ })
  // As many as before, and none elsewhere: each is what became of the one in its place.
  if (count === blocks.length && blocks.every((block, at) => (places.get(block)?.at ?? at) === at)) {
    let from = 0
    return before.map(({ chunk, blocks: { length } }) => ({ chunk, blocks: blocks.slice(from, (from += length)) }))
  }
  /** The chunks of which something is left, in order. */
  const left = [...new Set(blocks.flatMap((block) => places.get(block)?.chunk ?? []))].toSorted((a, b) => a - b)
  const dealt: { readonly chunk: Chunk | null; readonly blocks: Block[] }[] = []
  let fresh: Block[] = []
  for (const block of blocks) {
    const place = places.get(block)
    const current = dealt.at(-1)
    if (place !== undefined && place.chunk === left[dealt.length]) {
      // Before it stood those that are gone from this chunk: as many new ones are what became of them.
      const own = current === undefined ? fresh.length : Math.min(fresh.length, place.nth)
      current?.blocks.push(...fresh.slice(0, fresh.length - own))
      dealt.push({ chunk: before[place.chunk]!.chunk, blocks: [...fresh.slice(fresh.length - own), block] })
      fresh = []
    } else if (place === undefined || current === undefined) {
      fresh.push(block)
    } else {
      current.blocks.push(...fresh, block)
      fresh = []
    }
  }
  if (fresh.length > 0) {
    if (dealt.length === 0) dealt.push({ chunk: before[0]?.chunk ?? null, blocks: [] })
    dealt.at(-1)!.blocks.push(...fresh)
  }
  return dealt
}

function split<Chunk, Block>({ chunk, blocks }: Stretch<Chunk | null, Block>): Stretch<Chunk | null, Block>[] {
  if (blocks.length <= MOST_BLOCKS) return [{ chunk, blocks }]
  const pieces = Math.ceil(blocks.length / BLOCKS)
  return Array.from({ length: pieces }, (_, nth) => ({
    chunk: nth === 0 ? chunk : null,
    blocks: blocks.slice(Math.round((nth * blocks.length) / pieces), Math.round(((nth + 1) * blocks.length) / pieces)),
  }))
}
