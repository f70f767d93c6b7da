// S4: what a document says, as it is kept for whoever searches.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { writeDocument } from '../../../document/fragment.ts'
import { fromMarkdown } from '../../../document/markdown/from-markdown.ts'
import { TEXT_FIELD } from '../../../document/text-field.ts'
import { projected } from '../../../server/jobs/projected.ts'

function docOf(markdown: string): Y.Doc {
  const doc = new Y.Doc()
  writeDocument(doc.getXmlFragment(TEXT_FIELD), fromMarkdown(markdown))
  return doc
}

test('S4: text, words, and headings with the characters before them', () => {
  const { text, folded, words, outline } = projected(
    docOf(
      '# Ärger 😀😀\n\nSome *text*\n\n> ## quoted\n\n---\n\n## Cafe\u0301\n\n- one\n- two\n\n| a | b |\n| - | - |\n| c | d |\n',
    ),
  )
  expect(text).toBe('Ärger 😀😀\n\nSome text\n\nquoted\n\n\n\nCafé\n\none\ntwo\n\na\tb\nc\td\n')
  expect(folded).toBe('arger 😀😀\n\nsome text\n\nquoted\n\n\n\ncafe\n\none\ntwo\n\na\tb\nc\td\n')
  expect(words).toBe(11)
  expect(outline.map((heading) => heading.text)).toEqual(['Ärger 😀😀', 'Café'])
  const characters = Array.from(text)
  for (const heading of outline)
    expect(characters.slice(heading.at, heading.at + Array.from(heading.text).length).join('')).toBe(heading.text)
})

test('S4: of a document that nobody has written in, nothing; of one that is too long, its beginning', () => {
  expect(projected(new Y.Doc())).toMatchObject({ text: '\n', folded: '\n', words: 0, outline: [] })
  const doc = new Y.Doc()
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(`x${'😀'.repeat(1_100_000)}`)])
  doc.getXmlFragment(TEXT_FIELD).push([paragraph])
  const { text } = projected(doc)
  expect([text.length, text.isWellFormed()]).toEqual([1_999_999, true])
})
