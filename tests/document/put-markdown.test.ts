// Markdown put into a shared document (document/put-markdown.ts): what is replaced is replaced, and all else is the very same Yjs
// element as before, so that carets and what others type meanwhile stay.
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { documentFromFragment, writeDocument } from '../../document/fragment.ts'
import type { NodeJson } from '../../document/json.ts'
import { fromMarkdown } from '../../document/markdown/from-markdown.ts'
import { toMarkdown } from '../../document/markdown/to-markdown.ts'
import { type MarkdownToPut, type Put, type PutMode, putMarkdown } from '../../document/put-markdown.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { generatedDocument } from './markdown/generated-documents.ts'

const fragmentOf = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment(TEXT_FIELD)
const markdownOf = (doc: Y.Doc): string => toMarkdown(documentFromFragment(fragmentOf(doc)))
const elementsOf = (doc: Y.Doc): unknown[] => fragmentOf(doc).toArray()

function holding(content: string | NodeJson): Y.Doc {
  const doc = new Y.Doc()
  const document = typeof content === 'string' ? fromMarkdown(content) : content
  if (content !== '') writeDocument(fragmentOf(doc), document)
  return doc
}

function put(doc: Y.Doc, mode: PutMode, markdown: string, more: Partial<MarkdownToPut> = {}): Put {
  return putMarkdown(doc, { mode, markdown, section: [], title: '', traced: false, ...more })
}

const paragraph = (...texts: readonly object[]): NodeJson => ({ type: 'paragraph', content: texts as NodeJson[] })
const text = (words: string, ...marks: readonly string[]): object => ({
  type: 'text',
  text: words,
  marks: marks.map((type) => ({ type })),
})

describe('append', () => {
  test.each([
    ['| a |\n|---|\n| b | extra cell |', 'extra cell'],
    ['> a | b\n> --|--\n> | c | d | e \\| f |', 'e \\| f'],
  ])('what a table has no column for is told: %j', (markdown, left) => {
    expect(put(holding(''), 'append', markdown)).toMatchObject({
      notes: [{ kind: 'cells-left-out', detail: expect.stringContaining(`"${left}"`) }],
    })
  })

  test.each(['| a | b |\n|---|---|\n| c |\n| d | e |', 'a | b\n-|-\n| c \\| d | e |'])(
    'and nothing of %j',
    (markdown) => {
      expect(put(holding(''), 'append', markdown)).toMatchObject({ notes: [] })
    },
  )

  test.each([
    ['', 'New.', 'New.\n'],
    ['Old.', 'New.\n\n# More', 'Old.\n\nNew.\n\n# More\n'],
    ['- one', '- two', '- one\n- two\n'],
    ['1. one\n2. two', '1. three', '1. one\n2. two\n3. three\n'],
    ['- [x] done', '- [ ] open\n\nBehind.', '- [x] done\n- [ ] open\n\nBehind.\n'],
    ['- one', '1. two', '- one\n\n1. two\n'],
    ['Old.', '', 'Old.\n'],
    ['Old.', '---\ntitle: no front matter\n---', 'Old.\n\n---\n\n## title: no front matter\n'],
  ])('%j and %j is %j', (was, added, becomes) => {
    const doc = holding(was)
    const before = elementsOf(doc)
    expect(put(doc, 'append', added).kind).toBe('put')
    expect(markdownOf(doc)).toBe(becomes)
    expect(elementsOf(doc).slice(0, before.length)).toEqual(before)
  })
})

