// What is taken for Markdown when it is pasted: in doubt it stays text.
import { expect, test } from 'vitest'
import { looksLikeMarkdown, tableIn } from '../../../renderer/editor/paste/looks-like-markdown.ts'

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
