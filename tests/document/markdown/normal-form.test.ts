// What Markdown cannot hold becomes something it can, and only that: each loss of docs/markdown.md has a story here.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NodeJson } from '../../../document/json.ts'
import { normalForm } from '../../../document/markdown/normal-form.ts'
import { toMarkdown } from '../../../document/markdown/to-markdown.ts'
import { generatedDocument } from './generated-documents.ts'

const text = (text: string, ...marks: string[]): NodeJson => ({
  type: 'text',
  text,
  marks: marks.map((type) => ({ type })),
})
const p = (...content: (NodeJson | string)[]): NodeJson => ({
  type: 'paragraph',
  content: content.map((node) => (typeof node === 'string' ? text(node) : node)),
})
const node = (type: string, content: NodeJson[], attrs?: Record<string, unknown>): NodeJson => ({
  type,
  content,
  ...(attrs && { attrs }),
})
const br: NodeJson = { type: 'hardBreak' }
const written = (...content: NodeJson[]): string => toMarkdown(node('doc', content))

describe('what is lost', () => {
  test.each<[string, NodeJson[], string]>([
    ['underline', [p(text('a', 'underline'))], 'a\n'],
    ['empty paragraphs', [p(), p('a'), p(' '), p('b'), p()], 'a\n\nb\n'],
    ['spaces where a line begins or ends', [p('  a ', br, ' b  ')], 'a\\\nb\n'],
    [
      'bold, italic and strike on the spaces around',
      [p(text(' a ', 'bold'), text('b '), text(' c ', 'strike'))],
      '**a** b  ~~c~~\n',
    ],
    ['line feeds in a line', [p('a\nb')], 'a b\n'],
    [
      'all but the first word of an info string',
      [node('codeBlock', [text('x')], { language: 'ts title=a' })],
      '```ts\nx\n```\n',
    ],
    ['how a list numbers', [node('orderedList', [node('listItem', [p('a')])], { type: 'a', start: 3 })], '3. a\n'],
    [
      'blocks in cells, spans, and rows that are no heading',
      [
        node('table', [
          node('tableRow', [node('tableCell', [p('a'), p('b')], { colspan: 2 })]),
          node('tableRow', [
            node('tableCell', [node('bulletList', [node('listItem', [p('c')])])]),
            node('tableCell', []),
          ]),
        ]),
      ],
      '| a<br>b |  |\n| --- | --- |\n| c |  |\n',
    ],
    ['the size of an image', [p({ type: 'image', attrs: { src: 'a.png', width: 7 } })], '![](a.png)\n'],
  ])('%s', (_, content, markdown) => expect(written(...content)).toBe(markdown))
})

test('nothing else: no letter is lost, and no mark but those', () => {
  fc.assert(
    fc.property(generatedDocument, (document) => {
      const letters = (source: NodeJson): string => lettersIn(source).replaceAll('\0', '\uFFFD')
      expect(letters(normalForm(document))).toBe(letters(document))
    }),
    { numRuns: 300 },
  )
})

/** Every visible character in order, each after the marks that Markdown holds; an image says its description. */
function lettersIn(node: NodeJson, inCode = false): string {
  const isCode = inCode || node.type === 'codeBlock'
  if (node.type !== 'text' && node.type !== 'image')
    return (node.content ?? []).map((one) => lettersIn(one, isCode)).join('')
  const kept = (node.marks ?? []).map(({ type }) => type).filter((type) => HELD.has(type))
  const marks = node.type === 'image' ? [] : [...new Set([...kept, ...(isCode ? ['code'] : [])])].sort()
  const said = node.type === 'image' ? ((node.attrs?.['alt'] ?? '') as string) : (node.text ?? '')
  return Array.from(said.replace(/\s/g, ''))
    .map((letter) => letter + marks.join(''))
    .join('')
}

const HELD = new Set(['bold', 'italic', 'strike', 'code'])

describe('files that people read', () => {
  test.each<[string, NodeJson[], string]>([
    [
      'plain prose has no backslashes',
      [p('2 * 3 = 6, e.g. snake_case [x] (a+b) 50% #1 a~b!')],
      '2 * 3 = 6, e.g. snake_case [x] (a+b) 50% #1 a~b!\n',
    ],
    [
      'what would be syntax has one',
      [p('# no heading'), p('1. no list'), p('*no* stars')],
      '\\# no heading\n\n1\\. no list\n\n\\*no\\* stars\n',
    ],
    ['tags are never written as tags', [p('a <b> c')], 'a \\<b> c\n'],
    ['marks nest', [p(text('a ', 'bold'), text('b', 'bold', 'italic'), text(' c', 'bold'))], '**a *b* c**\n'],
    ['bold against a word', [p('a', text('b', 'bold'), 'c')], 'a**b**c\n'],
    ['a bold word with a colon, against a word', [p(text('a:', 'bold'), 'b')], '**a:**&#x62;\n'],
    [
      'an address alone',
      [p({ ...text('https://a.example'), marks: [{ type: 'link', attrs: { href: 'https://a.example' } }] })],
      '<https://a.example>\n',
    ],
    ['a break within bold', [p(text('a', 'bold'), br, text('b', 'bold'))], '**a\\\nb**\n'],
    [
      'a tight list',
      [
        node('bulletList', [
          node('listItem', [p('a'), node('bulletList', [node('listItem', [p('b')])])]),
          node('listItem', [p('c')]),
        ]),
      ],
      '- a\n  - b\n- c\n',
    ],
    [
      'two lists in a row stay two',
      [
        node('bulletList', [node('listItem', [p('a')])]),
        node('taskList', [node('taskItem', [p('b')], { checked: true })]),
      ],
      '- a\n\n* [x] b\n',
    ],
    ['dashes behind a bullet are no rule', [node('bulletList', [node('listItem', [p('--')])])], '- \\--\n'],
    ['a bullet before brackets is no task', [node('bulletList', [node('listItem', [p('[ ] a')])])], '- \\[ ] a\n'],
    [
      'a rule under a task is no heading',
      [node('taskList', [node('taskItem', [p(), { type: 'horizontalRule' }])])],
      '- [ ]\n\n  ---\n',
    ],
    ['a fence is longer than those inside', [node('codeBlock', [text('```\nx')])], '````\n```\nx\n````\n'],
  ])('%s', (_, content, markdown) => expect(written(...content)).toBe(markdown))
})
