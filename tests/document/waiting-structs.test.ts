// R4, F4: text that has come is shown, in whatever order its updates came.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { integrateWaiting } from '../../document/waiting-structs.ts'
import { aboveItsOwnHole } from '../support/above-its-own-hole.ts'

const textOf = (doc: Y.Doc): string => doc.getText('text').toString()

function heard(...updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

test('what waits above a hole comes in once the hole is filled, though what fills it hangs on the same update', () => {
  const { above, filling, text } = aboveItsOwnHole()
  const doc = heard(above, filling)
  // The case that Yjs leaves out. When it does not any more, this module can go.
  expect(textOf(doc)).not.toBe(text)
  integrateWaiting(doc)
  expect(textOf(doc)).toBe(text)
  expect(doc.store.pendingStructs).toBe(null)
})

test('what really waits goes on waiting, and comes in when its hole is filled', () => {
  const { above, filling, text } = aboveItsOwnHole()
  const doc = heard(above)
  integrateWaiting(doc)
  expect(textOf(doc)).toBe('')
  Y.applyUpdate(doc, filling)
  integrateWaiting(doc)
  expect(textOf(doc)).toBe(text)
})

test('what comes in so has the origin that is given', () => {
  const { above, filling } = aboveItsOwnHole()
  const doc = heard(above, filling)
  const origins: unknown[] = []
  doc.on('update', (_: Uint8Array, origin: unknown) => origins.push(origin))
  integrateWaiting(doc, 'the relay')
  expect(origins).toEqual(['the relay'])
})
