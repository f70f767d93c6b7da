// R3: what the index says of a document, held against a real Y.Doc over thousands of random histories: updates late,
// doubled, merged and out of order.
import fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { DocumentIndex } from '../../../server/room/document-index.ts'
import { readUpdate } from '../../../server/room/update.ts'
import { updateOf } from '../../support/hostile-bytes.ts'
import { fingerprint, history, takenIn, times } from './histories.ts'

vi.setConfig({ testTimeout: times(20_000) })
const RUNS = { numRuns: times(400) }

/** Takes an update in as a room does; answers what would be stored, undefined when nothing is new. */
function take(index: DocumentIndex, update: Uint8Array): Uint8Array | undefined {
  const read = readUpdate(update)
  if (read === undefined) throw new Error('an update of Yjs itself does not decode')
  const novelty = index.novelty(read, update)
  if (novelty.kind === 'nothing') return undefined
  index.add(novelty.claims)
  return novelty.update
}

/** A history, and an order to hear it in, with repeats. */
const heard = history
  .filter(({ updates }) => updates.length > 0)
  .chain(({ updates, whole }) =>
    fc
      .array(fc.tuple(fc.nat(updates.length - 1), fc.nat()), { maxLength: 20 })
      .chain((repeats) =>
        fc
          .array(fc.nat(), { minLength: updates.length, maxLength: updates.length })
          .map((places) => [...places.map((place, at) => [at, place] as const), ...repeats]),
      )
      .map((placed) => placed.toSorted(([, a], [, b]) => a - b).map(([at]) => updates[at]!))
      .map((order) => ({ order, whole, [fc.toStringMethod]: () => fc.stringify(order) })),
  )

test('R3: what is stored, in any order and with repeats, is the whole document', () => {
  fc.assert(
    fc.property(heard, ({ order, whole }) => {
      const index = new DocumentIndex()
      const stored = order.flatMap((update) => take(index, update) ?? [])
      expect(fingerprint(takenIn(stored))).toBe(fingerprint(whole))
    }),
    RUNS,
  )
})

test('R3: the state vector and the deletes are those of Y.Doc when everything has come', () => {
  fc.assert(
    fc.property(heard, ({ order, whole }) => {
      const index = new DocumentIndex()
      for (const update of order) take(index, update)
      expect(clocks(index.encodeStateVector())).toEqual(clocks(Y.encodeStateVector(whole)))
      expect(index.coveredBy(Y.decodeStateVector(Y.encodeStateVector(whole)))).toBe(true)
      // Deletes alone, on top of the structs alone, are the document.
      const alive = new Y.Doc()
      Y.applyUpdate(alive, Y.encodeStateAsUpdate(whole))
      Y.applyUpdate(alive, index.encodeDeletes())
      expect(fingerprint(alive)).toBe(fingerprint(whole))
      expect(take(index, index.encodeDeletes())).toBeUndefined()
    }),
    RUNS,
  )
})

test('R3: at every moment the index claims what Y.Doc has taken in, and knows whether something waits', () => {
  fc.assert(
    fc.property(heard, ({ order }) => {
      const index = new DocumentIndex()
      const loaded = new DocumentIndex()
      const doc = new Y.Doc()
      const stored: Uint8Array[] = []
      for (const update of order) {
        const kept = take(index, update)
        if (kept !== undefined) {
          stored.push(kept)
          Y.applyUpdate(doc, kept)
          loaded.add(readUpdate(kept)!.claims)
        }
        if (doc.store.pendingStructs === null) expect(index.holes).toBe(0)
        if (JSON.stringify(clocks(index.encodeStateVector())) !== JSON.stringify(clocks(Y.encodeStateVector(doc))))
          expect(clocks(index.encodeStateVector())).toEqual(clocks(Y.encodeStateVector(takenIn(stored))))
        // One that reads what was stored, and a copy, say the same.
        for (const other of [loaded, index.copy()]) {
          expect(clocks(other.encodeStateVector())).toEqual(clocks(index.encodeStateVector()))
          expect([other.holes, other.includes(index), index.includes(other)]).toEqual([index.holes, true, true])
        }
      }
    }),
    RUNS,
  )
})

test('R3: an index that is written down and read again says the same; with something waiting there is none to write', () => {
  fc.assert(
    fc.property(heard, ({ order }) => {
      const index = new DocumentIndex()
      for (const [at, update] of order.entries()) {
        take(index, update)
        const written = index.encode()
        expect(written === undefined).toBe(index.waiting > 0)
        if (written === undefined) continue
        const read = DocumentIndex.decode(written)!
        expect([read.includes(index), index.includes(read)]).toEqual([true, true])
        expect(read.encode()).toEqual(written)
        expect(DocumentIndex.clocksIn(written)).toEqual(index.clocks())
        for (const next of order.slice(at + 1, at + 3))
          expect(read.novelty(readUpdate(next)!, next)).toEqual(index.novelty(readUpdate(next)!, next))
      }
    }),
    RUNS,
  )
})

