// Every example of the CommonMark specification and of GFM's extensions: read as the specification says, except for what
// docs/markdown.md lists with reasons, and then written and read again without a difference.
import { readFileSync } from 'node:fs'
import { tests } from 'commonmark-spec'
import { describe, expect, test } from 'vitest'
import { toHtml } from '../../../document/html.ts'
import { fromMarkdown } from '../../../document/markdown/from-markdown.ts'
import { toMarkdown } from '../../../document/markdown/to-markdown.ts'
import { AUTOLINKS, STRIKETHROUGH, TABLES, TAG_FILTER, TASK_LISTS } from './gfm-examples.ts'
import { meaningOf } from './html-meaning.ts'

const COMMONMARK = tests.map((one) => ({
  ...one,
  markdown: one.markdown.replaceAll('→', '\t'),
  html: one.html.replaceAll('→', '\t'),
}))

/** By reason; docs/markdown.md says more. An example that is read as specified may not stand here. */
const OTHERWISE: Readonly<Record<string, readonly number[]>> = {
  'HTML is text': [
    21, 31, 148, 149, 150, 151, 153, 154, 155, 156, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167, 168, 169,
    170, 171, 172, 173, 174, 175, 176, 177, 178, 182, 184, 185, 186, 187, 188, 189, 190, 191, 196, 201, 344, 475,
    476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 630, 631, 642, 643,
  ],
  'a link leads somewhere': [200, 485, 486, 567],
  'a link has a scheme that may be opened': [596, 598, 599, 601],
  'GFM makes links of bare addresses': [608, 611, 612],
} // prettier-ignore

function comesBack(markdown: string): void {
  const document = fromMarkdown(markdown)
  const written = toMarkdown(document)
  expect(fromMarkdown(written), written).toEqual(document)
  expect(toMarkdown(fromMarkdown(written))).toBe(written)
}

test(`all ${COMMONMARK.length} examples of CommonMark go out and come back the same`, () => {
  expect(COMMONMARK.length).toBeGreaterThan(600)
  for (const { markdown } of COMMONMARK) comesBack(markdown)
})

test('each is read as the specification says, but for those listed with a reason', () => {
  const differing = COMMONMARK.filter(({ markdown, html }) => {
    return JSON.stringify(meaningOf(toHtml(fromMarkdown(markdown)))) !== JSON.stringify(meaningOf(html))
  })
  const listed = Object.values(OTHERWISE).flat()
  expect(differing.map(({ number }) => number)).toEqual(listed.sort((a, b) => a - b))
})

test.each(Object.keys(OTHERWISE))('docs/markdown.md gives the reason: %s', (reason) => {
  const page = readFileSync(new URL('../../../docs/markdown.md', import.meta.url), 'utf8')
  expect(page.toLowerCase()).toContain(`**${reason.toLowerCase()}`)
})

describe.each([
  ['4.10 tables', TABLES],
  ['5.3 task list items', TASK_LISTS],
  ['6.5 strikethrough', STRIKETHROUGH],
  ['6.9 autolinks', AUTOLINKS],
  ['6.11 disallowed HTML', TAG_FILTER],
])('GFM %s', (_, examples) => {
  test.each(examples)('example $number', ({ markdown, html }) => {
    expect(meaningOf(toHtml(fromMarkdown(markdown)))).toEqual(meaningOf(html))
    comesBack(markdown)
  })
})
