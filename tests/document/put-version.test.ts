// A version put into a shared document (document/put-version.ts): it says again what it said then, what both have is the very same Yjs
// element as before, and what others type meanwhile stays.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentFromFragment, writeDocument } from '../../document/fragment.ts'
import type { NodeJson } from '../../document/json.ts'
import { fromMarkdown } from '../../document/markdown/from-markdown.ts'
import { toText } from '../../document/text.ts'
import { putVersion } from '../../document/put-version.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { seedOfThisRun } from '../support/random.ts'
import { generatedDocument } from './markdown/generated-documents.ts'

const fragmentOf = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment(TEXT_FIELD)
const documentIn = (doc: Y.Doc): NodeJson => documentFromFragment(fragmentOf(doc))
const textIn = (doc: Y.Doc): string => toText(documentIn(doc))
const elementsOf = (doc: Y.Doc): unknown[] => fragmentOf(doc).toArray()
const now = (doc: Y.Doc): Uint8Array => Y.encodeStateAsUpdate(doc)
const write = (doc: Y.Doc, markdown: string): void => writeDocument(fragmentOf(doc), fromMarkdown(markdown))

function holding(markdown: string): Y.Doc {
  const doc = new Y.Doc()
  if (markdown !== '') write(doc, markdown)
  return doc
}
function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, now(doc))
  return copy
}
function typeInto(doc: Y.Doc, block: number, at: number, letters: string): void {
  const text = (fragmentOf(doc).get(block) as Y.XmlElement).get(0) as Y.XmlText
  text.insert(at, letters)
}

test('B6: a document says what the version said, whatever either holds: no mark, attribute or empty block is different', () => {
  fc.assert(
    fc.property(generatedDocument, generatedDocument, (then, since) => {
      const doc = new Y.Doc()
      writeDocument(fragmentOf(doc), then)
      const [version, said] = [now(doc), documentIn(doc)]
      writeDocument(fragmentOf(doc), since)
      const outcome = putVersion(doc, version, false)
      expect(outcome.kind).toBe('put')
      expect(documentIn(doc)).toEqual(said)
    }),
    { seed: seedOfThisRun('versions'), numRuns: 150 },
  )
})

test('B6: what both have stays the very element, also in a long document, and its update is as small as what differs', () => {
  const lines = Array.from({ length: 400 }, (_, n) => `Paragraph ${n} of many.`)
  const doc = holding(lines.join('\n\n'))
  const version = now(doc)
  const before = elementsOf(doc)
  typeInto(doc, 7, 0, 'Changed: ')
  fragmentOf(doc).delete(200, 3)
  const outcome = putVersion(doc, version, false)
  expect(outcome).toMatchObject({ kind: 'put', changed: true })
  expect(elementsOf(doc).filter((one) => before.includes(one))).toHaveLength(397)
  expect(outcome.kind === 'put' && outcome.update!.byteLength).toBeLessThan(1_000)
  expect(textIn(doc)).toBe(textIn(holding(lines.join('\n\n'))))
})

test('B6: what somebody types meanwhile into a block that both have is there afterwards, and so is what they put between', () => {
  const doc = holding('One.\n\nTwo.\n\nThree.')
  const version = now(doc)
  typeInto(doc, 1, 4, ' And more.')
  const ben = copyOf(doc)
  const outcome = putVersion(doc, version, false)
  typeInto(ben, 2, 6, ' From Ben.')
  typeInto(ben, 1, 0, 'Ben: ')
  Y.applyUpdate(ben, outcome.kind === 'put' ? outcome.update! : new Uint8Array())
  expect(textIn(ben)).toBe(textIn(holding('One.\n\nBen: Two.\n\nThree. From Ben.')))
})

test('B6: of a document that says the same nothing is written; of one that was empty then everything goes', () => {
  const doc = holding('- one\n- two\n\n| a | b |\n|---|---|\n| c | d |')
  expect(putVersion(doc, now(doc), false)).toEqual({ kind: 'put', update: undefined, changed: false })
  expect(putVersion(doc, now(new Y.Doc()), false)).toMatchObject({ kind: 'put', changed: true })
  expect(textIn(doc).trim()).toBe('')
  expect(putVersion(new Y.Doc(), now(new Y.Doc()), false)).toMatchObject({ changed: false })
})

test('B7: a trace is left of what changes nothing, so that a repeat is known', () => {
  const doc = holding('One.')
  const same = copyOf(doc)
  same.clientID = 7
  expect(putVersion(same, now(doc), true)).toMatchObject({
    kind: 'put',
    changed: false,
    update: expect.any(Uint8Array),
  })
  expect(Y.getState(same.store, 7)).toBeGreaterThan(0)
  expect(textIn(same)).toBe(textIn(doc))
})

test('B6: a version that holds what this schema cannot build is refused, and nothing is changed', () => {
  const strange = new Y.Doc()
  fragmentOf(strange).insert(0, [new Y.XmlElement('hologram')])
  const doc = holding('One.')
  expect(putVersion(doc, now(strange), false)).toMatchObject({
    kind: 'not-understood',
    detail: expect.stringContaining('of the version: the document holds hologram'),
  })
  expect(textIn(doc)).toBe(textIn(holding('One.')))
})
