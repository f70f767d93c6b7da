// The nearest document that Markdown can hold. Both directions end here, so a document that has been through Markdown
// once never changes again. What is lost on the way, and why, is the list in docs/markdown.md; keep the two in step.
import { isEmptyParagraph, type MarkJson, type NodeJson, paragraph } from '../json.ts'
import { readDocument } from '../reading.ts'
import { inlineNormalForm } from './inline-normal-form.ts'
import { tableNormalForm } from './table-normal-form.ts'

const LAST_ITEM_NUMBER = 999_999_999

export function normalForm(source: unknown): NodeJson {
  const document = readDocument(source)
  return { type: 'doc', content: blocks(document.content ?? []) }
}

/** Empty paragraphs are blank lines, and Markdown gives those no meaning. */
function blocks(children: readonly NodeJson[]): readonly NodeJson[] {
  const kept = children.flatMap(block).filter((child) => !isEmptyParagraph(child))
  return kept.length > 0 ? kept : [paragraph([])]
}

function block(node: NodeJson): NodeJson | readonly NodeJson[] {
  const { type, attrs = {}, content = [] } = node
  switch (type) {
    case 'paragraph':
      return paragraph(inlineNormalForm(content))
    case 'heading':
      return { type, attrs: { level: attrs['level'] ?? 1 }, content: inlineNormalForm(content) }
    case 'codeBlock':
      return { type, attrs: { language: language(attrs['language']) }, content: content.map(codeText) }
    case 'blockquote':
      return { type, content: blocks(content) }
    case 'bulletList':
    case 'taskList':
      return { type, content: content.map(item) }
    case 'orderedList': {
      const start = Math.min(Number(attrs['start'] ?? 1), LAST_ITEM_NUMBER - content.length)
      return { type, attrs: { start }, content: content.map(item) }
    }
    case 'table':
      return tableNormalForm(node, blocks)
    default:
      return { type }
  }
}

/** The schema wants a paragraph first; an empty one stays only where something else follows it at once. */
function item({ type, attrs = {}, content = [] }: NodeJson): NodeJson {
  const kept = blocks(content)
  const first = kept[0]?.type === 'paragraph' ? [] : [paragraph([])]
  return { type, ...(type === 'taskItem' && { attrs }), content: [...first, ...kept] }
}

/** The info string's first word is the language everywhere; the rest has no agreed meaning. */
function language(value: unknown): string | null {
  if (typeof value !== 'string') return null
  return value.replaceAll('\0', '\uFFFD').trim().split(/\s/)[0] || null
}

const NO_MARKS: readonly MarkJson[] = []

function codeText(node: NodeJson): NodeJson {
  const text = (node.text ?? '').replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD')
  return { type: 'text', text, marks: NO_MARKS }
}
