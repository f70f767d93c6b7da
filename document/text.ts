// What a document says without how it looks: plain text, its headings, how many words it has. For export, search and the
// editor's outline and word count.
import { type NodeJson, textIn } from './json.ts'
import { readDocument } from './reading.ts'

export interface OutlineEntry {
  /** 1 to 6. */
  readonly level: number
  readonly text: string
  /** Which block of the document it is, counted from 0: headings within quotes and lists are no part of the outline. */
  readonly block: number
}

/** One line per block, an empty line between blocks at the top; list items and rows are lines, cells stand between tabs. */
export function toText(source: unknown): string {
  return (readDocument(source).content ?? []).map((node) => `${lines(node).join('\n')}\n`).join('\n')
}

export function outlineOf(source: unknown): readonly OutlineEntry[] {
  return (readDocument(source).content ?? []).flatMap((node, block) =>
    node.type === 'heading' ? [{ level: Number(node.attrs?.['level'] ?? 1), text: oneLine(textIn(node)), block }] : [],
  )
}

/** Words as a reader of the language counts them: in Chinese and Japanese there are no spaces between. */
export function wordCount(source: unknown): number {
  return countWords(toText(source))
}

/** The same of plain text. */
export function countWords(text: string): number {
  let words = 0
  for (const line of text.split('\n'))
    for (const { isWordLike } of WORDS.segment(line)) if (isWordLike === true) words++
  return words
}

const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' })

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

function lines(node: NodeJson): readonly string[] {
  const { type, content = [] } = node
  if (type === 'paragraph' || type === 'heading' || type === 'codeBlock') return spoken(node).split('\n')
  if (type === 'horizontalRule') return []
  if (type === 'tableRow') return [content.map((cell) => oneLine(inner(cell).join(' '))).join('\t')]
  return inner(node)
}

const inner = ({ content = [] }: NodeJson): readonly string[] => content.flatMap(lines)

/** An image says what its description says. */
function spoken({ content = [] }: NodeJson): string {
  return content
    .map((node) =>
      node.type === 'image' && typeof node.attrs?.['alt'] === 'string' ? node.attrs['alt'] : textIn(node),
    )
    .join('')
}
