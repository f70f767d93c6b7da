// R3, R5: the index, the cutting and the fold held against a real Y.Doc over histories as an editor makes them (types in
// types, formats, embeds, subdocuments, undo), heard late, doubled, merged and with frames whose bytes were changed.
// HISTORIES=50 tries fifty times as many.
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { Fold } from '../../../server/jobs/fold.ts'
import { DocumentIndex } from '../../../server/room/document-index.ts'
import { readNewUpdate } from '../../../server/room/update.ts'
import { fingerprint, richHistory, shown, takenIn, times } from './histories.ts'

vi.setConfig({ testTimeout: times(20_000) })

/** Takes a frame in as a room does; answers what would be stored. */
function take(index: DocumentIndex, frame: Uint8Array): Uint8Array | 'nothing' | 'refused' {
  const read = readNewUpdate(frame, 1_000_000)
  if (read === undefined || read === 'too-large') return 'refused'
  const novelty = index.novelty(read, frame)
  if (novelty.kind === 'nothing') return 'nothing'
  index.add(novelty.claims)
  return novelty.update
}

const clocks = (stateVector: Uint8Array): [number, number][] =>
  [...Y.decodeStateVector(stateVector)].toSorted(([a], [b]) => a - b)
const stateOf = (of: DocumentIndex | Y.Doc): [number, number][] =>
  clocks(of instanceof Y.Doc ? Y.encodeStateVector(of) : of.encodeStateVector())

/** Every update at some place, some twice, and merges of some of them: late, early, and with holes. */
const heard = richHistory
  .filter(({ updates }) => updates.length > 0)
  .chain(({ updates, whole }) => {
    const which = fc.nat(updates.length - 1)
    const merged = fc
      .array(which, { minLength: 2, maxLength: 4 })
      .map((several) => Y.mergeUpdates(several.map((at) => updates[at]!)))
    const more = fc.oneof(
      which.map((at) => updates[at]!),
      merged,
    )
    return fc
      .tuple(
        fc.array(fc.nat(), { minLength: updates.length, maxLength: updates.length }),
        fc.array(fc.tuple(more, fc.nat()), { maxLength: 15, size: 'max' }),
      )
      .map(([places, others]) => {
        const placed = [...updates.map((update, at) => [update, places[at]!] as const), ...others]
        const frames = placed.toSorted(([, a], [, b]) => a - b).map(([update]) => update)
        return { frames, whole, [fc.toStringMethod]: () => fc.stringify(frames) }
      })
  })

test('R3: nothing is refused, and what is stored is at every moment what Y.Doc makes of all that was heard', () => {
  fc.assert(
    fc.property(heard, ({ frames, whole }) => {
      const index = new DocumentIndex()
      const [raw, stored] = [new Y.Doc(), new Y.Doc()]
      const rows: Uint8Array[] = []
      for (const [at, frame] of frames.entries()) {
        const kept = take(index, frame)
        expect(kept).not.toBe('refused')
        Y.applyUpdate(raw, frame)
        if (kept instanceof Uint8Array) {
          Y.applyUpdate(stored, kept)
          rows.push(kept)
        }
        if (JSON.stringify(stateOf(index)) !== JSON.stringify(stateOf(raw)))
          expect(stateOf(index)).toEqual(stateOf(takenIn(frames.slice(0, at + 1))))
        if (raw.store.pendingStructs === null) expect(index.holes).toBe(0)
        // Where they differ, one of them looks at what waits later than the other.
        if (fingerprint(stored) !== fingerprint(raw))
          expect(fingerprint(takenIn(rows))).toBe(fingerprint(takenIn(frames.slice(0, at + 1))))
      }
      expect(shown(takenIn(rows))).toEqual(shown(whole))
      expect(stateOf(index)).toEqual(stateOf(whole))
    }),
    { numRuns: times(150) },
  )
})