test('R3: bytes that are no index are none', () => {
  const index = new DocumentIndex()
  index.add(readUpdate(updateOf('some words'))!.claims)
  const written = index.encode()!
  for (let end = 0; end < written.length; end++) expect(DocumentIndex.decode(written.subarray(0, end))).toBeUndefined()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void DocumentIndex.decode(bytes)),
    RUNS,
  )
})

test('R3: an update that is nothing new changes no document that has the rest', () => {
  fc.assert(
    fc.property(heard, ({ order }) => {
      const index = new DocumentIndex()
      const doc = new Y.Doc()
      for (const [at, update] of order.entries()) {
        const before = fingerprint(doc)
        const kept = take(index, update)
        Y.applyUpdate(doc, update)
        // What waits, Yjs looks at only when something comes: it may be this that has it look.
        if (kept === undefined && fingerprint(doc) !== before)
          expect(fingerprint(takenIn(order.slice(0, at + 1)))).toBe(fingerprint(takenIn(order.slice(0, at))))
      }
    }),
    RUNS,
  )
})

test('R3: a full state that brings one new letter is cut down to that letter', () => {
  const doc = new Y.Doc()
  const index = new DocumentIndex()
  const text = doc.getText('text')
  for (let n = 0; n < 500; n++) text.insert(text.length, `line ${n};`)
  for (let n = 0; n < 200; n++) text.delete(n, 2)
  take(index, Y.encodeStateAsUpdate(doc))
  text.insert(10, 'x')
  const whole = Y.encodeStateAsUpdate(doc)
  const kept = take(index, whole)
  expect(kept?.byteLength).toBeLessThan(40)
  expect(whole.byteLength).toBeGreaterThan(1_000)
})

test('R3: a merged update that skips a missing part leaves a hole, and the part then fills it', () => {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const letter of 'abcde') doc.getText('text').insert(doc.getText('text').length, letter)
  const index = new DocumentIndex()
  const withHole = Y.mergeUpdates([updates[0]!, updates[1]!, updates[3]!, updates[4]!])
  const read = readUpdate(withHole)!
  const novelty = index.novelty(read, withHole)
  expect(novelty).toMatchObject({ kind: 'news', holes: 1 })
  take(index, withHole)
  expect(clocks(index.encodeStateVector())).toEqual([[doc.clientID, 2]])
  expect(index.coveredBy(new Map([[doc.clientID, 2]]))).toBe(false)
  take(index, updates[2]!)
  expect(clocks(index.encodeStateVector())).toEqual([[doc.clientID, 5]])
})

/** Ada writes over every other letter, half of which Ben has deleted already: is what she sends stored as it came? */
function isStoredAsItCame(letters: number, live: boolean): boolean {
  const [ada, ben] = [new Y.Doc(), new Y.Doc()]
  const text = ada.getText('text')
  text.insert(0, 'x'.repeat(2 * letters))
  const before = Y.encodeStateAsUpdate(ada)
  Y.applyUpdate(ben, before)
  for (let n = 0; n < letters / 2; n++) ben.getText('text').delete(n, 1)
  const index = new DocumentIndex()
  take(index, before)
  take(index, Y.encodeStateAsUpdate(ben, Y.encodeStateVector(ada)))
  let sent = before
  ada.on('update', (update: Uint8Array) => (sent = update))
  ada.transact(() => {
    for (let n = 0; n < letters; n++) text.delete(n, 1)
    text.insert(0, 'y')
  })
  const novelty = index.novelty(readUpdate(sent)!, sent, live)
  return novelty.kind === 'news' && novelty.update === sent
}

test('R3: what one keystroke deletes is stored as it came, though known; of a step2, and of many moments, only what is new', () => {
  expect(isStoredAsItCame(4, true)).toBe(true)
  expect(isStoredAsItCame(4, false)).toBe(false)
  expect(isStoredAsItCame(40, true)).toBe(false)
})

const clocks = (stateVector: Uint8Array): [number, number][] =>
  [...Y.decodeStateVector(stateVector)].toSorted(([a], [b]) => a - b)

/** GC structs (info 0) and Skips (info 10) of length 1 of one client. */
const structs = (count: number, first: number, kind: (at: number) => number): Uint8Array =>
  encoding.encode((to) => {
    for (const number of [1, count, 7, first]) encoding.writeVarUint(to, number)
    for (let at = 0; at < count; at++) {
      encoding.writeUint8(to, kind(at))
      encoding.writeVarUint(to, 1)
    }
    encoding.writeVarUint(to, 0)
  })

