// A document goes into the shared text and comes out of it; looking changes nothing.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentFromFragment, writeDocument } from '../../document/fragment.ts'
import { fromMarkdown } from '../../document/markdown/from-markdown.ts'
import { toMarkdown } from '../../document/markdown/to-markdown.ts'
import { canonical } from '../../document/reading.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { generatedDocument } from './markdown/generated-documents.ts'

const textOf = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment(TEXT_FIELD)

test('200 generated documents pass through Yjs as they are', () => {
  fc.assert(
    fc.property(generatedDocument, (document) => {
      const [here, there] = [new Y.Doc(), new Y.Doc()]
      writeDocument(textOf(here), document)
      Y.applyUpdate(there, Y.encodeStateAsUpdate(here))
      expect(documentFromFragment(textOf(there))).toEqual(canonical(document))
    }),
    { numRuns: 200 },
  )
})

test('replacing a document keeps what is the same: another person who types there is not thrown out', () => {
  const [here, there] = [new Y.Doc(), new Y.Doc()]
  writeDocument(textOf(here), fromMarkdown('# Title\n\nfirst\n\nlast'))
  Y.applyUpdate(there, Y.encodeStateAsUpdate(here))
  writeDocument(textOf(here), fromMarkdown('# Title\n\nfirst\n\nnew\n\nlast'))
  const title = (textOf(there).get(0) as Y.XmlElement).get(0) as Y.XmlText
  title.insert(5, '!')
  Y.applyUpdate(here, Y.encodeStateAsUpdate(there))
  expect(toMarkdown(documentFromFragment(textOf(here)))).toBe('# Title!\n\nfirst\n\nnew\n\nlast\n')
})

test('what another editor wrote is read as far as it has text, and stays in the document', () => {
  const doc = new Y.Doc()
  const callout = new Y.XmlElement('callout')
  const inside = new Y.XmlElement('paragraph')
  const words = new Y.XmlText()
  words.insert(0, 'careful', { highlight: { color: 'red' }, 'bold--AbCdEf8=': {} })
  inside.insert(0, [words])
  callout.insert(0, [inside])
  textOf(doc).insert(0, [callout, new Y.XmlText('loose')])
  const before = Y.encodeStateAsUpdate(doc)
  expect(toMarkdown(documentFromFragment(textOf(doc)))).toBe('**careful**\n\nloose\n')
  expect(Y.encodeStateAsUpdate(doc)).toEqual(before)
})
