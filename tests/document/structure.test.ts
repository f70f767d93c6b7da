// What breaks the schema's content rules is mended before the binding would delete it with all its text (DESIGN §11).
import { Node } from '@tiptap/pm/model'
import { initProseMirrorDoc, prosemirrorJSONToYXmlFragment, updateYFragment } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentSchema } from '../../document/schema.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { makeFit, firstUnfitTouched } from '../../document/structure.ts'

const schema = documentSchema()
const p = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const li = (...content: object[]) => ({ type: 'listItem', content })
const ul = (...content: object[]) => ({ type: 'bulletList', content })
const page = (...first: object[]) => ({
  type: 'doc',
  content: [p('Intro'), ul(li(...first, ul(li(p('two hours of nested words')))), li(p('second point')))],
})

function element(name: string, ...children: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement {
  const made = new Y.XmlElement(name)
  made.insert(0, children)
  return made
}
const paragraph = (text: string): Y.XmlElement => element('paragraph', new Y.XmlText(text))

function edit(doc: Y.Doc, json: object): void {
  const fragment = doc.getXmlFragment(TEXT_FIELD)
  const { mapping } = initProseMirrorDoc(fragment, schema)
  const binding = { mapping, isOMark: new Map() }
  doc.transact(() => updateYFragment(doc, fragment, Node.fromJSON(schema, json), binding))
}

/** All words, in their order. */
const wordsOf = (fragment: Y.XmlFragment): string => fragment.toString().replaceAll(/<[^>]+>/g, '|')

/** What the binding does when it opens the document: it deletes what does not fit. */
function bind(fragment: Y.XmlFragment): string {
  initProseMirrorDoc(fragment, schema)
  return wordsOf(fragment).replaceAll(/\|+/g, '|')
}

test('two people each delete one of two paragraphs: it is noticed before the binding looks, and mended after', () => {
  const ada = new Y.Doc()
  const fragment = ada.getXmlFragment(TEXT_FIELD)
  prosemirrorJSONToYXmlFragment(schema, page(p('x'), p('y')), fragment)
  const ben = new Y.Doc()
  Y.applyUpdate(ben, Y.encodeStateAsUpdate(ada))
  edit(ada, page(p('y')))
  edit(ben, page(p('x')))
  const unfit: (string | undefined)[] = []
  const notice = (transaction: Y.Transaction): void => void unfit.push(firstUnfitTouched(transaction, fragment, schema))
  ada.on('beforeObserverCalls', notice)
  Y.applyUpdate(ada, Y.encodeStateAsUpdate(ben))
  ada.off('beforeObserverCalls', notice)
  expect(unfit).toEqual(['listItem'])
  expect(makeFit(fragment, schema, true)).toBeUndefined()
  const mended = bind(fragment)
  expect(mended).toBe('|Intro|two hours of nested words|second point|')
  // The repair is an edit as any other: it reaches ben.
  Y.applyUpdate(ben, Y.encodeStateAsUpdate(ada))
  expect(bind(ben.getXmlFragment(TEXT_FIELD))).toBe(mended)
})

test.each([
  [
    'a list item that begins with a heading',
    () => element('bulletList', element('listItem', element('heading', new Y.XmlText('Point')), paragraph('words'))),
  ],
  [
    'a list item without its paragraph',
    () => element('bulletList', element('listItem', element('bulletList', element('listItem', paragraph('words'))))),
  ],
  [
    'a table cell without a paragraph',
    () => element('table', element('tableRow', element('tableCell'), element('tableCell', paragraph('words')))),
  ],
])('%s keeps all its text', (_, make) => {
  const fragment = new Y.Doc().getXmlFragment(TEXT_FIELD)
  fragment.insert(0, [paragraph('before'), make()])
  const words = wordsOf(fragment).replaceAll(/\|+/g, '|')
  expect(makeFit(fragment, schema, true)).toBeUndefined()
  expect(bind(fragment)).toBe(words)
})

test('what no addition can mend is named and left untouched, and so is what a reader may not mend', () => {
  const fragment = new Y.Doc().getXmlFragment(TEXT_FIELD)
  fragment.insert(0, [element('blockquote', element('image'), paragraph('a quote of two pages'))])
  const before = fragment.toString()
  expect(makeFit(fragment, schema, true)).toBe('blockquote')
  expect(fragment.toString()).toBe(before)
  const cells = new Y.Doc().getXmlFragment(TEXT_FIELD)
  cells.insert(0, [element('table', element('tableRow', element('tableCell')))])
  expect(makeFit(cells, schema, false)).toBe('tableCell')
  expect(cells.toString()).toBe('<table><tablerow><tablecell></tablecell></tablerow></table>')
})

test('a document that fits is not written to', () => {
  const doc = new Y.Doc()
  const fragment = doc.getXmlFragment(TEXT_FIELD)
  prosemirrorJSONToYXmlFragment(schema, page(p('x')), fragment)
  const before = Y.encodeStateVector(doc)
  expect(makeFit(fragment, schema, true)).toBeUndefined()
  expect(Y.encodeStateVector(doc)).toEqual(before)
})
