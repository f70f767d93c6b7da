// S1: what was typed, as words to look for; and where they stand in what was found.
import { expect, test } from 'vitest'
import { markedPlaces, searchWords, snippetOf } from '../../server/http/search-words.ts'
import type { FoundDocument } from '../../server/store/store.ts'

test.each([
  ['  two   Words ', ['two', 'words']],
  ['"a phrase  of\twords" and', ['a phrase of words', 'and']],
  ['„Ärger“ »im« “Café', ['arger', 'im', 'cafe']],
  ['an "open end', ['an', 'open end']],
  ['again Again AGAIN', ['again']],
  ['"" " " \u0000', []],
  ["don't 100% a_b -c *", ["don't", '100%', 'a_b', '-c', '*']],
  ['a"b"c', ['a', 'b', 'c']],
  ['\ud83d 今天', ['\ufffd', '今天']],
])('S1: %j', (typed, words) => {
  expect(searchWords(typed)).toEqual(words)
})

test('S1: places are marked in order, as one where they touch', () => {
  const marked = (text: string, ...words: string[]): string[] =>
    markedPlaces(text, words).map(({ from, to }) => text.slice(from, to))
  expect(marked('Bananas and BÀNÀNA', 'banana', 'nas', 'and')).toEqual(['Bananas', 'and', 'BÀNÀNA'])
  expect(marked('😀 one 😀', '😀')).toEqual(['😀', '😀'])
  expect(marked('aaaa', 'aa')).toEqual(['aaaa'])
  expect(marked('nothing', 'else')).toEqual([])
})

test('S1: a piece is one line, with an ellipsis where it is cut', () => {
  const piece = { around: 'before\nthe\tword', isCutBefore: true, isCutBehind: true } as FoundDocument
  const { text, ranges } = snippetOf(piece, ['word'])
  expect([text, ranges.map(({ from, to }) => text.slice(from, to))]).toEqual(['…before the word…', ['word']])
})
