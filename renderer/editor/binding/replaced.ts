// Where a caret belongs after somebody replaced the block it stood in: a change of kind (paragraph to heading, into a list)
// is a deletion and a copy to Yjs, so no relative position survives it. Found again by the words of the block.
import type { Node } from '@tiptap/pm/model'
import { commonLetters } from '../../../document/twin/alignment.ts'
import type { Edit } from './pull.ts'

/** How much of a block's words a copy must have to be taken for it. */
const LEAST_LIKENESS = 0.5

interface Textblock {
  readonly words: string
  /** From the start of the edit to the block's content. */
  readonly start: number
}

/** From the start of the edit's new nodes; null when none of them is that block. */
export function offsetInReplacement(before: Node, position: number, edit: Edit): number | null {
  const $position = before.resolve(position)
  if (!$position.parent.isTextblock) return null
  const contentStart = $position.start()
  if (contentStart <= edit.from || $position.end() >= edit.to) return null
  const gone: Textblock[] = []
  before.nodesBetween(edit.from, edit.to, (node, at) => collect(gone, node, at - edit.from))
  const come: Textblock[] = []
  let offset = 0
  for (const node of edit.nodes) {
    const start = offset
    collect(come, node, start)
    node.descendants((child, at) => collect(come, child, start + 1 + at))
    offset += node.nodeSize
  }
  const place = gone.findIndex(({ start }) => start === contentStart - edit.from)
  const words = gone[place]?.words ?? ''
  let best: Textblock | null = null
  let bestLikeness = LEAST_LIKENESS
  for (const [at, block] of come.entries()) {
    const longest = Math.max(words.length, block.words.length)
    const same = longest === 0 ? 1 : commonLetters(words, block.words) / longest
    // Of several with the same words, the one in the same place of the row.
    const likeness = same - Math.abs(at - place) / 1_000
    if (likeness < bestLikeness) continue
    best = block
    bestLikeness = likeness
  }
  return best === null ? null : best.start + sameLetter(words, best.words, $position.parentOffset)
}

function collect(found: Textblock[], node: Node, position: number): boolean {
  if (node.isTextblock)
    found.push({ words: node.textBetween(0, node.content.size, null, '\ufffc'), start: position + 1 })
  return !node.isTextblock
}

/** Behind the letter it was behind, where that letter is still there. */
function sameLetter(was: string, is: string, offset: number): number {
  let start = 0
  while (start < offset && was[start] === is[start]) start++
  if (start === offset) return offset
  let end = 0
  const most = Math.min(was.length, is.length) - start
  while (end < most && was.at(-1 - end) === is.at(-1 - end)) end++
  return offset >= was.length - end ? is.length - (was.length - offset) : Math.min(offset, is.length - end)
}
