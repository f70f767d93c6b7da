// R4: a large update in pieces says what the whole does, and each piece can be integrated the moment it comes.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { piecesOf } from '../../../server/room/pieces.ts'
import { readUpdate } from '../../../server/room/update.ts'
import { structAfter, structAt } from '../../support/hostile-bytes.ts'
import { fingerprint, history } from './histories.ts'

/** Applies them in order; nothing may wait, and nothing may be deleted that the piece itself does not delete. */
function integrated(pieces: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  let meant: Y.Transaction['deleteSet'] | undefined
  doc.on('afterTransaction', ({ deleteSet }) => {
    for (const [client, items] of deleteSet.clients)
      for (const { clock, len } of items)
        for (let at = clock; at < clock + len; at++) expect(Y.isDeleted(meant!, Y.createID(client, at))).toBe(true)
  })
  for (const piece of pieces) {
    meant = Y.decodeUpdate(piece).ds
    Y.applyUpdate(doc, piece)
    expect({ structs: doc.store.pendingStructs, deletes: doc.store.pendingDs }).toEqual({
      structs: null,
      deletes: null,
    })
  }
  return doc
}

describe('pieces of an update', () => {
  test('R4: of random histories, in order, make the whole document, and none of them has to wait', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 200 }), ({ whole }, pieceBytes) => {
        const pieces = piecesOf(Y.encodeStateAsUpdate(whole), pieceBytes)
        expect(fingerprint(integrated(pieces))).toBe(fingerprint(whole))
      }),
      { numRuns: 500 },
    )
  })

  test('R4: of three people who wrote into each other’s blocks are of the size that was asked for', () => {
    const docs = [1, 2, 3].map((client) => {
      const doc = new Y.Doc()
      doc.clientID = client
      return doc
    })
    for (let n = 0; n < 600; n++) {
      const doc = docs[n % 3]!
      const page = doc.getXmlFragment('default')
      if (n % 4 === 0) {
        const block = new Y.XmlElement('paragraph')
        block.insert(0, [new Y.XmlText(`block ${n}`)])
        page.insert(page.length === 0 ? 0 : n % page.length, [block])
      } else {
        const text = (page.get(n % page.length) as Y.XmlElement).get(0) as Y.XmlText
        text.insert(Math.floor(text.length / 2), 'word '.repeat(n % 7))
      }
      if (n % 50 === 49) page.delete(n % page.length, 1)
      for (const other of docs)
        if (other !== doc) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(other)))
    }
    const whole = Y.encodeStateAsUpdate(docs[0]!)
    const pieces = piecesOf(whole, 2_000)
    expect(pieces.length).toBeGreaterThanOrEqual(Math.floor(whole.byteLength / 2_500))
    expect(Math.max(...pieces.map(({ byteLength }) => byteLength))).toBeLessThan(3_500)
    expect(integrated(pieces).getXmlFragment('default').toString()).toBe(docs[0]!.getXmlFragment('default').toString())
  })

  test('R4: a long text is divided too, but no character of it, and is where it was', () => {
    const doc = new Y.Doc()
    const text = doc.getText('text')
    text.insert(0, 'before and behind')
    text.insert(7, '😀 ü a '.repeat(2_000))
    text.insert(5_000, 'in the midst')
    text.delete(6_000, 1_001)
    const whole = Y.encodeStateAsUpdate(doc)
    const pieces = piecesOf(whole, 1_000)
    expect(pieces.length).toBeGreaterThan(whole.byteLength / 2_000)
    expect(Math.max(...pieces.map(({ byteLength }) => byteLength))).toBeLessThan(2_100)
    const joined = integrated(pieces)
    expect(joined.getText('text').toString()).toBe(text.toString())
    expect(fingerprint(joined)).toBe(fingerprint(doc))
  })

  test('R4: what waits for something that is not in the update is in them too, and so are deletes of such things', () => {
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    for (const word of ['one ', 'two ', 'three ']) doc.getText('text').insert(0, word)
    doc.getText('text').delete(0, 8)
    const whole = Y.mergeUpdates([updates[0]!, updates[2]!, updates[3]!])
    const pieces = piecesOf(whole, 1)
    const late = new Y.Doc()
    for (const piece of pieces) Y.applyUpdate(late, piece)
    Y.applyUpdate(late, updates[1]!)
    expect(late.getText('text').toString()).toBe(doc.getText('text').toString())
    expect(fingerprint(late)).toBe(fingerprint(doc))
    const claims = pieces.map((piece) => readUpdate(piece)!.claims)
    expect(claims.flatMap(({ deletes }) => [...deletes.values()].flat())).toHaveLength(
      new Set(claims.flatMap(({ deletes }) => [...deletes.values()].flat().map(String))).size,
    )
  })

  test('R4: what somebody put in the place of something older is there before that is gone', () => {
    const doc = new Y.Doc()
    const text = doc.getText('text')
    text.insert(0, 'the older words')
    text.delete(4, 6)
    const reader = new Y.Doc()
    Y.applyUpdate(reader, Y.encodeStateAsUpdate(doc))
    let change: Uint8Array | undefined
    doc.once('update', (update: Uint8Array) => (change = update))
    doc.transact(() => {
      text.insert(0, 'some that are newer '.repeat(100))
      text.delete(50, 100)
      text.delete(text.length - 9, 9)
    })
    const pieces = piecesOf(change!, 300)
    expect(pieces.length).toBeGreaterThan(5)
    for (const piece of pieces.slice(0, -1)) {
      Y.applyUpdate(reader, piece)
      expect(reader.getText('text').toString()).toMatch(/^some .*the words$/)
    }
    Y.applyUpdate(reader, pieces.at(-1)!)
    expect(reader.getText('text').toString()).toBe(text.toString())
    expect(fingerprint(reader)).toBe(fingerprint(doc))
  })

  test('R4: of clients of whom each hangs on the next come from the last to the first', () => {
    const clients = Array.from({ length: 2_000 }, (_, n) => n + 1)
    const chain = Y.mergeUpdates(clients.map((client) => structAfter(client + 1, client, 'x')))
    const whole = Y.mergeUpdates([chain, structAt(1, 0, 'root')])
    const joined = integrated(piecesOf(whole, 100))
    expect(joined.getText('text').length).toBe(clients.length + 4)
  })

  test('of nothing is one that says nothing; bytes that are no update are named', () => {
    expect(piecesOf(new Uint8Array([0, 0]), 100)).toEqual([new Uint8Array([0, 0])])
    expect(() => piecesOf(new Uint8Array([9, 9]), 100)).toThrow('an update of 2 bytes does not decode')
  })
})
