// A document to Markdown (GFM). Called by exports and by the relay's content endpoint. The same document always gives the
// same bytes, and they are read back as the same document (normal-form.ts).
import { isEmptyParagraph, type NodeJson, textIn } from '../json.ts'
import { readCell, readMarkdown } from './from-markdown.ts'
import { normalForm } from './normal-form.ts'
import { type Line, writeInline } from './write-inline.ts'

/** Takes a ProseMirror node, its JSON, or what a Yjs fragment holds (fragment.ts). Ends with a line feed unless empty. */
export function toMarkdown(source: unknown): string {
  const [first, ...rest] = blocks(normalForm(source).content ?? [])
  // Dashes at the top of a file begin its front matter (../front-matter.ts).
  const lines = first === undefined ? [] : [first === RULE ? RULE_AT_THE_TOP : first, ...rest]
  return lines.length > 0 ? `${lines.join('\n')}\n` : ''
}

type Lines = readonly string[]

const RULE = '---'
const RULE_AT_THE_TOP = '***'

const LISTS = new Set(['bulletList', 'orderedList', 'taskList'])

/** `isTight`: a list follows a paragraph without an empty line where it can. */
function blocks(nodes: readonly NodeJson[], isTight = false): Lines {
  const lines: string[] = []
  let marker: string | undefined
  nodes.forEach((node, at) => {
    // Two lists in a row are two lists only when their markers differ.
    marker = LISTS.has(node.type) ? markerAfter(node, marker) : undefined
    const written = isEmptyParagraph(node) ? [] : block(node, marker)
    if (lines.length > 0 && written.length > 0 && !(isTight && at === 1 && canInterrupt(node))) lines.push('')
    for (const line of written) lines.push(line)
  })
  return lines
}

function block(node: NodeJson, marker = ''): Lines {
  const { type, attrs = {}, content = [] } = node
  switch (type) {
    case 'paragraph':
      return writeInline(content, PARAGRAPH).split('\n')
    case 'heading': {
      const hashes = '#'.repeat(Number(attrs['level']))
      return [`${hashes} ${writeInline(content, HEADING)}`.trimEnd()]
    }
    case 'codeBlock':
      return code(textIn(node), attrs['language'])
    case 'blockquote':
      return quoted(blocks(content))
    case 'table':
      return table(content)
    case 'horizontalRule':
      return [RULE]
    default:
      return list(node, marker)
  }
}

const sameAs = (nodes: readonly NodeJson[], document: NodeJson, type: string): boolean =>
  document.content?.length === 1 &&
  document.content[0]?.type === type &&
  JSON.stringify(document.content[0].content) === JSON.stringify(nodes)

const PARAGRAPH: Line = {
  isOneLine: false,
  // Behind a bullet, a paragraph of dashes would be a rule.
  isReadAs: (markdown, nodes) => !/^[-*_ \t]+$/.test(markdown) && sameAs(nodes, readMarkdown(markdown), 'paragraph'),
}
const HEADING: Line = {
  isOneLine: true,
  isReadAs: (markdown, nodes) => sameAs(nodes, readMarkdown(`# ${markdown}`), 'heading'),
}
const CELL: Line = { isOneLine: true, isReadAs: (markdown, nodes) => sameAs(nodes, readCell(markdown), 'paragraph') }

function code(text: string, language: unknown): Lines {
  const info = typeof language === 'string' ? language : ''
  const character = info.includes('`') ? '~' : '`'
  const runs = text.match(character === '~' ? /~{3,}/g : /`{3,}/g) ?? []
  const fence = character.repeat(runs.reduce((most, run) => Math.max(most, run.length + 1), 3))
  const inner = text === '' ? [] : text.split('\n')
  return [fence + info.replace(/[\\&]/g, '\\$&'), ...inner, fence]
}

const quoted = (lines: Lines): Lines =>
  (lines.length > 0 ? lines : ['']).map((line) => (line === '' ? '>' : `> ${line}`))

function markerAfter({ type }: NodeJson, previous: string | undefined): string {
  if (type === 'orderedList') return previous === '.' ? ')' : '.'
  return previous === '-' ? '*' : '-'
}

function list({ type, attrs = {}, content: items = [] }: NodeJson, marker: string): Lines {
  const isTight = items.every(isTightItem)
  const lines: string[] = []
  items.forEach((item, at) => {
    const bullet = type === 'orderedList' ? `${Number(attrs['start']) + at}${marker}` : marker
    const box = type === 'taskList' ? (item.attrs?.['checked'] === true ? '[x]' : '[ ]') : ''
    if (at > 0 && !isTight) lines.push('')
    for (const line of listItem(item, bullet, box, isTight)) lines.push(line)
  })
  return lines
}

/** Without a first paragraph the rest begins on the next line: behind the bullet it could be read as a rule. */
function listItem({ content = [] }: NodeJson, bullet: string, box: string, isTight: boolean): Lines {
  const indent = ' '.repeat(bullet.length + 1)
  const inner = blocks(content, isTight)
  const hasText = !isEmptyParagraph(content[0]!)
  const first = [bullet, box, hasText ? inner[0] : ''].filter((part) => part !== '').join(' ')
  const rest = (hasText ? inner.slice(1) : inner).map((line) => (line === '' ? '' : indent + line))
  // A box alone is a paragraph to others, and dashes under a paragraph make it a heading.
  return !hasText && box !== '' && rest.length > 0 ? [first, '', ...rest] : [first, ...rest]
}

/** One paragraph, then at most lists that are tight themselves. */
function isTightItem({ content = [] }: NodeJson): boolean {
  const [, ...rest] = content
  return rest.every((block) => LISTS.has(block.type) && (block.content ?? []).every(isTightItem))
}

/** CommonMark lets a list stand right under a paragraph unless it is empty or begins with another number than 1. */
function canInterrupt({ type, attrs, content = [] }: NodeJson): boolean {
  const firstText = content[0]?.content?.[0]
  const beginsWithText = type === 'taskList' || (firstText !== undefined && !isEmptyParagraph(firstText))
  return LISTS.has(type) && beginsWithText && (type !== 'orderedList' || attrs?.['start'] === 1)
}

const RULES: Readonly<Record<string, string>> = { left: ':--', center: ':-:', right: '--:' }

function table(rows: readonly NodeJson[]): Lines {
  const [head, ...body] = rows.map((row) => `| ${(row.content ?? []).map(cell).join(' | ')} |`)
  const rules = (rows[0]?.content ?? []).map(({ attrs }) => RULES[String(attrs?.['align'])] ?? '---')
  return [head ?? '', `| ${rules.join(' | ')} |`, ...body]
}

const cell = ({ content = [] }: NodeJson): string => writeInline(content[0]?.content ?? [], CELL).replaceAll('|', '\\|')
