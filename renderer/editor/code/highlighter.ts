// One language's grammar as a function from text to coloured spans. Fetched by highlight.ts with the first code block.
import type { LanguageFn } from 'highlight.js'
import { createLowlight } from 'lowlight'

/** A part of a block's text and the classes it gets, counted from the block's first character. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly classes: string
}

type Tree = ReturnType<ReturnType<typeof createLowlight>['highlight']>
type Child = Tree['children'][number]

export function highlighterFor(language: string, grammar: LanguageFn): (text: string) => readonly Span[] {
  const lowlight = createLowlight({ [language]: grammar })
  return (text) => {
    const spans: Span[] = []
    collect(lowlight.highlight(language, text).children, '', 0, spans)
    return spans
  }
}

/** Answers where the text of the nodes ends. */
function collect(nodes: readonly Child[], classes: string, start: number, spans: Span[]): number {
  let at = start
  for (const node of nodes) {
    if (node.type === 'text') {
      const to = at + node.value.length
      if (classes !== '') spans.push({ from: at, to, classes })
      at = to
    } else if (node.type === 'element') {
      const own = node.properties['className']
      at = collect(node.children, [classes, ...(Array.isArray(own) ? own : [])].join(' ').trim(), at, spans)
    }
  }
  return at
}
