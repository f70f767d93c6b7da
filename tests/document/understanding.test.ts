// What the binding would delete is found before it can (DESIGN §11: schema skew destroys text).
import { prosemirrorJSONToYXmlFragment } from '@tiptap/y-tiptap'
import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentSchema } from '../../document/schema.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { firstUnknown, firstUnknownBrought } from '../../document/understanding.ts'

const schema = documentSchema()
let doc: Y.Doc
let fragment: Y.XmlFragment

beforeEach(() => {
  doc = new Y.Doc()
  fragment = doc.getXmlFragment(TEXT_FIELD)
  const paragraph = { type: 'paragraph', content: [{ type: 'text', text: 'hi', marks: [{ type: 'bold' }] }] }
  const list = { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph] }] }
  prosemirrorJSONToYXmlFragment(schema, { type: 'doc', content: [paragraph, list, { type: 'paragraph' }] }, fragment)
})

/** Somebody else with the same text does this; the answer is what the guard says of it, before any observer ran. */
function elsewhere(edit: (fragment: Y.XmlFragment) => void): string | undefined {
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  edit(other.getXmlFragment(TEXT_FIELD))
  let found: string | undefined
  const order: string[] = []
  const observe = (): void => void order.push('observed')
  fragment.observeDeep(observe)
  doc.once('beforeObserverCalls', (transaction: Y.Transaction) => {
    order.push('guarded')
    found = firstUnknownBrought(transaction, fragment, schema)
  })
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
  fragment.unobserveDeep(observe)
  expect(order).toEqual(['guarded', 'observed'])
  return found
}

const firstText = (within: Y.XmlFragment): Y.XmlText => (within.get(0) as Y.XmlElement).get(0) as Y.XmlText

test('a document of this schema is understood', () => {
  expect(firstUnknown(fragment, schema)).toBeUndefined()
})

test('a node of another editor anywhere inside is found', () => {
  ;(fragment.get(1) as Y.XmlElement).insert(0, [new Y.XmlElement('mathBlock')])
  expect(firstUnknown(fragment, schema)).toBe('mathBlock')
})

describe('a change from elsewhere', () => {
  test('of words and marks of the schema passes', () => {
    expect(elsewhere((theirs) => firstText(theirs).insert(1, 'ello', { italic: {} }))).toBeUndefined()
    expect(elsewhere((theirs) => theirs.insert(1, [new Y.XmlElement('horizontalRule')]))).toBeUndefined()
    expect(elsewhere((theirs) => theirs.delete(0, 1))).toBeUndefined()
  })

  test('that brings a node of another editor is found, also deep inside something new', () => {
    const quote = new Y.XmlElement('blockquote')
    quote.insert(0, [new Y.XmlElement('mathBlock')])
    expect(elsewhere((theirs) => theirs.insert(0, [quote]))).toBe('mathBlock')
  })

  test('that brings a mark of another editor is found; the digest of overlapping marks is no part of the name', () => {
    expect(elsewhere((theirs) => firstText(theirs).format(0, 1, { 'bold--AbCdEf8=': {} }))).toBeUndefined()
    expect(elsewhere((theirs) => firstText(theirs).format(0, 1, { highlight: {} }))).toBe('highlight')
  })

  test('in another part of the document is not our matter', () => {
    const other = new Y.Doc()
    other.getXmlFragment('notes').insert(0, [new Y.XmlElement('table')])
    let found: string | undefined
    doc.on('beforeObserverCalls', (tr: Y.Transaction) => (found = firstUnknownBrought(tr, fragment, schema)))
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
    expect(found).toBeUndefined()
  })
})
