// A document goes out as Markdown and comes back the same; Markdown comes in and goes out the same (docs/markdown.md).
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFrontMatter, writeFrontMatter } from '../../../document/front-matter.ts'
import type { NodeJson } from '../../../document/json.ts'
import { fromMarkdown } from '../../../document/markdown/from-markdown.ts'
import { normalForm } from '../../../document/markdown/normal-form.ts'
import { toMarkdown } from '../../../document/markdown/to-markdown.ts'
import { canonical } from '../../../document/reading.ts'
import { generatedDocument, generatedMarkdown } from './generated-documents.ts'

/** More documents on demand: `MARKDOWN_RUNS=20000 npx vitest run tests/document/markdown`. */
const numRuns = Number(process.env['MARKDOWN_RUNS'] ?? 200)
/** A document takes 15 ms here, more while other tests run. */
const TIMEOUT_MS = Math.max(60_000, 200 * numRuns)

test(
  `${numRuns} generated documents go through Markdown without a difference, and the second time byte for byte`,
  () => {
    fc.assert(
      fc.property(generatedDocument, (document) => {
        const markdown = toMarkdown(document)
        const back = fromMarkdown(markdown)
        expect(back, markdown).toEqual(canonical(normalForm(document)))
        expect(toMarkdown(back)).toBe(markdown)
      }),
      { numRuns },
    )
  },
  TIMEOUT_MS,
)

test(
  `${numRuns} generated documents go through files with a title and without, which stays what it was`,
  () => {
    const title = fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme' }))
    const rule = fc.constant<NodeJson>({ type: 'horizontalRule' })
    // What may stand between two rules and be taken for front matter.
    const line = fc.constantFrom('Attendees: Ada, Ben', 'title: A first line', '# x', '- x', '')
    const between = line.map((text): NodeJson => ({
      type: 'paragraph',
      content: text === '' ? [] : [{ type: 'text', text }],
    }))
    const beginning = fc.oneof(fc.constant([]), fc.tuple(rule, between, rule), fc.tuple(rule, rule), fc.tuple(rule))
    fc.assert(
      fc.property(title, beginning, generatedDocument, (name, first, { content = [] }) => {
        const document = { type: 'doc', content: [...first, ...content] }
        const file = writeFrontMatter(name) + toMarkdown(document)
        const read = readFrontMatter(file)
        expect([read.title, read.rest], file).toEqual([name.toWellFormed(), ''])
        expect(fromMarkdown(read.body), file).toEqual(canonical(normalForm(document)))
      }),
      { numRuns },
    )
  },
  TIMEOUT_MS,
)

test(
  `${numRuns} generated texts, read as Markdown, mean a document that goes out and comes back the same`,
  () => {
    fc.assert(
      fc.property(generatedMarkdown, (markdown) => {
        const document = fromMarkdown(markdown)
        const written = toMarkdown(document)
        expect(fromMarkdown(written), written).toEqual(document)
        expect(toMarkdown(fromMarkdown(written))).toBe(written)
      }),
      { numRuns },
    )
  },
  TIMEOUT_MS,
)

test(
  'what has been through Markdown once is in normal form',
  () => {
    const isSettled = (document: NodeJson): void => {
      expect(canonical(normalForm(normalForm(document)))).toEqual(canonical(normalForm(document)))
    }
    fc.assert(fc.property(generatedDocument, isSettled), { numRuns })
  },
  TIMEOUT_MS,
)

test('a link around code that reads like a definition is none (seed 1106140471)', () => {
  const marks = [{ type: 'link', attrs: { href: 'https://a.example/x' } }, { type: 'code' }]
  const document: NodeJson = {
    type: 'doc',
    content: [{ type: 'paragraph', content: [{ type: 'text', text: ']:word', marks }] }],
  }
  const markdown = toMarkdown(document)
  expect(markdown).toBe('[` ]:word `](https://a.example/x)\n')
  expect(fromMarkdown(markdown)).toEqual(canonical(normalForm(document)))
})

test('as many tildes close a strike as opened it', () => {
  const struck = (markdown: string): unknown => fromMarkdown(markdown).content?.[0]?.content
  expect(struck('~~a~ b~~')).toEqual([{ type: 'text', text: 'a~ b', marks: [{ type: 'strike' }] }])
  expect(struck('~a~~')).toEqual([{ type: 'text', text: '~a~~' }])
})
