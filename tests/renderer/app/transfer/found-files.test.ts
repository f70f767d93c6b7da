// What a person gives to be imported: which of it is taken, and which file an address in a Markdown file means.
import { expect, test } from 'vitest'
import { chosenFiles, fileAt } from '../../../../renderer/app/transfer/found-files.ts'

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
