// What is taken for Markdown when it is pasted: in doubt it stays text.
import { expect, test } from 'vitest'
import { looksLikeMarkdown, tableIn } from '../../../renderer/editor/paste/looks-like-markdown.ts'
import { speak } from '../../support/words.ts'

await speak('en')
// It adds to the words, which the app has begun with before it loads this.
const { hasImagesInside } = await import('../../../renderer/editor/images/data-images.ts')

test.each([
  '# Title',
  'text\n\n## Part',
  '- one\n- two',
  '1. one\n2. two',
  '> a\n> b',
  '- [ ] a task',
  '```ts\nlet a\n```',
  'some **bold** words',
  'some `code` here',
  'see [there](https://example.org)',
  '![a](/a.png)',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  'gone: ~~this~~',
  'an old bracket [ and [there](https://example.org/a_(b))',
  '  |  :---:  |  ---  |  ',
])('%j is Markdown', (text) => expect(looksLikeMarkdown(text)).toBe(true))

test.each([
  'Just a sentence.',
  'a * b * c',
  '2 ** 3 ** 4',
  'snake_case_name and other_name',
  '#hashtag',
  'C# and F#',
  '- one dash at the beginning of a remark',
  'array[0](x)',
  '1. the first of one',
  '> 5 is more',
  'it costs `5',
  'one\n---\ntwo',
  'a~~b~~c',
  '***',
])('%j is text', (text) => expect(looksLikeMarkdown(text)).toBe(false))

test('rows between tabs are a table, indented lines are not', () => {
  expect(tableIn('a\tb\r\nc\td\r\n')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
  expect(tableIn('a\tb')).toBeUndefined()
  expect(tableIn('a\tb\nc')).toBeUndefined()
  expect(tableIn('\tif x:\n\t\treturn')).toBeUndefined()
  expect(tableIn('\ta\n\tb')).toBeUndefined()
})

test.each(['<img src="data:image/png;base64,AA==">', "<p><img alt='a > b < c' SRC = ' data:image/gif,x'>"])(
  '%j carries an image',
  (html) => expect(hasImagesInside(html)).toBe(true),
)

test.each(['<img src="https://example.org/a.png">', 'src="data:image/png,x"', 'an <img> and data: alone'])(
  '%j carries none',
  (html) => expect(hasImagesInside(html)).toBe(false),
)

/** How often a stranger repeats a piece in one text; and how many texts of a piece fewer are looked at in its stead. */
const REPEATS = 4_800
const PARTS = 16
/** One long text takes as long as its parts, or 16 times as long where looking is quadratic. In between: others are at work. */
const MUCH_LONGER = 6
const TRIES = 15

test.each([
  ' \n',
  ' ',
  '\t|',
  '-',
  '- ',
  '|-',
  ':',
  '```\n\n',
  '```a ',
  '- [x]',
  '[',
  '[a](/',
  '[a](/b](/',
  '](/',
  '**a',
  '**',
  '~~a',
  '`a',
  '1',
  '> ',
  '\n',
])('a long text of %j takes no longer to look at than its parts', (piece) => {
  const begin = ['', '  ---|', '[']
  expect(longerThanItsParts(looksLikeMarkdown, piece, begin)).toBeLessThan(MUCH_LONGER)
})

test.each(['<img ', '<img src=', 'src', 'src=', ' ', '<img src = ', "'", '<', 'data:'])(
  'a long page of %j takes no longer to look at than its parts',
  (piece) => {
    expect(longerThanItsParts(hasImagesInside, piece, ['', '<img src=', '<img '])).toBeLessThan(MUCH_LONGER)
  },
)

/** How many times as long. Of each the quickest try counts: whatever else the machine does only adds. */
function longerThanItsParts(look: (text: string) => boolean, piece: string, begins: readonly string[]): number {
  const texts = (repeats: number): string[] =>
    // Joined and split again, so that no look has to put the text together first.
    begins.map((begin) => `${begin}${piece.repeat(repeats)}x`.split('').join(''))
  const long = texts(REPEATS)
  const parts = texts(REPEATS / PARTS)
  let quickestLong = Infinity
  let quickestParts = Infinity
  for (let tries = 0; tries < TRIES; tries++) {
    const begun = performance.now()
    for (let at = 0; at < PARTS; at++) for (const text of parts) look(text)
    const between = performance.now()
    for (const text of long) look(text)
    quickestParts = Math.min(quickestParts, between - begun)
    quickestLong = Math.min(quickestLong, performance.now() - between)
  }
  return quickestLong / quickestParts
}
