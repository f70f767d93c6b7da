// The text of one block as Markdown: the prettiest of a few ways that is read back as the same text. Reading it back is
// cheaper than knowing all of CommonMark's rules for stars beside brackets, and cannot be wrong about them.
import type { MarkJson, NodeJson } from '../json.ts'
import { codeSpan, type Degree, escaped, reference, target } from './escape.ts'
import { hasMark } from './inline-normal-form.ts'

interface Style {
  readonly degree: Degree
  readonly italic: '*' | '_'
  /**
   * Whether a character that touches a delimiter is written as a reference, which is neither a space nor a part of a word:
   * never, where CommonMark would not see the delimiter otherwise, or always.
   */
  readonly guard: 'never' | 'needed' | 'always'
}

const PRETTY: readonly Style[] = [
  { degree: 0, italic: '*', guard: 'never' },
  { degree: 0, italic: '_', guard: 'never' },
  { degree: 0, italic: '*', guard: 'needed' },
  { degree: 0, italic: '_', guard: 'needed' },
  { degree: 1, italic: '*', guard: 'never' },
  { degree: 1, italic: '_', guard: 'never' },
  { degree: 1, italic: '*', guard: 'needed' },
  { degree: 1, italic: '_', guard: 'needed' },
]
/** Bold and italic have different characters, and every character beside them is punctuation: read the same anywhere. */
const CERTAIN: Style = { degree: 2, italic: '_', guard: 'always' }

/** Longer texts are not tried out. */
const LONGEST_TRIED = 20_000

export interface Line {
  /** A paragraph holds line breaks; a heading and a table cell are one line. */
  readonly isOneLine: boolean
  /** True when the text, where it will stand, is read as these nodes. */
  readonly isReadAs: (markdown: string, nodes: readonly NodeJson[]) => boolean
}

/** `nodes` in normal form. */
export function writeInline(nodes: readonly NodeJson[], line: Line): string {
  const length = nodes.reduce((sum, node) => sum + (node.text?.length ?? 1), 0)
  if (length > LONGEST_TRIED) return write(nodes, CERTAIN, line)
  const isMarked = nodes.some((node) => DELIMITERS.some((mark) => hasMark(node, mark)))
  const styles = PRETTY.filter(({ italic }) => italic === '*' || isMarked)
  for (const style of styles) {
    const markdown = write(nodes, style, line)
    if (line.isReadAs(markdown, nodes)) return markdown
  }
  return write(nodes, CERTAIN, line)
}

type Part =
  | { readonly kind: 'text'; readonly text: string; readonly startsLine: boolean }
  | { readonly kind: 'delimiter'; readonly text: string; readonly side: 'open' | 'close' }
  | { readonly kind: 'other'; readonly text: string }

function write(nodes: readonly NodeJson[], style: Style, line: Line): string {
  const parts = partsOf(nodes, style, line)
  return parts
    .map((part, at) => {
      if (part.kind !== 'text') return part.text
      const characters = Array.from(part.text)
      const isFirst = mustGuard(characters[0], parts[at - 1], parts[at - 2], 'open', style)
      const first = isFirst ? reference(characters.shift() ?? '') : ''
      const isLast = mustGuard(characters.at(-1), parts[at + 1], parts[at + 2], 'close', style)
      const last = isLast ? reference(characters.pop() ?? '') : ''
      return first + escaped(characters.join(''), style.degree, part.startsLine && !isFirst) + last
    })
    .join('')
}