describe('replace', () => {
  test.each(['', ' \n', '---\ntitle: Meeting\n---\n\n', '[a]: https://x.example/'])(
    'what has no text, such as %j, does not delete everything; where there is none it does nothing',
    (markdown) => {
      const doc = holding('# Minutes\n\nada: hello')
      expect(put(doc, 'replace', markdown)).toMatchObject({ kind: 'bad-request' })
      expect(markdownOf(doc)).toBe('# Minutes\n\nada: hello\n')
      expect(put(holding(''), 'replace', markdown)).toMatchObject({ kind: 'put', changed: false })
    },
  )

  test('each text is read once, however many stretches of it get other marks', () => {
    const doc = holding('*a* b '.repeat(500))
    const read = vi.spyOn(Y.XmlText.prototype, 'toDelta')
    put(doc, 'replace', 'a *b* '.repeat(500))
    expect(read.mock.calls.length).toBeLessThan(10)
    read.mockRestore()
    expect(markdownOf(doc)).toBe(`${'a *b* '.repeat(500).trim()}\n`)
  })

  test('what its own Markdown says again changes nothing, whatever Markdown cannot hold', () => {
    const doc = holding({
      type: 'doc',
      content: [
        paragraph(),
        paragraph(text('Plain '), text('underlined', 'underline'), text(' text. ')),
        paragraph(),
        paragraph(),
        { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('under', 'underline'))] }] },
        paragraph(),
      ],
    })
    const state = Y.encodeStateAsUpdate(doc)
    expect(put(doc, 'replace', markdownOf(doc))).toEqual({ kind: 'put', update: undefined, changed: false, notes: [] })
    expect(Y.encodeStateAsUpdate(doc)).toEqual(state)
  })

  test('blocks that stay are the same elements, wherever others come and go, and keep the empty paragraphs behind them', () => {
    const doc = holding({
      type: 'doc',
      content: ['one', 'two', 'three', 'four'].flatMap((word) => [paragraph(text(word)), paragraph()]),
    })
    const [one, behindOne, , , three, behindThree, four] = elementsOf(doc)
    put(doc, 'replace', 'zero\n\none\n\nthree\n\nthree and a half\n\nfour, changed')
    expect(markdownOf(doc)).toBe('zero\n\none\n\nthree\n\nthree and a half\n\nfour, changed\n')
    const now = elementsOf(doc)
    for (const kept of [one, behindOne, three, behindThree, four]) expect(now).toContain(kept)
  })

  test('of a paragraph only the letters that differ go: what somebody types into it meanwhile stays', () => {
    const doc = holding('The build is green today.')
    const ben = new Y.Doc()
    Y.applyUpdate(ben, Y.encodeStateAsUpdate(doc))
    const his = (fragmentOf(ben).get(0) as Y.XmlElement).get(0) as Y.XmlText
    his.insert(his.length, ' Says Ben.')
    put(doc, 'replace', 'The build is red today.')
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(ben))
    expect(markdownOf(doc)).toBe('The build is red today. Says Ben.\n')
  })

  test('of a list and a table only the item and the cell that differ', () => {
    const doc = holding('- one\n- two\n- three\n\n| a | b |\n| - | - |\n| c | d |\n')
    const [list, table] = elementsOf(doc) as [Y.XmlElement, Y.XmlElement]
    const [first, , third] = list.toArray()
    const [head, row] = table.toArray() as Y.XmlElement[]
    const d = row!.get(1)
    put(doc, 'replace', '- one\n- 2\n- three\n\n| a | b |\n| - | - |\n| C | d |\n')
    expect(elementsOf(doc)).toEqual([list, table])
    expect([list.get(0), list.get(2), table.get(0), row!.get(1)]).toEqual([first, third, head, d])
    expect(markdownOf(doc)).toBe('- one\n- 2\n- three\n\n| a | b |\n| --- | --- |\n| C | d |\n')
  })

  test('in a long document, too, each block that stays is the same element', () => {
    const doc = holding(Array.from({ length: 120 }, (_, n) => `Block ${n}.`).join('\n\n'))
    const before = elementsOf(doc)
    const blocks = markdownOf(doc).trimEnd().split('\n\n')
    put(doc, 'replace', ['New.', ...blocks.filter((_, n) => n !== 40 && n !== 80), 'Last.'].join('\n\n'))
    expect(elementsOf(doc).slice(1, -1)).toEqual(before.filter((_, n) => n !== 40 && n !== 80))
  })

  test('what Markdown cannot hold stays in the items of a list that do not differ', () => {
    const doc = holding({
      type: 'doc',
      content: [
        {
          type: 'bulletList',
          content: [text('under', 'underline'), text('plain')].map((words) => ({
            type: 'listItem',
            content: [paragraph(words)],
          })),
        },
      ],
    })
    put(doc, 'replace', '- under\n- changed')
    expect(JSON.stringify(documentFromFragment(fragmentOf(doc)))).toContain('"underline"')
    expect(markdownOf(doc)).toBe('- under\n- changed\n')
  })

  test('front matter is read as an import reads it, and a title that is another one is reported', () => {
    const doc = holding('Old.')
    const same = put(doc, 'replace', '---\ntitle: Plan\ntags: [a]\n---\n\nNew.', { title: 'Plan' })
    expect([same.kind === 'put' && same.notes, markdownOf(doc)]).toEqual([[], '```yaml\ntags: [a]\n```\n\nNew.\n'])
    const other = put(doc, 'replace', '---\ntitle: "Plan B"\n---\n\nNew.', { title: 'Plan' })
    expect(other).toMatchObject({ notes: [{ kind: 'title-not-taken', detail: expect.stringContaining('Plan B') }] })
  })

  test('whatever document meets whatever Markdown: it says what the Markdown means', () => {
    fc.assert(
      fc.property(generatedDocument, generatedDocument, (was, becomes) => {
        const doc = holding(was)
        const markdown = toMarkdown(becomes)
        // What has no text deletes nothing: see above.
        fc.pre(markdown.trim() !== '')
        const outcome = put(doc, 'replace', markdown)
        expect(outcome.kind).toBe('put')
        expect(markdownOf(doc)).toBe(markdown)
        expect(put(doc, 'replace', markdown)).toMatchObject({ update: undefined })
      }),
      { numRuns: 25, interruptAfterTimeLimit: 8_000 },
    )
  })
})

