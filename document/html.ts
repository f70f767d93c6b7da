// A document as HTML, for export and for other programs: semantic elements, everything escaped, no styles, no scripts.
import { type MarkJson, type NodeJson, textIn } from './json.ts'
import { isAllowedImage, isAllowedLink } from './links.ts'
import { readDocument } from './reading.ts'

/** The blocks of the document, without `<html>` around them. Takes what toMarkdown takes. */
export function toHtml(source: unknown): string {
  return (readDocument(source).content ?? []).map((node) => `${block(node)}\n`).join('')
}

const CONTAINERS: Readonly<Record<string, string>> = {
  blockquote: 'blockquote',
  bulletList: 'ul',
  listItem: 'li',
  tableRow: 'tr',
}

function block(node: NodeJson): string {
  const { type, attrs = {}, content = [] } = node
  switch (type) {
    case 'paragraph':
      return element('p', {}, inline(content))
    case 'heading':
      return element(`h${Number(attrs['level'] ?? 1)}`, {}, inline(content))
    case 'codeBlock': {
      const language = attrs['language']
      const code = typeof language === 'string' && language !== '' ? { class: `language-${language}` } : {}
      return element('pre', {}, element('code', code, escapedHtml(textIn(node))))
    }
    case 'horizontalRule':
      return '<hr>'
    case 'orderedList':
      return element('ol', { start: attrs['start'] === 1 ? undefined : attrs['start'] }, inside(content))
    case 'taskList':
      return element('ul', {}, content.map(task).join(''))
    case 'table':
      return table(content)
    default:
      return element(CONTAINERS[type] ?? 'div', {}, inside(content))
  }
}

const inside = (blocks: readonly NodeJson[]): string => blocks.map(block).join('')

const task = ({ attrs = {}, content = [] }: NodeJson): string =>
  element('li', {}, `<input type="checkbox" disabled${attrs['checked'] === true ? ' checked' : ''}> ${inside(content)}`)

function table(rows: readonly NodeJson[]): string {
  const isHeading = (row: NodeJson | undefined): boolean =>
    row?.content?.every(({ type }) => type === 'tableHeader') ?? false
  const head = isHeading(rows[0]) ? element('thead', {}, row(rows[0]!)) : ''
  const body = rows.slice(head === '' ? 0 : 1).map(row)
  return element('table', {}, head + (body.length > 0 ? element('tbody', {}, body.join('')) : ''))
}

const row = ({ content = [] }: NodeJson): string => element('tr', {}, content.map(cell).join(''))

function cell({ type, attrs = {}, content = [] }: NodeJson): string {
  const span = (name: string): unknown => (attrs[name] === 1 ? undefined : attrs[name])
  // `align` is presentation that HTML has retired, and the only one that is no style.
  const attributes = { align: attrs['align'] ?? undefined, colspan: span('colspan'), rowspan: span('rowspan') }
  const [only, ...others] = content
  const text = only?.type === 'paragraph' && others.length === 0 ? inline(only.content ?? []) : inside(content)
  return element(type === 'tableHeader' ? 'th' : 'td', attributes, text)
}

const MARKS: Readonly<Record<string, string>> = {
  bold: 'strong',
  italic: 'em',
  strike: 's',
  underline: 'u',
  code: 'code',
}

/** A mark is written once around all its neighbours that have it; the one that reaches furthest stands outside. */
function inline(nodes: readonly NodeJson[], written: readonly string[] = []): string {
  let html = ''
  for (let at = 0; at < nodes.length;) {
    const open = (nodes[at]?.marks ?? []).filter((mark) => !written.includes(keyOf(mark)))
    const ends = open.map((mark) => ({ mark, end: endOf(nodes, at, keyOf(mark)) })).sort((a, b) => b.end - a.end)
    const [outer] = ends
    if (outer === undefined) html += leaf(nodes[at++]!)
    else {
      html += marked(outer.mark, inline(nodes.slice(at, outer.end), [...written, keyOf(outer.mark)]))
      at = outer.end
    }
  }
  return html
}

const keyOf = ({ type, attrs }: MarkJson): string => (type === 'link' ? JSON.stringify(attrs) : type)

function endOf(nodes: readonly NodeJson[], from: number, key: string): number {
  let end = from
  while (nodes[end]?.marks?.some((mark) => keyOf(mark) === key) === true) end++
  return end
}

const marked = ({ type, attrs = {} }: MarkJson, html: string): string =>
  type === 'link' ? linked(attrs['href'], attrs['title'], html) : element(MARKS[type] ?? 'span', {}, html)

function leaf({ type, attrs = {}, text = '' }: NodeJson): string {
  if (type === 'hardBreak') return '<br>'
  if (type === 'text') return escapedHtml(text)
  const { src, alt, title, href } = attrs
  const description = typeof alt === 'string' ? alt : ''
  const image = `<img${attributesOf({ src, alt: description, title })}>`
  return linked(href, undefined, isAllowedImage(src) ? image : escapedHtml(description))
}

const linked = (href: unknown, title: unknown, html: string): string =>
  isAllowedLink(href) ? element('a', { href, title, rel: 'noopener noreferrer nofollow' }, html) : html

const element = (name: string, attributes: Readonly<Record<string, unknown>>, html: string): string =>
  `<${name}${attributesOf(attributes)}>${html}</${name}>`

const attributesOf = (attributes: Readonly<Record<string, unknown>>): string =>
  Object.entries(attributes)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => ` ${name}="${escapedHtml(String(value))}"`)
    .join('')

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapedHtml = (text: string): string =>
  text.replaceAll('\0', '\uFFFD').replace(/[&<>"']/g, (one) => REFERENCES[one]!)