test('R3: cutting an update costs its structs, not its structs times the holes that they fill', () => {
  // Clock 0 never comes, so that all of it waits.
  const whole = structs(100_000, 1, () => 0)
  const read = readUpdate(whole)!
  /** The time to find what of the whole is new above so many holes; the best of three, for others use the machine too. */
  const timed = (holes: number): number => {
    const index = new DocumentIndex()
    // Every second clock is missing.
    take(
      index,
      structs(holes * 2, 1, (at) => (at % 2 === 0 ? 10 : 0)),
    )
    const times = [1, 2, 3].map(() => {
      const begun = performance.now()
      const novelty = index.novelty(read, whole)
      expect(novelty).toMatchObject({ kind: 'news', claims: { ranges: holes + 1 } })
      return performance.now() - begun
    })
    return Math.min(...times)
  }
  const [few, many] = [timed(2), timed(10_000)]
  console.info(`${few.toFixed(0)} ms above 2 holes, ${many.toFixed(0)} ms above 10,000`)
  // Range by range for each struct, it would be some fifteen to fifty times as long.
  expect(many).toBeLessThan(5 * Math.max(few, 10))
})

/** One struct of `client` for each client that it stands behind, all in one update. */
const chain = (
  links: readonly (readonly [client: number, clock: number, on?: readonly [number, number]])[],
): Uint8Array =>
  encoding.encode((to) => {
    const clients = new Map<number, (typeof links)[number][]>()
    for (const link of links) clients.set(link[0], [...(clients.get(link[0]) ?? []), link])
    encoding.writeVarUint(to, clients.size)
    for (const [client, own] of clients) {
      for (const number of [own.length, client, own[0]![1]]) encoding.writeVarUint(to, number)
      for (const [, , on] of own) {
        encoding.writeUint8(to, 4 + (on === undefined ? 0 : 0x80))
        if (on === undefined) {
          encoding.writeVarUint(to, 1)
          encoding.writeVarString(to, 'text')
        } else for (const number of on) encoding.writeVarUint(to, number)
        encoding.writeVarString(to, 'x')
      }
    }
    encoding.writeVarUint(to, 0)
  })

test('R3: structs that hang on each other across clients, or in a circle, are claimed as far as Y.Doc takes them in', () => {
  const LONG = 20_000
  const cases: Record<string, Uint8Array[]> = {
    'a circle': [
      chain([
        [1, 0, [2, 0]],
        [2, 0, [1, 0]],
      ]),
    ],
    'a circle behind something whole': [
      chain([
        [1, 0],
        [1, 1, [2, 1]],
        [2, 0],
        [2, 1, [1, 1]],
      ]),
    ],
    'one that is wanted further than it reaches': [
      chain([
        [1, 0, [2, 1]],
        [2, 0],
      ]),
    ],
    'one wanted twice': [
      chain([
        [1, 0, [2, 1]],
        [3, 0, [2, 0]],
        [2, 0],
        [2, 1, [9, 0]],
      ]),
    ],
    'a ladder': [
      chain(
        Array.from({ length: LONG }, (_, at) => {
          const [own, other] = at % 2 === 0 ? [1, 2] : [2, 1]
          const clock = at >> 1
          return at === 0 ? ([own, 0] as const) : ([own, clock, [other, at % 2 === 0 ? clock - 1 : clock]] as const)
        }),
      ),
    ],
    'a ladder whose lowest step comes last': [
      chain(
        Array.from({ length: LONG }, (_, at) => {
          const [own, other] = at % 2 === 0 ? [1, 2] : [2, 1]
          const clock = at >> 1
          return at === 0
            ? ([own, 0, [9, 0]] as const)
            : ([own, clock, [other, at % 2 === 0 ? clock - 1 : clock]] as const)
        }),
      ),
      chain([[9, 0]]),
    ],
    'a row of clients, each hanging on the next': [
      chain(Array.from({ length: 2_000 }, (_, at) => [at + 1, 0, [at + 2, 0]] as const)),
      chain([[2_001, 0]]),
    ],
  }
  for (const [what, updates] of Object.entries(cases)) {
    const index = new DocumentIndex()
    const doc = new Y.Doc()
    for (const update of updates) {
      const begun = performance.now()
      take(index, update)
      const mine = performance.now() - begun
      Y.applyUpdate(doc, update)
      const states = [clocks(index.encodeStateVector()), clocks(Y.encodeStateVector(doc))]
      expect({ what, states: states[0] }).toEqual({ what, states: states[1] })
      expect({ what, waits: index.holes > 0 }).toEqual({ what, waits: doc.store.pendingStructs !== null })
      expect(mine).toBeLessThan(1_000)
    }
  }
})