/** `inner`: the side of a delimiter that has this text inside. `beyond`: what stands on the delimiter's other side. */
function mustGuard(
  character: string | undefined,
  neighbour: Part | undefined,
  beyond: Part | undefined,
  inner: 'open' | 'close',
  { guard }: Style,
): boolean {
  if (character === undefined || neighbour?.kind !== 'delimiter' || guard === 'never') return false
  if (guard === 'always') return true
  if (neighbour.side === inner) return /\s/.test(character)
  const touching =
    beyond?.kind === 'text'
      ? inner === 'open'
        ? Array.from(beyond.text).at(-1)
        : Array.from(beyond.text)[0]
      : undefined
  const joinsWords = neighbour.text !== '_' && touching !== undefined && /[\p{L}\p{N}]/u.test(touching)
  return !joinsWords && /[^\s!-/:-@[-`{-~]/.test(character)
}

const DELIMITERS = ['bold', 'italic', 'strike']

const keyOf = (mark: MarkJson): string => (mark.type === 'link' ? JSON.stringify(mark.attrs) : mark.type)
/** Of marks that end together, the first here stands outside. */
const OUTER = ['link', 'bold', 'italic', 'strike']

function partsOf(nodes: readonly NodeJson[], style: Style, line: Line): Part[] {
  const parts: Part[] = []
  const marks = marksAt(nodes)
  const runs = runsAt(marks)
  let open: MarkJson[] = []
  const close = (kept: number): void => {
    for (const mark of open.slice(kept).toReversed()) parts.push(delimiter(mark, style, 'close'))
    open = open.slice(0, kept)
  }
  nodes.forEach((node, at) => {
    const here = marks[at] ?? []
    const ended = open.findIndex((mark) => !here.some((other) => keyOf(other) === keyOf(mark)))
    if (ended !== -1) close(ended)
    const missing = here.filter((mark) => !open.some((other) => keyOf(other) === keyOf(mark)))
    missing.sort((a, b) => runs[at]![keyOf(b)]! - runs[at]![keyOf(a)]! || OUTER.indexOf(a.type) - OUTER.indexOf(b.type))
    const bare = style.degree < CERTAIN.degree ? autolink(node, runs[at]!, open) : undefined
    if (bare !== undefined) return void parts.push({ kind: 'other', text: bare })
    for (const mark of missing) parts.push(delimiter(mark, style, 'open'))
    open = [...open, ...missing]
    if (node.type === 'hardBreak') {
      const isLast = at === nodes.length - 1
      parts.push({ kind: 'other', text: line.isOneLine || isLast ? '<br>' : '\\\n' })
    } else if (node.type === 'image') {
      const { src, alt, title } = node.attrs ?? {}
      const description = escaped(typeof alt === 'string' ? alt : '', style.degree, false)
      parts.push({ kind: 'other', text: `![${description}]${target(src, title)}` })
    } else if (hasMark(node, 'code')) parts.push({ kind: 'other', text: codeSpan(node.text ?? '', style.degree) })
    else {
      const startsLine = parts.length === 0 || nodes[at - 1]?.type === 'hardBreak'
      parts.push({ kind: 'text', text: node.text ?? '', startsLine })
    }
  })
  close(0)
  return parts
}

/** Marks that are written around a node; a line break within bold text belongs to it. */
function marksAt(nodes: readonly NodeJson[]): (readonly MarkJson[])[] {
  const marks = nodes.map((node) => (node.marks ?? []).filter(({ type }) => type !== 'code'))
  return marks.map((here, at) => {
    if (nodes[at]?.type !== 'hardBreak') return here
    const after = new Set((marks[at + 1] ?? []).map(keyOf))
    return (marks[at - 1] ?? []).filter((mark) => after.has(keyOf(mark)))
  })
}

/** For each node and mark, how many nodes from here on have it: the longest mark stands outside. */
function runsAt(marks: readonly (readonly MarkJson[])[]): Record<string, number>[] {
  const runs: Record<string, number>[] = marks.map(() => ({}))
  for (let at = marks.length - 1; at >= 0; at--)
    for (const mark of marks[at]!) runs[at]![keyOf(mark)] = 1 + (runs[at + 1]?.[keyOf(mark)] ?? 0)
  return runs
}

function delimiter(mark: MarkJson, { italic }: Style, side: 'open' | 'close'): Part {
  if (mark.type === 'link')
    return { kind: 'other', text: side === 'open' ? '[' : `]${target(mark.attrs?.['href'], mark.attrs?.['title'])}` }
  return { kind: 'delimiter', side, text: mark.type === 'bold' ? '**' : mark.type === 'strike' ? '~~' : italic }
}

const ADDRESS = /^https?:\/\/[^\s<>]+$/i
const MAIL = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/

/** `<https://…>`, when the text of the link is its address and nothing else is to be said about it. */
function autolink(
  node: NodeJson,
  runs: Readonly<Record<string, number>>,
  open: readonly MarkJson[],
): string | undefined {
  const [mark, ...others] = node.marks ?? []
  const { text = '' } = node
  if (mark?.type !== 'link' || others.length > 0 || open.length > 0 || runs[keyOf(mark)] !== 1) return undefined
  const { href, title } = mark.attrs ?? {}
  const isWeb = href === text && ADDRESS.test(text)
  const isMail = href === `mailto:${text}` && MAIL.test(text)
  return title === null && (isWeb || isMail) ? `<${text}>` : undefined
}
