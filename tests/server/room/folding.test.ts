// R4, R5: what the fold worker makes of random histories, held against Y.Doc: the snapshot is the document, a diff is what
// somebody lacks, and a row that throws on integration is left out alone.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Fold, type FoldRow } from '../../../server/jobs/fold.ts'
import { readUpdate } from '../../../server/room/update.ts'
import { fingerprint, history } from './histories.ts'

const RUNS = 300

const rowsOf = (updates: readonly Uint8Array[]): FoldRow[] => updates.map((update, at) => ({ seq: at + 1, update }))

function folded(rows: readonly FoldRow[]): Fold {
  const fold = new Fold()
  fold.add(rows)
  return fold
}

function loaded(...updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

test('R5: a snapshot, and a snapshot of a snapshot and its tail, are the document', () => {
  fc.assert(
    fc.property(history, fc.nat(), ({ updates, whole }, cut) => {
      fc.pre(updates.length > 0)
      const rows = rowsOf(updates)
      expect(fingerprint(loaded(folded(rows).snapshot()))).toBe(fingerprint(whole))
      const at = cut % (rows.length + 1)
      fc.pre(at > 0)
      const early = { seq: 0, update: folded(rows.slice(0, at)).snapshot() }
      expect(fingerprint(loaded(folded([early, ...rows.slice(at)]).snapshot()))).toBe(fingerprint(whole))
    }),
    { numRuns: RUNS },
  )
})

test('R4: whoever applies the diff to any of their own states has the document', () => {
  fc.assert(
    fc.property(history, fc.nat(), ({ updates, whole }, cut) => {
      fc.pre(updates.length > 0)
      const mine = loaded(...updates.slice(0, cut % updates.length))
      Y.applyUpdate(mine, folded(rowsOf(updates)).diff(Y.encodeStateVector(mine)))
      expect(fingerprint(mine)).toBe(fingerprint(whole))
    }),
    { numRuns: RUNS },
  )
})

test('R5: rows in any order and twice fold to the same', () => {
  fc.assert(
    fc.property(history, fc.array(fc.nat(), { maxLength: 80 }), ({ updates, whole }, keys) => {
      fc.pre(updates.length > 0)
      const shuffled = updates
        .map((update, at) => ({ update, key: keys[at] ?? at }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ update }) => update)
      const twice = [...shuffled, ...updates.slice(0, 3)]
      expect(fingerprint(loaded(folded(rowsOf(twice)).snapshot()))).toBe(fingerprint(whole))
    }),
    { numRuns: RUNS },
  )
})

/** Updates with some bytes changed that still decode, and throw when Yjs integrates them after the others. */
const poison = fc
  .tuple(fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }), fc.nat())
  .map(([flips, nth]) => {
    const doc = new Y.Doc()
    doc.clientID = 77
    doc.getText('text').insert(0, 'spoilt')
    doc.getMap('map').set('k', 'v')
    if (nth % 2 === 0) doc.getText('text').delete(1, 2)
    const bytes = Y.encodeStateAsUpdate(doc).slice()
    for (const [at, value] of flips) bytes[at % bytes.length] = value
    return bytes
  })

test('R5: a row that throws on integration is left out, and nothing else is', () => {
  let threw = 0
  fc.assert(
    fc.property(history, poison, fc.nat(), ({ updates, whole }, spoilt, place) => {
      fc.pre(updates.length > 0 && readUpdate(spoilt) !== undefined)
      // One that throws after the rest; one that integrates, or waits for ever, is a row like any other.
      fc.pre(!integrates([...updates, spoilt]))
      threw++
      const at = place % (updates.length + 1)
      const fold = folded(rowsOf(updates.toSpliced(at, 0, spoilt)))
      expect(fold.bad.map(({ seq }) => seq)).toEqual([at + 1])
      expect(fingerprint(loaded(fold.snapshot()))).toBe(fingerprint(whole))
    }),
    { numRuns: 100, maxSkipsPerRun: 10_000 },
  )
  expect(threw).toBeGreaterThan(0)
})

function integrates(updates: readonly Uint8Array[]): boolean {
  try {
    loaded(...updates)
    return true
  } catch {
    return false
  }
}
