// R3, F5: how the bytes of an update are read: as Yjs reads them, whole or not at all, and no further than they may cost.
import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readNewUpdate, readUpdate } from '../../../server/room/update.ts'

test('R3: bytes with something behind the update, zero lengths and unsafe clocks are no updates', () => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'hello')
  const good = Y.encodeStateAsUpdate(doc)
  expect(readUpdate(good)).toBeDefined()
  expect(readUpdate(new Uint8Array([...good, 0]))).toBeUndefined()
  expect(readUpdate(good.subarray(0, good.length - 2))).toBeUndefined()
  expect(readUpdate(new Uint8Array())).toBeUndefined()
  // One client, one GC struct (info 0) of length 0.
  expect(readUpdate(new Uint8Array([1, 1, 5, 0, 0, 0, 0]))).toBeUndefined()
})

/** One struct of one client, with the content that `write` writes, in the root type `text`. */
const structWith = (contentRef: number, write: (to: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((to) => {
    for (const number of [1, 1, 7, 0]) encoding.writeVarUint(to, number)
    encoding.writeUint8(to, contentRef)
    encoding.writeVarUint(to, 1)
    encoding.writeVarString(to, 'text')
    write(to)
    encoding.writeVarUint(to, 0)
  })

test('R3: an update is not read beyond so many parts, wherever they hide', () => {
  const many = Array.from({ length: 1_000 }, () => ({}))
  const hidden = {
    values: structWith(8, (to) => {
      encoding.writeVarUint(to, many.length)
      for (const value of many) encoding.writeAny(to, value)
    }),
    'values in a value': structWith(8, (to) => {
      encoding.writeVarUint(to, 1)
      encoding.writeAny(to, { list: many })
    }),
    'values in an embed': structWith(5, (to) => encoding.writeVarString(to, JSON.stringify(many))),
    'values in old JSON': structWith(2, (to) => {
      encoding.writeVarUint(to, 1)
      encoding.writeVarString(to, JSON.stringify(many))
    }),
    deletes: encoding.encode((to) => {
      for (const number of [0, 1, 7, 1_000]) encoding.writeVarUint(to, number)
      for (let at = 0; at < 1_000; at++) for (const number of [at, 1]) encoding.writeVarUint(to, number)
    }),
  }
  for (const [where, update] of Object.entries(hidden)) {
    expect({ where, read: readNewUpdate(update, 900) }).toEqual({ where, read: 'too-large' })
    expect({ where, read: readNewUpdate(update, 3_000) }).toMatchObject({ where, read: { claims: {} } })
  }
  const text = structWith(4, (to) => encoding.writeVarString(to, ',[{'.repeat(1_000)))
  expect(readNewUpdate(text, 900)).toMatchObject({ claims: {} })
})

test('R3: values of every kind are read as Yjs reads them', () => {
  const value = { a: [1, -2.5, 'x', null, true, { b: [[]] }], c: 2 ** 40, d: new Uint8Array([1, 2]), e: 10n ** 12n }
  const doc = new Y.Doc()
  doc.getMap('values').set('one', value)
  doc.getArray('list').push([value, 'text', null])
  const update = Y.encodeStateAsUpdate(doc)
  const kept = (of: ReturnType<typeof Y.decodeUpdate>['structs']): unknown[] =>
    of.map((struct) => ('content' in struct ? struct.content.getContent() : struct))
  expect(kept([...readUpdate(update)!.structs])).toEqual(kept(Y.decodeUpdate(update).structs))
})
