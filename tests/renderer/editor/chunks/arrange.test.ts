// Which block of a long text stands in which chunk of the page, through thousands of seeded edits.
import { expect, test } from 'vitest'
import { arrange, type Stretch } from '../../../../renderer/editor/chunks/arrange.ts'
import { seeded, seedOfThisRun } from '../../../support/random.ts'

interface Block {
  readonly name: string
}
type Chunks = Stretch<string, Block>[]

let made = 0
const block = (): Block => ({ name: `block ${made++}` })
const blocks = (count: number): Block[] => Array.from({ length: count }, block)

/** As the page does: where a chunk is missing it makes one. */
function shown(before: Chunks, text: readonly Block[], mayMove = true): Chunks {
  return arrange(before, text, mayMove).map(({ chunk, blocks: its }) => ({
    chunk: chunk ?? `chunk ${made++}`,
    blocks: its,
  }))
}

const textOf = (chunks: Chunks): Block[] => chunks.flatMap(({ blocks: its }) => its)
const unchanged = (before: Chunks, after: Chunks): string[] =>
  before.filter((one) => after.some((other) => other.chunk === one.chunk && sameBlocks(one, other))).map((c) => c.chunk)
const sameBlocks = (a: Chunks[number], b: Chunks[number]): boolean =>
  a.blocks.length === b.blocks.length && a.blocks.every((one, nth) => one === b.blocks[nth])

test('whatever is done to a text, every block stands once, in order, in a chunk of bearable size', () => {
  const random = seeded(seedOfThisRun('arrange'))
  const below = (end: number): number => Math.floor(random() * end)
  for (let text = 0; text < 60; text++) {
    let now = blocks(1 + below(400))
    let chunks = shown([], now)
    for (let edit = 0; edit < 60; edit++) {
      const next = [...now]
      for (let times = 1 + below(3); times > 0; times--) {
        const at = below(next.length)
        const kind = random()
        if (kind < 0.3) next[at] = block()
        else if (kind < 0.5) next.splice(at, 0, ...blocks(1 + below(5)))
        else if (kind < 0.6) next.splice(at, 0, ...blocks(below(200)))
        else if (kind < 0.8) next.splice(at, 1 + below(3))
        else if (kind < 0.9) next.splice(at, below(200))
        else next.splice(below(next.length), 0, ...next.splice(at, 1 + below(80)))
        if (next.length === 0) next.push(block())
      }
      const after = shown(chunks, next)
      expect(textOf(after)).toEqual(next)
      expect(new Set(after.map(({ chunk }) => chunk)).size).toBe(after.length)
      expect(after.every(({ blocks: its }) => its.length > 0 && its.length <= 30)).toBe(true)
      const kept = chunks.map(({ chunk }) => chunk).filter((chunk) => after.some((one) => one.chunk === chunk))
      expect(after.map(({ chunk }) => chunk).filter((chunk) => kept.includes(chunk))).toEqual(kept)
      now = next
      chunks = after
    }
  }
})

test('a key changes the chunk of its block only, be that block the first, the last or the only one', () => {
  const text = blocks(500)
  const before = shown([], text)
  expect(before.map(({ blocks: its }) => its.length)).toEqual(Array.from({ length: 25 }, () => 20))
  for (const at of [0, 19, 20, 39, 250, 499]) {
    const after = shown(before, text.with(at, block()))
    expect(after.map(({ chunk }) => chunk)).toEqual(before.map(({ chunk }) => chunk))
    expect(unchanged(before, after)).toHaveLength(24)
  }
})

test('edits of several people at once change their chunks only', () => {
  const text = blocks(500)
  const before = shown([], text)
  const edited = text.with(60, block()).with(200, block()).with(349, block()).with(450, block())
  expect(unchanged(before, shown(before, edited))).toHaveLength(21)
  // One of them makes a new block, and one takes two away.
  const after = shown(before, edited.toSpliced(205, 0, block()).toSpliced(305, 2))
  expect(unchanged(before, after)).toHaveLength(20)
  expect(after.map(({ chunk }) => chunk)).toEqual(before.map(({ chunk }) => chunk))
})

test('what is put between two chunks goes into one of them, and the others stay', () => {
  const text = blocks(500)
  const before = shown([], text)
  expect(unchanged(before, shown(before, text.toSpliced(100, 0, block())))).toHaveLength(24)
  expect(unchanged(before, shown(before, text.toSpliced(500, 0, block())))).toHaveLength(24)
  expect(unchanged(before, shown(before, text.toSpliced(0, 0, block())))).toHaveLength(24)
  expect(unchanged(before, shown(before, text.toSpliced(120, 200)))).toHaveLength(15)
})

test('while an input method composes, nothing moves to another chunk', () => {
  const text = blocks(25)
  const before = shown([], text)
  const grown = [...text, ...blocks(10)]
  expect(shown(before, grown, false)).toHaveLength(1)
  expect(shown(before, grown)).toHaveLength(2)
})

test('a change of every block leaves each chunk its own', () => {
  const text = blocks(500)
  const before = shown([], text)
  const after = shown(before, blocks(500))
  expect(after.map(({ chunk, blocks: its }) => [chunk, its.length])).toEqual(
    before.map(({ chunk, blocks: its }) => [chunk, its.length]),
  )
})

test('what grew while an input method composed is divided with the next change, wherever that is', () => {
  const text = blocks(90)
  const grown = shown(shown([], text), text.toSpliced(5, 0, ...blocks(100)), false)
  expect(Math.max(...grown.map(({ blocks: its }) => its.length))).toBeGreaterThan(100)
  const after = shown(grown, textOf(grown).with(189, block()))
  expect(Math.max(...after.map(({ blocks: its }) => its.length))).toBeLessThanOrEqual(30)
})
