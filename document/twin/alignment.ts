// Which of the old blocks each of the new ones is: after Enter, a join, a move or a paste, a block that stayed must keep
// its Yjs element, because a new element in its place would throw away what others are typing into the old one.
import type { Node } from '@tiptap/pm/model'

/** More pairs than this are matched by identity and place only. */
const MOST_PAIRS = 2_500

/** For each of `after`, the index of what it was in `before`, or -1 for a new one. Increasing: Yjs cannot move. */
export function align(before: readonly Node[], after: readonly Node[]): number[] {
  if (before.length * after.length <= MOST_PAIRS) return bySimilarity(before, after)
  const matched: number[] = Array.from({ length: after.length }, () => -1)
  let [beforeAt, afterAt] = [0, 0]
  for (const [was, is] of [...keptInOrder(before, after), [before.length, after.length] as const]) {
    byPlace(before, after, matched, [beforeAt, was], [afterAt, is])
    if (is < after.length) matched[is] = was
    beforeAt = was + 1
    afterAt = is + 1
  }
  return matched
}

/** The alignment with the greatest sum of likenesses (a longest common subsequence with weights). */
function bySimilarity(before: readonly Node[], after: readonly Node[]): number[] {
  const width = after.length + 1
  const best = new Float64Array((before.length + 1) * width)
  const likenesses = new Float64Array(before.length * after.length)
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const likeness = likenessOf(before[i]!, after[j]!)
      likenesses[i * after.length + j] = likeness
      const paired = likeness > 0 ? likeness + best[(i + 1) * width + j + 1]! : 0
      best[i * width + j] = Math.max(paired, best[(i + 1) * width + j]!, best[i * width + j + 1]!)
    }
  }
  const matched: number[] = []
  let i = 0
  for (let j = 0; j < after.length; j++) {
    const here = best[i * width + j]!
    if (i < before.length && here > best[i * width + j + 1]!) {
      // Some old one from here on is this one: the first that is part of the best sum.
      while (!isPair(i, j)) i++
      matched.push(i++)
    } else matched.push(-1)
  }
  return matched

  function isPair(row: number, column: number): boolean {
    const likeness = likenesses[row * after.length + column]!
    return likeness > 0 && best[row * width + column] === likeness + best[(row + 1) * width + column + 1]!
  }
}

/** 0 for another kind of block, else 1 and more. */
function likenessOf(was: Node, is: Node): number {
  if (was.type !== is.type) return 0
  if (was === is) return 8
  if (was.content === is.content || was.content.eq(is.content)) return was.sameMarkup(is) ? 7 : 6
  if (is.isTextblock) {
    const [a, b] = [was.textContent, is.textContent]
    return 1 + (4 * commonLetters(a, b)) / Math.max(a.length, b.length, 1)
  }
  let same = 0
  const children = new Set(was.children)
  for (const child of is.children) if (children.has(child)) same++
  return 1 + (4 * same) / Math.max(was.childCount, is.childCount, 1)
}

/** How many letters two texts share at their beginning and their end together. */
export function commonLetters(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start++
  let end = 0
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return start + end
}

/** The longest run of nodes that are the very same object and in the same order in both (patience sorting). */
function keptInOrder(before: readonly Node[], after: readonly Node[]): [number, number][] {
  const placeAfter = new Map<Node, number>()
  for (const [place, node] of after.entries()) if (!placeAfter.has(node)) placeAfter.set(node, place)
  const candidates: { was: number; is: number; previous: number }[] = []
  const tails: number[] = []
  for (const [was, node] of before.entries()) {
    const is = placeAfter.get(node)
    if (is === undefined) continue
    let [low, high] = [0, tails.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (candidates[tails[middle]!]!.is < is) low = middle + 1
      else high = middle
    }
    candidates.push({ was, is, previous: low > 0 ? tails[low - 1]! : -1 })
    tails[low] = candidates.length - 1
  }
  const kept: [number, number][] = []
  for (let at = tails.at(-1) ?? -1; at !== -1; at = candidates[at]!.previous)
    kept.push([candidates[at]!.was, candidates[at]!.is])
  return kept.toReversed()
}

/** Between two kept ones: the first with the first, as long as the kinds agree. */
function byPlace(
  before: readonly Node[],
  after: readonly Node[],
  matched: number[],
  [was, wasEnd]: readonly [number, number],
  [is, isEnd]: readonly [number, number],
): void {
  for (let offset = 0; was + offset < wasEnd && is + offset < isEnd; offset++)
    if (before[was + offset]!.type === after[is + offset]!.type) matched[is + offset] = was + offset
}
