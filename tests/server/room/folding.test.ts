// R4, R5: what the fold worker makes of random histories, held against Y.Doc: the snapshot is the document, a diff is what
// somebody lacks, and a row that throws on integration is left out alone.
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { messageOf } from '../../../server/errors.ts'
import { Fold, type FoldRow } from '../../../server/jobs/fold.ts'
import { DocumentIndex } from '../../../server/room/document-index.ts'
import { readUpdate } from '../../../server/room/update.ts'
import { aboveItsOwnHole } from '../../support/above-its-own-hole.ts'
import { erasedAt, hangingOn, structAfter, structAt } from '../../support/hostile-bytes.ts'
import { fingerprint, history, times } from './histories.ts'

vi.setConfig({ testTimeout: times(20_000) })
const RUNS = times(200)
const OTHERWISE = /^the folded snapshot renders "(text|map|default)" differently$/

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
      expect(fingerprint(loaded(folded(rows).snapshot().update))).toBe(fingerprint(whole))
      const at = cut % (rows.length + 1)
      fc.pre(at > 0)
      const early = { seq: 0, update: folded(rows.slice(0, at)).snapshot().update }
      expect(fingerprint(loaded(folded([early, ...rows.slice(at)]).snapshot().update))).toBe(fingerprint(whole))
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
      expect(fingerprint(loaded(folded(rowsOf(twice)).snapshot().update))).toBe(fingerprint(whole))
    }),
    { numRuns: RUNS },
  )
})

/** Rows among the others, each at its place; those with the same place in this order. */
function placed(
  updates: readonly Uint8Array[],
  more: readonly (readonly [place: number, row: Uint8Array])[],
): FoldRow[] {
  const all = updates.map((update, at) => ({ update, at: at + 0.5 }))
  for (const [place, update] of more) all.push({ update, at: place % (updates.length + 1) })
  return rowsOf(all.toSorted((a, b) => a.at - b.at).map(({ update }) => update))
}

const seqOf = (rows: readonly FoldRow[], update: Uint8Array): number => rows.find((row) => row.update === update)!.seq

const someLetters = fc.integer({ min: 1, max: 9 })

test('R5: a row that throws on integration is left out, and nothing else is', () => {
  fc.assert(
    fc.property(
      history,
      fc.tuple(fc.nat(), fc.nat()),
      someLetters,
      someLetters,
      ({ updates, whole }, at, erased, more) => {
        const before = erasedAt(77, 0, erased)
        const poison = structAt(77, 0, 'x'.repeat(erased + more))
        const [first, last] = at.map((place) => place % (updates.length + 1)).toSorted((a, b) => a - b)
        const rows = placed(updates, [
          [first!, before],
          [last!, poison],
        ])
        const fold = folded(rows)
        expect(fold.bad.map(({ seq }) => seq)).toEqual([seqOf(rows, poison)])
        Y.applyUpdate(whole, before)
        expect(fingerprint(loaded(fold.snapshot().update))).toBe(fingerprint(whole))
      },
    ),
    { numRuns: RUNS },
  )
})

test('R5: one that waits, and throws only when a later row brings what it waits for, is found and left out alone', () => {
  const places = fc.tuple(fc.nat(), fc.nat(), fc.nat())
  fc.assert(
    fc.property(
      history,
      places,
      someLetters,
      someLetters,
      fc.boolean(),
      ({ updates, whole }, at, erased, more, early) => {
        const before = erasedAt(77, 0, erased)
        const poison = structAfter(77, 78, 'x'.repeat(erased + more))
        // Waits for the same, and Yjs has not come to it when it stops.
        const neighbour = structAfter(76, 78, 'me too')
        const release = structAt(78, 0, 'at last')
        const [first, second, last] = at.map((place) => place % (updates.length + 1)).toSorted((a, b) => a - b)
        const rows = placed(updates, [
          [first!, early ? poison : before],
          [second!, early ? before : poison],
          [second!, neighbour],
          [last!, release],
        ])
        const fold = folded(rows)
        expect(fold.bad.map(({ seq }) => seq)).toEqual([seqOf(rows, poison)])
        for (const update of [before, release, neighbour]) Y.applyUpdate(whole, update)
        expect(fingerprint(loaded(fold.snapshot().update))).toBe(fingerprint(whole))
      },
    ),
    { numRuns: RUNS },
  )
})

const deletesOf = (doc: Y.Doc): Uint8Array => {
  const index = new DocumentIndex()
  index.add(readUpdate(Y.encodeStateAsUpdate(doc))!.claims)
  return index.encodeDeletes()
}

/** Undefined when it would render otherwise than the rows: then the log stays. */
function snapshotOf(fold: Fold): Uint8Array | undefined {
  try {
    return fold.snapshot().update
  } catch (error) {
    if (OTHERWISE.test(messageOf(error))) return undefined
    throw error
  }
}

