// E2: a copy without a past shows what the document shows, to whoever asks for it in whatever kind, over histories as an
// editor makes them. HISTORIES=50 tries fifty times as many.
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { RECORDS_FIELD } from '../../../document/text-field.ts'
import { copied } from '../../../server/jobs/copied.ts'
import { Fold } from '../../../server/jobs/fold.ts'
import { rendered } from '../../../server/jobs/rendered.ts'
import { DocumentIndex } from '../../../server/room/document-index.ts'
import { richHistory, shown, times } from '../room/histories.ts'

vi.setConfig({ testTimeout: times(20_000) })

const loaded = (...updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}
const structsIn = (doc: Y.Doc): number => [...doc.store.clients.values()].reduce((sum, each) => sum + each.length, 0)

test('E2: whatever was written and taken away, the copy shows the same and nothing is deleted in it', () => {
  fc.assert(
    fc.property(richHistory, ({ updates, whole }) => {
      const fold = new Fold()
      fold.add(updates.map((update, at) => ({ seq: at + 1, update })))
      const { update, index } = fold.copy()
      const copy = loaded(update)
      expect(shown(copy)).toEqual(shown(whole))
      expect(copy.store.clients.size).toBeLessThanOrEqual(1)
      expect(Y.createDeleteSetFromStructStore(copy.store).clients.size).toBe(0)
      const held = DocumentIndex.decode(index!)!
      expect(Y.decodeStateVector(held.encodeStateVector())).toEqual(Y.decodeStateVector(Y.encodeStateVector(copy)))
    }),
    { numRuns: times(300) },
  )
})

test('E2: roots are copied whose kind nobody has asked for, with all that an editor we do not know has written', () => {
  const doc = new Y.Doc()
  const element = new Y.XmlElement('box')
  element.insert(0, [new Y.XmlHook('hook') as unknown as Y.XmlText, new Y.XmlText('words')])
  element.setAttribute('width', '3')
  doc.getXmlFragment('pages').insert(0, [element])
  doc.getArray('list').insert(0, [1, null, { a: [true] }, new Uint8Array([1, 2]), new Y.Map([['in', new Y.Array()]])])
  doc.getMap('facts').set('child', new Y.Doc({ guid: 'child', meta: { kept: true } }))
  doc.getText('styled').applyDelta([{ insert: 'bold', attributes: { bold: true } }, { insert: { image: 1 } }])
  doc.getArray('emptied').insert(0, ['x'])
  doc.getArray('emptied').delete(0, 1)
  const copy = loaded(copied(loaded(Y.encodeStateAsUpdate(doc))))
  expect(copy.getXmlFragment('pages').toJSON()).toBe(doc.getXmlFragment('pages').toJSON())
  expect((copy.getXmlFragment('pages').get(0) as Y.XmlElement).get(0)).toBeInstanceOf(Y.XmlHook)
  expect(copy.getArray('list').toJSON()).toEqual(doc.getArray('list').toJSON())
  expect(copy.getMap<Y.Doc>('facts').get('child')).toMatchObject({ guid: 'child', meta: { kept: true } })
  expect(copy.getText('styled').toDelta()).toEqual(doc.getText('styled').toDelta())
  expect([...copy.share.keys()]).not.toContain('emptied')
})

test('E2, C1: the records of what was put back are of the past', () => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'back again')
  doc.getArray(RECORDS_FIELD).push([[1, 2, 3, 4, 5]])
  const copy = loaded(copied(doc))
  expect([copy.getText('text').toString(), copy.getArray(RECORDS_FIELD).length]).toEqual(['back again', 0])
})

test('E2: what a thousand people wrote letter by letter is one piece', () => {
  const doc = new Y.Doc()
  for (let client = 1; client <= 1_000; client++) {
    doc.clientID = client
    doc.getText('text').insert(doc.getText('text').length, `${client} `)
    doc.getText('text').insert(0, 'x')
    doc.getText('text').delete(0, 1)
  }
  const copy = loaded(copied(loaded(Y.encodeStateAsUpdate(doc))))
  expect(copy.getText('text').toString()).toBe(doc.getText('text').toString())
  expect([structsIn(doc) > 1_000, structsIn(copy)]).toEqual([true, 1])
})

test('E2: elements in elements, deeper than any stack, are copied and compared', () => {
  const doc = new Y.Doc()
  doc.transact(() => {
    let inner = new Y.XmlElement('deep')
    doc.getXmlFragment('default').insert(0, [inner])
    for (let depth = 0; depth < 30_000; depth++) {
      const next = new Y.XmlElement('deep')
      inner.insert(0, [next])
      inner = next
    }
  })
  const before = loaded(Y.encodeStateAsUpdate(doc))
  const copy = loaded(copied(before))
  expect(rendered(copy, 'default')).toBe(rendered(before, 'default'))
  expect(structsIn(copy)).toBe(30_001)
})

test('R5, E2: a digest tells a heading from a paragraph, and a text from an element', () => {
  const digests = [
    new Y.XmlElement('paragraph'),
    new Y.XmlElement('heading'),
    new Y.XmlText(),
    new Y.XmlHook('paragraph'),
  ].map((type) => {
    const doc = new Y.Doc()
    doc.getXmlFragment('default').insert(0, [type as Y.XmlElement])
    return rendered(doc, 'default')
  })
  expect(new Set(digests).size).toBe(4)
})
