// Sections of a document: a heading at the top level and what stands below it, up to the next heading of its level or a higher one.
// Asked by put-markdown.ts.
import type { Node } from '@tiptap/pm/model'
import { type NodeJson, textIn } from './json.ts'

export interface Section {
  /** Which of the blocks its heading is. */
  readonly heading: number
  /** The block behind its last one. */
  readonly end: number
  readonly level: number
}

export type FoundSection =
  | { readonly kind: 'found'; readonly section: Section }
  | { readonly kind: 'absent' | 'several'; readonly detail: string }

/** Headings that a refusal names, so that whoever asked sees what to ask for. */
const MOST_NAMED = 12

/**
 * The section that a path of headings names: the last is its own heading, those before stand above it, not necessarily all of
 * them. Headings agree when their words do, whatever space is between.
 */
export function findSection(blocks: readonly Node[], path: readonly string[]): FoundSection {
  const wanted = path.map(oneLine)
  const headings = headingsOf(blocks)
  const found = headings.filter(({ text, above }) => text === wanted.at(-1) && leadsThrough(above, wanted.slice(0, -1)))
  const said = wanted.map((text) => `"${text}"`).join(' › ')
  const [only] = found
  if (only === undefined) {
    const names = headings.slice(0, MOST_NAMED).map(({ text }) => `"${text}"`)
    const more = headings.length > MOST_NAMED ? `, and ${headings.length - MOST_NAMED} more` : ''
    const there = names.length === 0 ? 'the document has no headings' : `there are ${names.join(', ')}${more}`
    return { kind: 'absent', detail: `no section is headed ${said}; ${there}` }
  }
  if (found.length > 1) {
    const places = found
      .slice(0, MOST_NAMED)
      .map(({ text, above }) => [...above, text].map((each) => `"${each}"`).join(' › '))
    return {
      kind: 'several',
      detail: `${found.length} sections are headed ${said}: ${places.join('; ')}. Name a heading above it as well, or give one of them another name`,
    }
  }
  const { level, block } = only
  const next = headings.find((heading) => heading.block > block && heading.level <= level)
  return { kind: 'found', section: { heading: block, end: next?.block ?? blocks.length, level } }
}

/** As a heading is compared: its words with single spaces between. */
export const headingText = (heading: Node): string => oneLine(textIn(heading.toJSON() as NodeJson))

interface Heading {
  readonly text: string
  readonly level: number
  readonly block: number
  /** The headings it stands under, outermost first. */
  readonly above: readonly string[]
}

function headingsOf(blocks: readonly Node[]): Heading[] {
  const headings: Heading[] = []
  let open: Heading[] = []
  for (const [block, node] of blocks.entries()) {
    if (node.type.name !== 'heading') continue
    const level = Number(node.attrs['level'])
    open = open.filter((heading) => heading.level < level)
    const heading = { text: headingText(node), level, block, above: open.map(({ text }) => text) }
    headings.push(heading)
    open.push(heading)
  }
  return headings
}

function leadsThrough(above: readonly string[], path: readonly string[]): boolean {
  let next = 0
  for (const text of above) if (text === path[next]) next++
  return next === path.length
}

const oneLine = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()
