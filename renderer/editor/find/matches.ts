// Where a text stands in a block. Knows nothing of the screen.
import type { Node } from '@tiptap/pm/model'

export interface Query {
  readonly text: string
  readonly matchCase: boolean
  readonly wholeWords: boolean
}

export interface Match {
  readonly from: number
  readonly to: number
}

/** Stands for a picture or a line break: one position, and nothing that anybody searches. */
const LEAF = '\uFFFC'

/** As a pattern, because upper and lower case of a letter may have different lengths. */
export function patternOf({ text, matchCase, wholeWords }: Query): RegExp | undefined {
  if (text === '') return undefined
  const escaped = text.replaceAll(/[$()*+./?[\\\]^{|}]/gu, String.raw`\$&`)
  const letter = String.raw`[\p{L}\p{M}\p{N}_]`
  const pattern = wholeWords ? `(?<!${letter})${escaped}(?!${letter})` : escaped
  return new RegExp(pattern, matchCase ? 'gu' : 'giu')
}

/** Matches in all texts of a block, as positions from its beginning. */
export function matchesIn(block: Node, pattern: RegExp): readonly Match[] {
  const matches: Match[] = []
  const look = (node: Node, start: number): void => {
    for (const { index, 0: found } of node.textBetween(0, node.content.size, undefined, LEAF).matchAll(pattern))
      matches.push({ from: start + index, to: start + index + found.length })
  }
  if (block.isTextblock) look(block, 1)
  else
    block.descendants((node, position) => {
      if (node.isTextblock) look(node, position + 2)
      return !node.isTextblock
    })
  return matches
}