/** While something waits a fold may be refused, because Yjs looks at it sooner or later than it did; then the log stays. */
function snapshotUnlessWaiting(fold: Fold, frames: readonly Uint8Array[]): Uint8Array | null {
  try {
    return fold.snapshot().update
  } catch (error) {
    const doc = new Y.Doc()
    for (const frame of frames) Y.applyUpdate(doc, frame)
    if (doc.store.pendingStructs === null && doc.store.pendingDs === null) throw error
    return null
  }
}

test('R4, R5: a snapshot, one of a snapshot and its tail, and a diff for anybody are what the history shows', () => {
  fc.assert(
    fc.property(heard, fc.nat(), ({ frames, whole }, cut) => {
      const rows = frames.map((update, at) => ({ seq: at + 1, update }))
      const at = cut % rows.length
      const early = new Fold()
      early.add(rows.slice(0, at))
      const base = snapshotUnlessWaiting(early, frames.slice(0, at))
      const late = new Fold()
      late.add(base === null ? rows : [{ seq: 0, update: base }, ...rows.slice(at)])
      const fresh = new Y.Doc()
      Y.applyUpdate(fresh, late.snapshot().update)
      expect(shown(fresh)).toEqual(shown(whole))
      const stale = new Y.Doc()
      for (const { update } of rows.slice(0, at)) Y.applyUpdate(stale, update)
      Y.applyUpdate(stale, late.diff(Y.encodeStateVector(stale)))
      expect(shown(stale)).toEqual(shown(whole))
      expect([...early.bad, ...late.bad]).toEqual([])
    }),
    { numRuns: times(100) },
  )
})

const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 2, 3, 7, 127, 128, 232, 233, 234)), {
  minLength: 1,
  maxLength: 3,
})
const someFrames = fc.array(fc.tuple(fc.nat(), changes, fc.nat()), { minLength: 1, maxLength: 5 })

function spoilt(
  frames: readonly Uint8Array[],
  how: readonly (readonly [number, [number, number][], number])[],
): Uint8Array[] {
  const all = [...frames]
  for (const [which, bytes, place] of how) {
    const copy = frames[which % frames.length]!.slice()
    for (const [at, value] of bytes) copy[at % copy.length] = value
    all.splice(place % (all.length + 1), 0, copy)
  }
  return all
}

test('R3: among frames whose bytes were changed the index claims what Y.Doc takes in of what is stored, and no more', () => {
  const counts = { refused: 0, taken: 0, threw: 0 }
  fc.assert(
    fc.property(heard, someFrames, ({ frames }, how) => {
      const index = new DocumentIndex()
      const doc = new Y.Doc()
      const stored: Uint8Array[] = []
      for (const frame of spoilt(frames, how)) {
        const kept = take(index, frame)
        if (kept === 'refused') counts.refused++
        if (!(kept instanceof Uint8Array)) continue
        counts.taken++
        stored.push(kept)
        try {
          Y.applyUpdate(doc, kept)
        } catch {
          // Yjs stops in the middle of it: a fold sets such a row aside (R5).
          counts.threw++
          return
        }
        const theirs = new Map(stateOf(doc))
        if (stateOf(index).some(([client, clock]) => clock > (theirs.get(client) ?? 0))) {
          const all = new Map(stateOf(takenIn(stored)))
          for (const [client, clock] of stateOf(index)) expect(all.get(client) ?? 0).toBeGreaterThanOrEqual(clock)
        }
      }
    }),
    { numRuns: times(200) },
  )
  console.info(JSON.stringify(counts))
  expect(counts.refused).toBeGreaterThan(0)
  expect(counts.taken).toBeGreaterThan(counts.refused)
})

test('R3: frames whose bytes were changed stand in the way of none that is whole', () => {
  fc.assert(
    fc.property(heard, someFrames, ({ frames, whole }, how) => {
      const index = new DocumentIndex()
      for (const frame of spoilt(frames, how)) take(index, frame)
      // Everybody comes back, and sends what the index does not claim.
      take(index, Y.encodeStateAsUpdate(whole, index.encodeStateVector()))
      const mine = new Map(stateOf(index))
      for (const [client, clock] of stateOf(whole)) expect(mine.get(client) ?? 0).toBeGreaterThanOrEqual(clock)
    }),
    { numRuns: times(200) },
  )
})
