// K6: in which order comments are counted, in virtual time: however many a round has found, what is written now does not wait for them.
import { expect, test } from 'vitest'
import { type DocumentId, type Epoch, parseDocumentId } from '../../../contracts/ids.ts'
import { createCommentCounter } from '../../../server/jobs/comment-counter.ts'
import { VirtualClock } from '../../faults/simulator/virtual-clock.ts'

const id = (name: string): DocumentId => parseDocumentId(name)!

test('K6: what is written while a round has much to count comes next, and no step is taken before all of that is counted', async () => {
  const time = new VirtualClock(() => 0.5)
  const { clock } = time.life()
  const found = Array.from({ length: 200 }, (_, n) => id(`found-${n}`))
  const counted: { readonly document: DocumentId; readonly at: number }[] = []
  /** When, and how many had been counted by then. */
  const steps: number[] = []
  const counter = createCommentCounter({
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
    start: (heard) => ({
      post: (request) => {
        if (request.kind !== 'comments') return
        clock.after(100, () =>
          heard({ fold: request.fold, ok: true, values: [new TextEncoder().encode('1')], bad: [] }),
        )
      },
      end: () => undefined,
    }),
  })
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
  await counter.close()
})
