// What finding and counting say of a text, and that a second look costs only what has changed.
import { Fragment, type Node } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import { fromMarkdown } from '../../../document/markdown/from-markdown.ts'
import { documentSchema } from '../../../document/schema.ts'
import { outlineOf, wordCount } from '../../../document/text.ts'
import { BlockWalk } from '../../../renderer/editor/block-walk.ts'
import { countBlock, countText, readingMinutes } from '../../../renderer/editor/counts/count.ts'
import { matchesIn, patternOf } from '../../../renderer/editor/find/matches.ts'
import { headingsOf, positionOf } from '../../../renderer/editor/outline/headings.ts'

const schema = documentSchema()
const read = (markdown: string): Node => schema.nodeFromJSON(fromMarkdown(markdown))

/** The matched texts, read back from the document at the positions that were answered. */
function found(markdown: string, text: string, options: { matchCase?: boolean; wholeWords?: boolean } = {}): string[] {
  const doc = read(markdown)
  const pattern = patternOf({ text, matchCase: false, wholeWords: false, ...options })!
  const texts: string[] = []
  doc.forEach((block, start) => {
    for (const { from, to } of matchesIn(block, pattern)) texts.push(doc.textBetween(start + from, start + to))
  })
  return texts
}

test('matches stand where the text is, in every kind of block', () => {
  const everywhere =
    'a fox\n\n- one fox\n  - two **fo**x\n\n> fox\n\n| fox | b |\n|---|---|\n| 1 | Fox |\n\n```\nfox()\n```\n'
  expect(found(everywhere, 'fox')).toEqual(['fox', 'fox', 'fox', 'fox', 'fox', 'Fox', 'fox'])
  expect(found(everywhere, 'FOX', { matchCase: true })).toEqual([])
  expect(found('foxes fox fox_y', 'fox', { wholeWords: true })).toEqual(['fox'])
  expect(found('Straße STRASSE', 'strasse')).toEqual(['STRASSE'])
  expect(found('ÄRGER ärger', 'ärger')).toEqual(['ÄRGER', 'ärger'])
  expect(found('İİ i fox', 'fox')).toEqual(['fox'])
  expect(found('a.b a+b (x) [y] a\\b $', 'a.b')).toEqual(['a.b'])
  expect(found('aaaa', 'aa')).toEqual(['aa', 'aa'])
  expect(found('one\\\ntwo fox', 'fox')).toEqual(['fox'])
  expect(found('中文文档里的文档', '文档')).toEqual(['文档', '文档'])
})

test('every sign may be searched for, and nothing is no search', () => {
  expect(patternOf({ text: '', matchCase: false, wholeWords: false })).toBeUndefined()
  for (const sign of '$()*+./?[\\]^{|}-&#~,:') {
    const pattern = patternOf({ text: `a${sign}b`, matchCase: true, wholeWords: false })!
    expect('a' + sign + 'b'.repeat(2)).toMatch(pattern)
  }
})

test('the parts make the same count as the whole, and characters are what a person counts', () => {
  const markdown =
    '# One two\n\nthree four\n\n- five\n- six\n\n| a | b |\n|---|---|\n| c | d |\n\n![seven eight](/a.png)\n'
  const doc = read(markdown)
  const counts = doc.content.content.map(countBlock)
  expect(counts.reduce((sum, { words }) => sum + words, 0)).toBe(wordCount(doc))
  expect(countText('a\nb')).toEqual({ words: 2, characters: 2 })
  expect(countText('👩‍👩‍👧 e\u0301').characters).toBe(3)
  expect(countText('今天天气很好').words).toBeGreaterThan(1)
  expect(readingMinutes({ words: 100, characters: 0 })).toBe(0)
  expect(readingMinutes({ words: 1_000, characters: 0 })).toBe(4)
})

test('the outline is the one that exports have, with its places', () => {
  const doc = read('# One\n\ntext\n\n## Two **bold**\n\n> # quoted\n\n###### Six\n')
  expect(headingsOf(doc)).toEqual(outlineOf(doc))
  for (const { block, text } of headingsOf(doc)) expect(doc.nodeAt(positionOf(doc, block))?.textContent).toBe(text)
})

test('a second walk looks only at what has changed', async () => {
  const looked: string[] = []
  const walk = new BlockWalk((block) => looked.push(block.textContent))
  const doc = read('one\n\ntwo\n\nthree')
  const done = (what: Node): Promise<readonly number[]> => new Promise((resolve) => walk.start(what, resolve))
  await done(doc)
  expect(looked).toEqual(['one', 'two', 'three'])
  const changed = doc.copy(Fragment.from([doc.child(0), ...read('2').content.content, doc.child(2)]))
  expect(await done(changed)).toHaveLength(3)
  expect(looked).toEqual(['one', 'two', 'three', '2'])
})

test('a long document is walked in slices, and a walk that is called off says nothing', async () => {
  const until = (ms: number): void => {
    const end = performance.now() + ms
    while (performance.now() < end);
  }
  const doc = read(Array.from({ length: 40 }, (_, at) => `p${at}`).join('\n\n'))
  const calledOff = new BlockWalk(() => until(1))
  calledOff.start(doc, () => expect.unreachable('called off'))
  calledOff.stop()
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  await new Promise<void>((resolve) => new BlockWalk(() => until(1)).start(doc, () => resolve()))
  clearInterval(counting)
  // 40 ms of work; in one piece nobody else would have had a turn.
  expect(turns).toBeGreaterThan(2)
})