test('R5: a snapshot that renders otherwise than the log is refused', () => {
  // The second row wants to stand between a letter and that same letter. Yjs splits the word for it and puts it before the
  // letter; in a snapshot the word is split already, and then it comes behind.
  const between = Uint8Array.of(1, 1, 7, 2, 4 + 0x80 + 0x40, 7, 1, 7, 1, 1, 'x'.charCodeAt(0), 0)
  const rows = rowsOf([structAt(7, 0, 'ab'), between])
  expect(() => folded(rows).snapshot()).toThrow(OTHERWISE)
})

test('R4, R5: what waits under clocks that have come otherwise is no part of a snapshot or a diff, and what else waits is', () => {
  const ada = new Y.Doc()
  const rows: Uint8Array[] = []
  ada.on('update', (update: Uint8Array) => rows.push(update))
  ada.getText('text').insert(0, 'hello ')
  const early = Y.encodeStateAsUpdate(ada)
  rows.push(hangingOn(ada.clientID, 6, { origin: [999, 0] }, 'z'.repeat(100)))
  rows.push(hangingOn(888, 0, { origin: [999, 0] }, 'waits'))
  ada.getText('text').insert(6, 'world')
  const snapshot = folded(rowsOf(rows)).snapshot().update
  expect(loaded(snapshot).getText('text').toString()).toBe('hello world')
  // Once more, from the snapshot, and with what was waited for.
  const release = structAt(999, 0, '!')
  const later = folded([{ seq: 0, update: snapshot }, ...rowsOf([release])])
  expect(loaded(later.snapshot().update).getText('text').toString()).toMatch(/^(hello world!waits|!waitshello world)$/)
  const stale = loaded(early)
  Y.applyUpdate(stale, folded(rowsOf(rows)).diff(Y.encodeStateVector(stale)))
  expect(stale.getText('text').toString()).toBe('hello world')
  Y.applyUpdate(stale, release)
  expect(stale.getText('text').toString()).toContain('waits')
})

test('R4, R5: what came above a hole is in a snapshot and a diff, though Yjs leaves it waiting', () => {
  const { above, filling, text } = aboveItsOwnHole()
  const early = structAt(999, 0, '?')
  const rows = rowsOf([early, above, filling])
  const snapshot = loaded(folded(rows).snapshot().update)
  expect(snapshot.getText('text').toString().replace('?', '')).toBe(text)
  const stale = loaded(early)
  Y.applyUpdate(stale, folded(rows).diff(Y.encodeStateVector(stale)))
  expect(fingerprint(stale)).toBe(fingerprint(snapshot))
})

test('R5: one that throws only when Yjs is made to look at what waits is found and left out alone', () => {
  const { above, filling, text } = aboveItsOwnHole()
  const before = erasedAt(77, 0, 2)
  // Hangs on Ben's letter, which Yjs leaves waiting.
  const poison = structAfter(77, 2, 'too long')
  const stillWaits = structAfter(66, 55, 'for somebody who never comes')
  const rows = rowsOf([before, above, poison, filling, stillWaits])
  const fold = folded(rows)
  const snapshot = loaded(fold.snapshot().update)
  expect(fold.bad.map(({ seq }) => seq)).toEqual([seqOf(rows, poison)])
  expect(snapshot.getText('text').toString()).toBe(text)
})

const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 })

test('R5: with rows whose bytes were changed, every row but those set aside is in the snapshot as Yjs reads it', () => {
  let [setAside, refused] = [0, 0]
  fc.assert(
    fc.property(
      history,
      fc.array(fc.tuple(fc.nat(), flips, fc.nat()), { minLength: 1, maxLength: 3 }),
      ({ updates }, spoilt) => {
        fc.pre(updates.length > 0)
        const rows = placed(
          updates,
          spoilt.map(([which, changes, place]) => {
            const bytes = updates[which % updates.length]!.slice()
            for (const [at, value] of changes) bytes[at % bytes.length] = value
            return [place, bytes]
          }),
        )
        const fold = folded(rows)
        const bad = new Set(fold.bad.map(({ seq }) => seq))
        const rest = rows.filter(({ seq }) => !bad.has(seq)).map(({ update }) => update)
        setAside += bad.size
        const snapshot = snapshotOf(fold)
        if (snapshot === undefined) refused++
        else {
          const [folded, unfolded] = [loaded(snapshot), loaded(...rest)]
          // Beside a struct that says otherwise of the same clocks Yjs may delete, when it loads, what it showed nowhere.
          Y.applyUpdate(unfolded, deletesOf(folded))
          expect(fingerprint(folded)).toBe(fingerprint(unfolded))
        }
      },
    ),
    { numRuns: RUNS },
  )
  expect(setAside).toBeGreaterThan(0)
  expect(refused).toBeLessThan(RUNS / 20)
})
