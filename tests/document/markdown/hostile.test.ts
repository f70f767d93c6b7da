// Text from strangers: nothing in it becomes markup that runs, none of it costs more than its length, no text is lost.
import { describe, expect, test } from 'vitest'
import type { NodeJson } from '../../../document/json.ts'
import { toHtml } from '../../../document/html.ts'
import { fromMarkdown } from '../../../document/markdown/from-markdown.ts'
import { toMarkdown } from '../../../document/markdown/to-markdown.ts'
import { readDocument } from '../../../document/reading.ts'
import { toText } from '../../../document/text.ts'

const inline = (markdown: string): readonly NodeJson[] => fromMarkdown(markdown).content?.[0]?.content ?? []

describe('markup', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    'a <b onclick="x">b</b>',
    '<!-- a -->',
    '<iframe src="https://a.example"></iframe>',
    '<br onclick="x">',
  ])('%s stays the text that it is', (html) => {
    expect(toText(fromMarkdown(html)).trim()).toBe(html)
    expect(toHtml(fromMarkdown(html))).not.toMatch(/<(?!\/?(?:p|a)\b)[a-z!]|href="javascript|on(?:click|error)="/i)
    expect(toMarkdown(fromMarkdown(html))).not.toMatch(/(?<!\\)<[a-z!/]/i)
  })

  test('only <br> is read, and only as a line break', () => {
    expect(
      inline('a<br>b<BR/>c<br />d')
        .map(({ type }) => type)
        .filter((type) => type === 'hardBreak'),
    ).toHaveLength(3)
  })

  test.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](<java\tscript:alert(1)>)',
    '[x](java&#x0A;script:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](data:text/html,<script>)',
    '[x][1]\n\n[1]: vbscript:x',
    '![x](javascript:alert(1))',
    '![x](data:image/svg+xml,x)',
    '[![x](data:image/png;base64,AA)](javascript:1)',
  ])('%s keeps its text and leads nowhere', (markdown) =>
    expect(inline(markdown)).toEqual([{ type: 'text', text: 'x' }]),
  )

  test('an image may come from the web, from this site and from its attachments', () => {
    for (const src of ['https://a.example/x.png', '/api/v1/attachments/5e88', 'x.png'])
      expect(inline(`![x](${src})`)).toMatchObject([{ type: 'image', attrs: { src, alt: 'x' } }])
  })
})

describe('bytes that are no text', () => {
  test('a byte order mark is not the first letter', () => {
    expect(fromMarkdown('\uFEFF# a').content).toMatchObject([{ type: 'heading' }])
  })

  test('the three kinds of line end are one', () => {
    const [unix, windows, mac] = ['\n', '\r\n', '\r'].map((end) =>
      fromMarkdown(['# a', '', '- b', '- c', ''].join(end)),
    )
    expect(windows).toEqual(unix)
    expect(mac).toEqual(unix)
  })

  test('NUL and half a surrogate pair become the replacement character', () => {
    expect(toText(fromMarkdown('a\0b `c\0` \uD800'))).toBe('a\uFFFDb c\uFFFD \uFFFD\n')
  })
})

/** A quarter of a megabyte is enough to see what is quadratic; `MARKDOWN_BOMB=1000000 npx vitest run …` for a whole one. */
const SIZE = Number(process.env['MARKDOWN_BOMB'] ?? 250_000)
const repeated = (piece: string): string => piece.repeat(SIZE / piece.length)

/** Every one has been quadratic or worse in some Markdown parser. */
const BOMBS: Readonly<Record<string, string>> = {
  'opening brackets': repeated('['),
  'nested brackets': '['.repeat(SIZE / 2) + ']'.repeat(SIZE / 2),
  'images in images': repeated('!['),
  'unclosed links': repeated('[a]('),
  quotes: repeated('>'),
  'bullets in bullets': repeated('- '),
  'stars and bars': repeated('*a_ '),
  tildes: repeated('~a'),
  'backticks of all lengths': Array.from({ length: Math.sqrt(2 * SIZE) }, (_, length) => '`'.repeat(length)).join(' '),
  'unclosed tags': repeated('<a '),
  'addresses in brackets': repeated('(www.a'),
  'mail addresses': repeated('a@a'),
  'addresses without a scheme': repeated('://'),
  'schemes within words': repeated('ahttp://a'),
  'closing brackets after an address': `https://a.b/${repeated(')')}`,
  'one wide table': `${'|a'.repeat(SIZE / 4)}\n${'|-'.repeat(SIZE / 4)}`,
}

/** Of the processor's time, which other programs on the computer do not lengthen. Measured here: 2 to 10 µs a character,
 * both ways. What is quadratic takes minutes. */
const LIMIT_US = 50 * SIZE

describe(`${SIZE} characters`, () => {
  test.each(Object.entries(BOMBS))(
    'of %s is read and written in time, nested no deeper than we allow',
    (_, bomb) => {
      const start = process.cpuUsage()
      const document = fromMarkdown(bomb)
      expect(depthOf(document)).toBeLessThan(80)
      expect(toMarkdown(document).length).toBeLessThan(5 * SIZE)
      expect(process.cpuUsage(start).user).toBeLessThan(LIMIT_US)
    },
    60_000,
  )
})

describe('nesting', () => {
  test.each(['> ', '- ', '1. ', '- > '])('500 times "%s" keeps the word at the bottom', (marker) => {
    const document = fromMarkdown(`${marker.repeat(500)}word`)
    expect(toText(document)).toContain('word')
    expect(fromMarkdown(toMarkdown(document))).toEqual(document)
  })

  test('100,000 quotes in quotes, as a stranger can write them into Yjs, are read without a stack', () => {
    let node: NodeJson = { type: 'paragraph', content: [{ type: 'text', text: 'word' }] }
    for (let depth = 0; depth < 100_000; depth++)
      node = { type: depth % 3 === 0 ? 'mystery' : 'blockquote', content: [node] }
    const document = readDocument({ type: 'doc', content: [node] })
    expect(depthOf(document)).toBeLessThan(80)
    expect(toMarkdown(document)).toContain('word')
  })

  test('a cell that says it spans a billion places does not make them', () => {
    const cell = { type: 'tableCell', attrs: { colspan: 1e9, rowspan: 1e9 }, content: [{ type: 'paragraph' }] }
    const row = { type: 'tableRow', content: [cell, cell] }
    expect(
      toMarkdown({ type: 'doc', content: [{ type: 'table', content: Array.from({ length: 200 }, () => row) }] }),
    ).toBe('')
  })
})

test('text in nodes of other editors is kept, also within a line and within a list', () => {
  const inside = (type: string, ...content: NodeJson[]): NodeJson => ({ type, content })
  const word = (text: string): NodeJson => ({ type: 'text', text })
  const line = inside('paragraph', word('a'), inside('mention', inside('name', word('b'))), word('c'))
  const list = inside('bulletList', inside('callout', inside('paragraph', word('d'))), word('e'))
  expect(toMarkdown(inside('doc', inside('columns', line), list))).toBe('abc\n\n- d\n- e\n')
})

test.each([null, 7, 'text', [], {}, { type: 'doc' }, { type: 'doc', content: [null, 7, { type: 'text', text: 9 }] }])(
  'what is no document at all is an empty one: %j',
  (nonsense) => expect(readDocument(nonsense)).toEqual({ type: 'doc', content: [{ type: 'paragraph', content: [] }] }),
)

function depthOf(node: NodeJson): number {
  return 1 + Math.max(0, ...(node.content ?? []).slice(0, 1_000).map(depthOf))
}