describe('replace-section', () => {
  const PLAN =
    '# Plan\n\nIntro.\n\n## Status\n\nGreen.\n\n### Details\n\nNone.\n\n## Next\n\nMore.\n\n# Annex\n\n## Status\n\nOld.\n'
  const section = (...path: string[]): Partial<MarkdownToPut> => ({ section: path })

  test('what stands below the heading goes, with the headings below it, and nothing else is touched', () => {
    const doc = holding(PLAN)
    const before = elementsOf(doc)
    expect(put(doc, 'replace-section', 'Red.', section('Plan', 'Status')).kind).toBe('put')
    expect(markdownOf(doc)).toBe(PLAN.replace('Green.\n\n### Details\n\nNone.', 'Red.'))
    const after = elementsOf(doc)
    for (const at of [0, 1, 2, 6, 7, 8, 9, 10]) expect(after).toContain(before[at])
  })

  test('a section may be sent with its heading, may be emptied, and the last one ends with the document', () => {
    const doc = holding(PLAN)
    put(doc, 'replace-section', '## Next\n\nLess.', section('Next'))
    put(doc, 'replace-section', '', section('Plan', 'Status'))
    put(doc, 'replace-section', 'New.', section('Annex', ' Status '))
    expect(markdownOf(doc)).toBe('# Plan\n\nIntro.\n\n## Status\n\n## Next\n\nLess.\n\n# Annex\n\n## Status\n\nNew.\n')
  })

  test.each([
    [['Nowhere'], 'section-not-found', /"Nowhere".*there are "Plan", "Status", "Details"/],
    [['Status'], 'section-ambiguous', /2 sections.*"Plan" › "Status"; "Annex" › "Status"/],
    [['Status', 'Plan'], 'section-not-found', /"Status" › "Plan"/],
    [['status'], 'section-not-found', /"status"/],
    [['## Status'], 'section-not-found', /"## Status"/],
  ] as const)('%j is %s, and changes nothing', (path, kind, detail) => {
    const doc = holding(PLAN)
    expect(put(doc, 'replace-section', 'Red.', section(...path))).toEqual({
      kind,
      detail: expect.stringMatching(detail),
    })
    expect(markdownOf(doc)).toBe(PLAN)
  })

  test('a text whose heading would end the section is refused: the next time it would be there twice', () => {
    const doc = holding(PLAN)
    expect(put(doc, 'replace-section', 'Red.\n\n## Later\n\nBlue.', section('Next'))).toEqual({
      kind: 'section-left',
      detail: expect.stringMatching(/"Later" has level 2.*"Next" of level 2/),
    })
    expect(markdownOf(doc)).toBe(PLAN)
  })

  test('whatever a heading says, its section is found by it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }), (name, other) => {
        const said = name.toWellFormed()
        fc.pre(said.trim() !== '' && said.replace(/\s+/g, ' ').trim() !== other.replace(/\s+/g, ' ').trim())
        const heading = (words: string): NodeJson => ({
          type: 'heading',
          attrs: { level: 2 },
          content: words === '' ? [] : ([text(words)] as NodeJson[]),
        })
        const doc = holding({
          type: 'doc',
          content: [heading(other.toWellFormed()), paragraph(text('stays')), heading(said), paragraph(text('goes'))],
        })
        const [first, stays, mine] = elementsOf(doc)
        const outcome = put(doc, 'replace-section', 'Comes.', section(said))
        fc.pre(outcome.kind !== 'section-ambiguous')
        expect(outcome.kind).toBe('put')
        expect(elementsOf(doc).slice(0, 3)).toEqual([first, stays, mine])
        expect(markdownOf(doc).endsWith('Comes.\n')).toBe(true)
        expect(markdownOf(doc)).not.toContain('goes')
      }),
      { numRuns: 200 },
    )
  })
})

test('what a schema does not know is not touched', () => {
  const doc = new Y.Doc()
  fragmentOf(doc).insert(0, [new Y.XmlElement('spreadsheet')])
  for (const mode of ['append', 'replace'] as const)
    expect(put(doc, mode, 'Hello.')).toEqual({ kind: 'not-understood', detail: expect.stringContaining('spreadsheet') })
  expect(fragmentOf(doc).length).toBe(1)
})

test('a trace is left under the client id also where nothing changes, and nobody sees it', () => {
  const doc = holding('Same.')
  const ben = new Y.Doc()
  Y.applyUpdate(ben, Y.encodeStateAsUpdate(doc))
  doc.clientID = 77
  const outcome = put(doc, 'replace', 'Same.', { traced: true })
  Y.applyUpdate(ben, (outcome as Extract<Put, { kind: 'put' }>).update!)
  expect(outcome).toMatchObject({ changed: false })
  expect([Y.getState(ben.store, 77), markdownOf(ben), fragmentOf(ben).length]).toEqual([1, 'Same.\n', 1])
})

test('what is not in the document as it was written is reported', () => {
  const doc = new Y.Doc()
  expect(
    put(doc, 'append', '![a](pictures/a.png) [b](javascript:b) ![c](/api/v1/attachments/c) [d](d.md)'),
  ).toMatchObject({
    notes: [
      { kind: 'address-not-allowed', detail: expect.stringContaining('javascript:b') },
      { kind: 'image-missing', detail: expect.stringContaining('pictures/a.png') },
    ],
  })
})
