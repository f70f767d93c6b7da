// N1: what one author did in one go, and how much that was. Pure: rows in, stretches out.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { lettersIn } from '../../../server/jobs/letters.ts'
import { MOST_WAITING, PAUSE_MS, Stretches } from '../../../server/jobs/stretches.ts'
import type { Stretch } from '../../../server/store/store.ts'
import { seeded, seedOfThisRun } from '../../support/random.ts'

const edit = (seq: number, author: string, at: number, added = 1): Stretch => ({
  author,
  fromSeq: seq,
  toSeq: seq,
  startedAt: at,
  endedAt: at,
  edits: 1,
  added,
  removed: 0,
})

/** In the order in which they are told. */
function gathered(newestFirst: readonly Stretch[]): Stretch[] {
  const stretches = new Stretches()
  return [...newestFirst.flatMap((one) => stretches.add(one)), ...stretches.end()]
}

/** The other way round, and by the letter: an edit goes on where its author's last one stopped less than a pause before. */
function expected(oldestFirst: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = []
  for (const one of oldestFirst) {
    const nth = all.findLastIndex(({ author }) => author === one.author)
    const last = all[nth]
    if (last === undefined || one.startedAt - last.endedAt >= PAUSE_MS) all.push(one)
    else
      all[nth] = {
        ...last,
        toSeq: one.toSeq,
        endedAt: one.endedAt,
        edits: last.edits + one.edits,
        added: last.added + one.added,
      }
  }
  return all.toSorted((a, b) => b.toSeq - a.toSeq)
}

test('N1: a pause ends a stretch, and somebody else who writes meanwhile does not', () => {
  const rows = [
    edit(1, 'ada', 0),
    edit(2, 'ben', 1_000),
    edit(3, 'ada', 2_000),
    edit(4, 'ada', 2_000 + PAUSE_MS - 1),
    edit(5, 'ada', 2_000 + PAUSE_MS - 1 + PAUSE_MS),
  ]
  expect(
    gathered(rows.toReversed()).map(({ author, fromSeq, toSeq, edits }) => [author, fromSeq, toSeq, edits]),
  ).toEqual([
    ['ada', 5, 5, 1],
    ['ada', 1, 4, 3],
    ['ben', 2, 2, 1],
  ])
})

test('N1: wherever the log is cut, and whatever was gathered before, the stretches are the same', () => {
  const random = seeded(seedOfThisRun('stretches'))
  const below = (most: number): number => Math.floor(random() * most)
  for (let round = 0; round < 300; round++) {
    let at = 0
    const rows = Array.from({ length: below(60) }, (_, nth) => {
      at += random() < 0.2 ? below(2 * PAUSE_MS) : below(PAUSE_MS / 4)
      return edit(nth + 1, ['ada', 'ben', 'carol'][below(3)]!, at, below(9))
    })
    const wanted = expected(rows)
    expect(gathered(rows.toReversed())).toEqual(wanted)
    // Folded piece by piece, and the pieces told together.
    const pieces: Stretch[] = []
    for (let from = 0; from < rows.length;) {
      const piece = rows.slice(from, from + 1 + below(20))
      pieces.unshift(...gathered(piece.toReversed()))
      from += piece.length
    }
    expect(gathered(pieces)).toEqual(wanted)
  }
})

test('N2: a stretch is told as soon as nothing earlier can belong to it', () => {
  const stretches = new Stretches()
  expect(stretches.add(edit(9, 'ada', 5 * PAUSE_MS))).toEqual([])
  expect(stretches.add(edit(8, 'ben', 5 * PAUSE_MS))).toEqual([])
  expect(stretches.add(edit(7, 'ben', 4 * PAUSE_MS)).map(({ toSeq }) => toSeq)).toEqual([9, 8])
})

test('R6: behind somebody who never pauses others do not pile up', () => {
  const stretches = new Stretches()
  let told = 0
  let most = 0
  for (let seq = 20_000; seq > 0; seq--) {
    const author = seq % 2 === 0 ? 'machine' : `person ${seq}`
    told += stretches.add(edit(seq, author, seq * 1_000)).length
    most = Math.max(most, 20_000 - seq + 1 - told)
  }
  expect(told).toBeGreaterThan(8_000)
  const left = stretches.end()
  expect(left.length).toBeLessThanOrEqual(MOST_WAITING + 1)
})

test('N1: letters are counted, and what an update brings and deletes again itself is not', () => {
  const updates: Uint8Array[] = []
  const doc = new Y.Doc()
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText('text')
  const last = (): unknown => lettersIn(updates.at(-1)!)
  text.insert(0, 'Grüße an 🌍')
  expect(last()).toEqual({ added: 11, removed: 0 })
  text.delete(0, 5)
  expect(last()).toEqual({ added: 0, removed: 5 })
  doc.transact(() => {
    text.insert(0, 'passing')
    text.delete(2, 3)
    text.delete(text.length - 2, 2)
  })
  expect(last()).toEqual({ added: 4, removed: 2 })
  doc.getMap('attributes').set('name', 'a value is no text')
  expect(last()).toEqual({ added: 0, removed: 0 })
  // Kept apart by a client, and sent as one: the letters are there, and so is their delete.
  expect(lettersIn(Y.mergeUpdates(updates.slice(0, 2)))).toEqual({ added: 6, removed: 0 })
  // Written offline, with what was deleted there: gaps are written as what is gone.
  expect(lettersIn(Y.encodeStateAsUpdate(doc))).toEqual({ added: text.length, removed: 0 })
  expect(lettersIn(new Uint8Array([255, 255]))).toEqual({ added: 0, removed: 0 })
})
