// The lines at the top of a Markdown file: the title is understood, nothing is lost, and no file is clever enough to do harm.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFrontMatter, writeFrontMatter } from '../../document/front-matter.ts'

test.each([
  ['plain', '---\ntitle: A letter\n---\n\nDear Ben', 'A letter', ''],
  ['double quotes', '---\ntitle: "A \\"letter\\": \\u00e9"\n---\nDear Ben', 'A "letter": é', ''],
  ['double quotes and a comment', '---\ntitle: "A # letter" # first\n---\nDear Ben', 'A # letter', ''],
  ['single quotes', "---\ntitle: 'Ada''s letter'\n---\nDear Ben", "Ada's letter", ''],
  ['a comment behind it', '---\ntitle: A letter # the first\n---\nDear Ben', 'A letter', ''],
  [
    'other lines',
    '---\ntags: [a, b]\ntitle: A letter\ndraft: true\n---\nDear Ben',
    'A letter',
    'tags: [a, b]\ndraft: true',
  ],
  ['CRLF', '---\r\nTitle: A letter\r\nx: 1\r\n---\r\n\r\nDear Ben', 'A letter', 'x: 1'],
  ['dots at the end, and a byte order mark', '\uFEFF---\ntitle: A letter\n...\nDear Ben', 'A letter', ''],
  ['no title', '---\ntags:\n  - a\n---\nDear Ben', '', 'tags:\n  - a'],
  ['a title that is a block', '---\ntitle: |\n  A\n  letter\n---\nDear Ben', '', 'title: |\n  A\n  letter'],
])('front matter with %s', (_, text, title, rest) => {
  expect(readFrontMatter(text)).toEqual({ title, rest, body: 'Dear Ben' })
})

test.each([
  ['a rule', '---\n\nDear Ben\n\n---\n'],
  ['prose between two rules', '---\nDear Ben, how are you\n---\n'],
  ['no end', '---\ntitle: A letter\n\nDear Ben'],
  ['a rule further down', 'Dear Ben\n\n---\ntitle: x\n---\n'],
  ['nothing', ''],
  ['an empty one', '---\n---\nDear Ben'],
])('%s is text', (_, text) => {
  expect(readFrontMatter(text)).toEqual({ title: '', rest: '', body: text })
})

test('a title comes back, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }), (title, body) => {
      fc.pre(!body.startsWith('\n') && !body.startsWith('\r'))
      const read = readFrontMatter(writeFrontMatter(title) + body)
      expect(read).toEqual({ title: title.toWellFormed(), rest: '', body })
    }),
  )
})

test('bombs: aliases stay letters, and a long head takes no time', () => {
  const laughs = '---\na: &a [x,x]\nb: &b [*a,*a]\ntitle: *b\n---\nDear Ben'
  expect(readFrontMatter(laughs)).toEqual({
    title: '',
    rest: 'a: &a [x,x]\nb: &b [*a,*a]\ntitle: *b',
    body: 'Dear Ben',
  })
  const begin = performance.now()
  for (const bomb of [
    `---\n${'title: x\n'.repeat(400_000)}`,
    `---\n${'- '.repeat(2_000_000)}\n---\n`,
    `---\ntitle: "${'\\'.repeat(60_000)}\n---\n`,
    `---\ntitle: '${"''".repeat(30_000)}\n---\n`,
    `---\ntitle: x${' #'.repeat(30_000)}\n---\n`,
    `---\ntitle: x${' '.repeat(60_000)}y\n---\n`,
    `---${' '.repeat(2_000_000)}x`,
  ])
    readFrontMatter(bomb)
  expect(performance.now() - begin).toBeLessThan(1_000)
})
