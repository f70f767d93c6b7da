// What a person gives to be imported: which of it is taken, and which file an address in a Markdown file means.
import { expect, test } from 'vitest'
import { chosenFiles, droppedFiles, fileAt } from '../../../../renderer/app/transfer/found-files.ts'

const file = (path: string): File => {
  const made = new File(['x'], path.split('/').at(-1)!)
  Object.defineProperty(made, 'webkitRelativePath', { value: path })
  return made
}

test('Markdown and images are taken, what belongs to programs is not', async () => {
  const found = await chosenFiles(
    [
      'n/a.md',
      'n/b.MARKDOWN',
      'n/i/c.png',
      'n/.obsidian/d.md',
      'n/.git/e.md',
      'n/node_modules/f.md',
      'n/g.txt',
      '__MACOSX/h.md',
    ].map(file),
  )
  expect([...found.markdown.keys()]).toEqual(['n/a.md', 'n/b.MARKDOWN'])
  expect([...found.others.keys()]).toEqual(['n/i/c.png'])
  expect(found.tooMany).toBe(false)
})

test('more than is taken at once is said', async () => {
  const found = await chosenFiles(Array.from({ length: 5_001 }, (_, n) => file(`n/${n}.md`)))
  expect([found.markdown.size, found.tooMany]).toEqual([5_000, true])
})

/** What a browser gives for a folder that is dropped, and for a file in it that may not be read, or may. */
const folder = (name: string, inner: readonly object[] | Error): object => ({
  name,
  isFile: false,
  createReader: () => {
    const batches = inner instanceof Error ? [] : [inner, []]
    return {
      readEntries: (had: (some: readonly object[]) => void, not: (cause: unknown) => void) =>
        inner instanceof Error ? not(inner) : had(batches.shift()!),
    }
  },
})
const entry = (name: string, why?: Error): object => ({
  name,
  isFile: true,
  file: (had: (file: File) => void, not: (cause: unknown) => void) => (why ? not(why) : had(new File(['x'], name))),
})

test('a file or folder that cannot be read is said, and the others are taken', async () => {
  const locked = new Error('it may not be read')
  const dropped = folder('notes', [
    entry('a.md'),
    entry('locked.md', locked),
    folder('closed', locked),
    folder('more', [entry('b.md')]),
  ])
  const found = await droppedFiles([dropped as unknown as FileSystemEntry])
  expect([...found.markdown.keys()]).toEqual(['notes/a.md', 'notes/more/b.md'])
  expect([...found.unreadable]).toEqual([
    ['notes/locked.md', locked],
    ['notes/closed', locked],
  ])
})

const FILES = new Map(['n/i/c.png', 'n/ä b.png', 'top.png'].map((path) => [path, file(path)]))

test.each([
  ['n/a.md', 'i/c.png', 'n/i/c.png'],
  ['n/a.md', './i/../i/c.png', 'n/i/c.png'],
  ['n/deep/er/a.md', '../../i/c.png', 'n/i/c.png'],
  ['n/a.md', '%C3%A4%20b.png', 'n/ä b.png'],
  ['n/a.md', 'ä b.png', 'n/ä b.png'],
  ['n/a.md', '../top.png?raw=true', 'top.png'],
  ['n/a.md', '../../top.png', undefined],
  ['n/a.md', '../../../../../../etc/passwd', undefined],
  ['n/a.md', '/top.png', undefined],
  ['n/a.md', 'file:///top.png', undefined],
  ['n/a.md', 'https://a.example/i/c.png', undefined],
  ['n/a.md', '\\top.png', undefined],
  ['n/a.md', '..%2Ftop.png', 'top.png'],
  ['n/a.md', '..%2F..%2Ftop.png', undefined],
  ['n/a.md', '%', undefined],
  ['n/a.md', '', undefined],
])('in %s the address %j means %j', (from, address, path) => {
  expect(fileAt(FILES, from, address)).toBe(path === undefined ? undefined : FILES.get(path))
})
