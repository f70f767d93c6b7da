// Documents of the schema as people and hostile programs may make them, for property tests. Texts are full of what
// Markdown reads as syntax; marks overlap; lists, quotes and tables stand in each other.
import fc from 'fast-check'
import type { MarkJson, NodeJson } from '../../../document/json.ts'

const PIECES = [
  'word', 'a', 'B', 'é', '漢字', '🙂', '0', '1', '12', ' ', '  ', '\u00A0', '\t', '*', '**', '_', '__', '~', '~~', '`', '``', '```', '\\',
  '[', ']', '(', ')', '<', '>', '&', '&amp;', '&#x20;', '#', '## ', '+ ', '- ', '-', '---', '=', '===', '1. ', '7) ', '|', ':', ':-:', '!', '![', '](x)',
  '[ ] ', '[x] ', '[a]: b', '<b>', '<br>', '</div>', '<!--', 'https://a.example', 'www.a.example', 'me@a.example', '.', ',', '"', "'", '{', '}', '$', '%',
  '\n', '\r\n', '\0', '\uFEFF', '\u2028', '\u200B', '“', '€', '> ', '    ',
] // prettier-ignore

const words = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''))
const text = fc.oneof(
  { arbitrary: words, weight: 4 },
  { arbitrary: fc.string({ minLength: 1, unit: 'grapheme' }), weight: 1 },
)

const ADDRESSES = [
  'https://a.example/x', 'https://a.example/(x)', 'http://a.example/a b', '/d/x', '#top', 'mailto:me@a.example', 'a<b>`c`|"d', 'x\\y&amp;z', '*_[]!',
  'javascript:alert(1)', '', 'data:text/html,x', '<x', '../a.md', 'https://a.example/é?q=%20&r=1#z', 'www.a.example',
] // prettier-ignore
const address = fc.constantFrom(...ADDRESSES)
const title = fc.option(fc.oneof(words, fc.constantFrom('Title', '', 'a "b" \\ &amp;')), { nil: null })

const mark: fc.Arbitrary<MarkJson> = fc.oneof(
  { arbitrary: fc.constantFrom('bold', 'italic', 'strike', 'code', 'underline').map((type) => ({ type })), weight: 5 },
  { arbitrary: fc.record({ href: address, title }).map((attrs) => ({ type: 'link', attrs })), weight: 1 },
)
const marks = fc.uniqueArray(mark, { maxLength: 4, selector: ({ type }) => type })

const inlineNode: fc.Arbitrary<NodeJson> = fc.oneof(
  { arbitrary: fc.record({ text, marks }).map((node) => ({ type: 'text', ...node })), weight: 12 },
  { arbitrary: marks.map((marks) => ({ type: 'hardBreak', marks })), weight: 2 },
  {
    arbitrary: fc
      .record({ attrs: fc.record({ src: address, alt: fc.option(text, { nil: null }), title }), marks })
      .map((node) => ({ type: 'image', ...node })),
    weight: 1,
  },
)
const inline = fc.array(inlineNode, { maxLength: 7 })
const plain = fc.array(fc.oneof(words, fc.constantFrom('let a', '\n', '\n\n', '  ', '\t', '````', '~~~')), {
  maxLength: 6,
})

const paragraph = inline.map((content): NodeJson => ({ type: 'paragraph', content }))
const heading = fc
  .record({ level: fc.integer({ min: 1, max: 6 }), content: inline })
  .map(({ level, content }): NodeJson => ({ type: 'heading', attrs: { level }, content }))
const code = fc
  .record({
    language: fc.option(fc.constantFrom('ts', 'c++', 'a`b', 'x y', '', 'a\\&amp;', '~~~'), { nil: null }),
    plain,
  })
  .map(({ language, plain }): NodeJson => {
    const text = plain.join('')
    return { type: 'codeBlock', attrs: { language }, content: text === '' ? [] : [{ type: 'text', text }] }
  })
const rule = fc.constant<NodeJson>({ type: 'horizontalRule' })

const { block } = fc.letrec<{ block: NodeJson; blocks: NodeJson[]; item: NodeJson[]; cell: NodeJson }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { arbitrary: paragraph, weight: 6 },
    { arbitrary: heading, weight: 1 },
    { arbitrary: code, weight: 1 },
    { arbitrary: rule, weight: 1 },
    { arbitrary: tie('blocks').map((content) => ({ type: 'blockquote', content })), weight: 1 },
    { arbitrary: list('bulletList', 'listItem', tie('item')), weight: 2 },
    { arbitrary: list('orderedList', 'listItem', tie('item')), weight: 2 },
    { arbitrary: list('taskList', 'taskItem', tie('item')), weight: 2 },
    { arbitrary: table(tie('cell')), weight: 1 },
  ),
  blocks: fc.array(tie('block'), { minLength: 1, maxLength: 4 }),
  item: fc.tuple(paragraph, fc.array(tie('block'), { maxLength: 3 })).map(([first, rest]) => [first, ...rest]),
  cell: fc
    .record({
      type: fc.constantFrom('tableCell', 'tableCell', 'tableHeader'),
      attrs: fc.record({
        align: fc.constantFrom(null, 'left', 'center', 'right'),
        colspan: fc.constantFrom(1, 1, 1, 2),
        rowspan: fc.constantFrom(1, 1, 1, 2),
      }),
      content: fc.oneof(
        { arbitrary: paragraph.map((cell) => [cell]), weight: 5 },
        { arbitrary: tie('blocks'), weight: 1 },
      ),
    })
    .map((cell): NodeJson => cell),
}))

function list(type: string, item: string, content: fc.Arbitrary<NodeJson[]>): fc.Arbitrary<NodeJson> {
  const attrs = fc.record({ start: fc.constantFrom(0, 1, 1, 2, 9, 999_999_999), checked: fc.boolean() })
  return fc.record({ attrs, items: fc.array(content, { minLength: 1, maxLength: 3 }) }).map(({ attrs, items }) => ({
    type,
    ...(type === 'orderedList' && { attrs: { start: attrs.start } }),
    content: items.map((content) => ({
      type: item,
      ...(item === 'taskItem' && { attrs: { checked: attrs.checked } }),
      content,
    })),
  }))
}

function table(cell: fc.Arbitrary<NodeJson>): fc.Arbitrary<NodeJson> {
  const row = fc.array(cell, { minLength: 1, maxLength: 3 }).map((content) => ({ type: 'tableRow', content }))
  return fc.array(row, { minLength: 1, maxLength: 3 }).map((content) => ({ type: 'table', content }))
}

export const generatedDocument = fc
  .array(block, { minLength: 1, maxLength: 5 })
  .map((content): NodeJson => ({ type: 'doc', content }))

export const generatedMarkdown = fc
  .array(fc.oneof({ arbitrary: fc.constantFrom(...PIECES), weight: 8 }, { arbitrary: fc.constant('\n'), weight: 3 }), {
    maxLength: 40,
  })
  .map((pieces) => pieces.join(''))
