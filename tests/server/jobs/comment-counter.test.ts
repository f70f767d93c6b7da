// K6: when comments are counted, in virtual time: however many a round has found, what is written now does not wait for them; and nobody
// rests for what was only the start of the worker.
import { afterEach, expect, test } from 'vitest'
import { type DocumentId, type Epoch, parseDocumentId } from '../../../contracts/ids.ts'
import { createCommentCounter } from '../../../server/jobs/comment-counter.ts'
import type { Upkeep } from '../../../server/jobs/upkeep.ts'
import { VirtualClock } from '../../faults/simulator/virtual-clock.ts'

const id = (name: string): DocumentId => parseDocumentId(name)!

let counter: Upkeep
afterEach(() => counter.close())

interface Counted {
  readonly time: VirtualClock
  readonly counted: { readonly document: DocumentId; readonly at: number }[]
  /** At each step of a round, how many had been counted by then. */
  readonly steps: readonly number[]
}

/** The first step of a round finds `found`; the worker needs `startMs` once, and `eachMs` for a document. */
function count(found: readonly DocumentId[], { startMs, eachMs }: { startMs: number; eachMs: number }): Counted {
  const time = new VirtualClock(() => 0.5)
  const { clock } = time.life()
  const counted: Counted['counted'] = []
  const steps: number[] = []
  counter = createCommentCounter({
    clock,
    log: { debug: () => undefined, info: () => undefined, error: () => undefined, warn: () => undefined },
    store: {
      readHeads: async (addresses) =>
        addresses.map(() => ({ epoch: 'one' as Epoch, head: 1, snapshotSeq: 0, snapshotBytes: 0, setAside: 0 })),
      readSnapshot: async () => undefined,
      readLog: async () => [{ seq: 1, update: new Uint8Array() }],
      keepOpenComments: async (document) => counted.push({ document, at: time.at }) > 0,
      readOpenComments: async () => [],
      findUncounted: async () => {
        steps.push(counted.length)
        return { documents: steps.length === 1 ? found : [], next: steps.length === 1 ? found.at(-1) : undefined }
      },
    },
    start: (heard) => {
      const begins = time.at + startMs
      return {
        begun: new Promise((resolve) => clock.after(startMs, resolve)),
        post: (request) => {
          if (request.kind !== 'comments') return
          clock.after(Math.max(0, begins - time.at) + eachMs, () =>
            heard({ fold: request.fold, ok: true, values: [new TextEncoder().encode('1')], bad: [] }),
          )
        },
        end: () => undefined,
      }
    },
  })
  return { time, counted, steps }
}

test('K6: what is written while a round has much to count comes next, and no step is taken before all of that is counted', async () => {
  const found = Array.from({ length: 200 }, (_, n) => id(`found-${n}`))
  const { time, counted, steps } = count(found, { startMs: 0, eachMs: 100 })
  await time.runUntil(5_000)
  expect(counted.length).toBeGreaterThan(0)
  counter.edited({ document: id('fresh'), part: 'comments' })
  const written = time.at
  await time.runUntil(200_000)
  const fresh = counted.find(({ document }) => document === id('fresh'))!
  expect(fresh.at - written).toBeLessThan(2_000)
  expect(counted.length).toBe(found.length + 1)
  // The last one may be in the worker.
  expect(steps[1]).toBeGreaterThanOrEqual(found.length)
})

test('K6: however long the worker takes to start, nobody rests for that; for what a document took all do', async () => {
  const found = [id('first'), id('second'), id('third')]
  const { time, counted } = count(found, { startMs: 1_500, eachMs: 20 })
  await time.runUntil(5_000)
  const firstLook = 100
  expect(counted).toEqual([
    { document: 'first', at: firstLook + 1_520 },
    { document: 'second', at: firstLook + 1_520 + 80 },
    { document: 'third', at: firstLook + 1_520 + 160 },
  ])
})
