// Markdown to a document. Called by imports, by the relay when content is written by REST, and by to-markdown.ts to see
// whether what it wrote is read as it was meant.
import type { Token } from 'markdown-it'
import { type MarkJson, type NodeJson, paragraph } from '../json.ts'
import { canonical } from '../reading.ts'
import { dialect } from './dialect.ts'
import { normalForm } from './normal-form.ts'

/**
 * The document that this Markdown (GFM) means, as JSON of our schema. Never throws: every text is Markdown. HTML is kept
 * as the text it is. Time grows with the length; whoever takes text from strangers limits that.
 */
export function fromMarkdown(markdown: string): NodeJson {
  return canonical(readMarkdown(markdown))
}

/** The same with only the attributes that Markdown holds. */
export function readMarkdown(markdown: string): NodeJson {
  const tokens = dialect.parse(markdown.replace(/^\uFEFF/, ''), {})
  return normalForm({ type: 'doc', content: blocksFrom(tokens) })
}

/** The same for the text of one table cell, as a document of one paragraph. */
export function readCell(markdown: string): NodeJson {
  const inline = dialect.parseInline(markdown, {}).flatMap((token) => inlineFrom(token.children ?? []))
  return normalForm({ type: 'doc', content: [paragraph(inline)] })
}

const CONTAINERS: Readonly<Record<string, string>> = {
  blockquote_open: 'blockquote',
  ordered_list_open: 'orderedList',
  bullet_list_open: 'bulletList',
  list_item_open: 'listItem',
  table_open: 'table',
  tr_open: 'tableRow',
}

/** Open containers, outermost first: no recursion, the text decides how deep it is. */
function blocksFrom(tokens: readonly Token[]): NodeJson[] {
  const top: NodeJson[] = []
  const open: { readonly node: NodeJson; readonly content: NodeJson[] }[] = []
  const add = (node: NodeJson): unknown => (open.at(-1)?.content ?? top).push(node)
  tokens.forEach((token, at) => {
    const type = CONTAINERS[token.type]
    const inline = tokens[at + 1]
    if (type !== undefined) open.push({ node: { type, attrs: listAttributes(token) }, content: [] })
    else if (token.type === 'paragraph_open') add(paragraph(inlineFrom(inline?.children ?? [])))
    else if (token.type === 'heading_open')
      add({ type: 'heading', attrs: { level: Number(token.tag[1]) }, content: inlineFrom(inline?.children ?? []) })
    else if (token.type === 'th_open' || token.type === 'td_open') add(cellFrom(token, inline))
    else if (token.type === 'fence' || token.type === 'code_block') add(codeFrom(token))
    else if (token.type === 'hr') add({ type: 'horizontalRule' })
    else if (token.type === 'too_deep') add(paragraph([text(token.content, [])]))
    else if (token.nesting < 0 && CONTAINERS[token.type.replace(/_close$/, '_open')] !== undefined) {
      const { node, content } = open.pop()!
      const closed = { ...node, content }
      for (const block of node.type === 'bulletList' ? listsFrom(closed) : [closed]) add(block)
    } else if (token.type === 'inline' && open.at(-1)?.node.type === 'listItem') {
      const item = open.at(-1)!.content
      if (item.length === 1) markTask(item, token)
    }
  })
  return top
}

const listAttributes = (token: Token): Record<string, unknown> =>
  token.type === 'ordered_list_open' ? { start: Number(token.attrGet('start') ?? 1) } : {}

function cellFrom(token: Token, inline: Token | undefined): NodeJson {
  const align = /text-align:(left|center|right)/.exec(String(token.attrGet('style')))?.[1] ?? null
  const type = token.type === 'th_open' ? 'tableHeader' : 'tableCell'
  return { type, attrs: { align }, content: [paragraph(inlineFrom(inline?.children ?? []))] }
}

function codeFrom(token: Token): NodeJson {
  const code = token.content.replace(/\n$/, '')
  const language = unescaped(token.info)
  return { type: 'codeBlock', attrs: { language }, content: code === '' ? [] : [text(code, [])] }
}

const unescaped = (info: string): string => dialect.utils.unescapeAll(info)

const BOX = /^\[([ xX])\](?=[ \t\n]|$)/

/** A paragraph that begins with a box, before it is known whether its list is one of bullets. */
function markTask(item: NodeJson[], { content, children }: Token): void {
  const box = BOX.exec(content)
  if (box === null || children?.[0]?.type !== 'text') return
  item[0] = { ...item[0]!, attrs: { checked: box[1] !== ' ' } }
}

/** A list of bullets, cut where tasks begin and end: in our schema they are different lists. */
function listsFrom({ content = [] }: NodeJson): NodeJson[] {
  const lists: { type: string; content: NodeJson[] }[] = []
  for (const item of content) {
    const checked = item.content?.[0]?.attrs?.['checked']
    const type = checked === undefined ? 'bulletList' : 'taskList'
    if (lists.at(-1)?.type !== type) lists.push({ type, content: [] })
    lists.at(-1)?.content.push(checked === undefined ? item : taskFrom(item, checked === true))
  }
  return lists
}

function taskFrom({ content = [] }: NodeJson, checked: boolean): NodeJson {
  const [first, ...rest] = content
  const [box, ...inline] = first?.content ?? []
  const withoutBox = text((box?.text ?? '').slice('[ ]'.length), [])
  return { type: 'taskItem', attrs: { checked }, content: [paragraph([withoutBox, ...inline]), ...rest] }
}

const MARKS: Readonly<Record<string, string>> = { strong: 'bold', em: 'italic', s: 'strike', link: 'link' }

function inlineFrom(tokens: readonly Token[]): NodeJson[] {
  const inline: NodeJson[] = []
  let marks: MarkJson[] = []
  for (const token of tokens) {
    const mark = MARKS[token.type.replace(/_(open|close)$/, '')]
    if (mark !== undefined && token.nesting > 0) {
      const attrs = { href: token.attrGet('href'), title: token.attrGet('title') }
      marks = [...marks, mark === 'link' ? { type: mark, attrs } : { type: mark }]
    } else if (mark !== undefined) marks = marks.slice(0, -1)
    else if (token.type === 'code_inline') inline.push(text(token.content, [...marks, { type: 'code' }]))
    else if (token.type === 'softbreak') inline.push(text(' ', marks))
    else if (token.type === 'hardbreak') inline.push({ type: 'hardBreak' })
    else if (token.type === 'image') inline.push({ ...imageFrom(token), marks })
    else if (token.content !== '') inline.push(text(token.content, marks))
  }
  return inline
}

const imageFrom = (token: Token): NodeJson => ({
  type: 'image',
  attrs: { src: token.attrGet('src'), alt: plain(token.children ?? []), title: token.attrGet('title') },
})

const plain = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => {
      if (token.type === 'softbreak' || token.type === 'hardbreak') return ' '
      return token.type === 'image' ? plain(token.children ?? []) : token.content
    })
    .join('')

const text = (content: string, marks: readonly MarkJson[]): NodeJson => ({ type: 'text', text: content, marks })
