// S4: when what a document says is made anew, in virtual time: soon after the last edit, while somebody types on and on, and for those that
// others have left undone; a large or broken document keeps nobody waiting but itself (R7).
import { beforeEach, expect, test } from 'vitest'
import { type DocumentId, type Epoch, parseDocumentId } from '../../../contracts/ids.ts'
import { Damaged, Unavailable } from '../../../server/errors.ts'
import type { FoldRequest } from '../../../server/jobs/fold-messages.ts'
import { createProjector } from '../../../server/jobs/projector.ts'
import type { Upkeep } from '../../../server/jobs/upkeep.ts'
import type { Head } from '../../../server/store/store.ts'
import { VirtualClock } from '../../faults/simulator/virtual-clock.ts'

const FIRST_ROUND_IS_OVER = 200

let time: VirtualClock
let projector: Upkeep
let heads: Map<DocumentId, number>
/** Milliseconds in the worker, or what comes instead. */
let takes: Map<DocumentId, number | 'broken' | 'deadly' | 'damaged' | 'lost'>
let undone: DocumentId[]
/** Of a round; and when each was taken. */
let steps: number
let stepped: number[]
let storeIsDown: boolean
let diskIsFull: boolean
/** When each was put together, or tried to be. */
let tried: { readonly at: number; readonly id: DocumentId }[]
let made: { readonly at: number; readonly id: DocumentId; readonly seq: number }[]
let problems: object[]

beforeEach(() => {
  time = new VirtualClock(() => 0.5)
  heads = new Map()
  takes = new Map()
  undone = []
  steps = 1
  stepped = []
  storeIsDown = false
  diskIsFull = false
  made = []
  tried = []
  problems = []
  const { clock } = time.life()
  let reading: DocumentId
  const head = (id: DocumentId): Head | undefined =>
    heads.has(id)
      ? { epoch: 'one' as Epoch, head: heads.get(id)!, snapshotSeq: 0, snapshotBytes: 0, setAside: 0 }
      : undefined
  projector = createProjector({
    clock,
    log: {
      debug: () => undefined,
      info: () => undefined,
      error: () => undefined,
      warn: (fields) => void problems.push(fields),
    },
    store: {
      readHeads: async (addresses) => addresses.map(({ document }) => head(document)),
      readSnapshot: async () => undefined,
      readLog: async ({ document }, { after }) => {
        reading = document
        if (takes.get(document) === 'damaged') throw new Damaged('its snapshot does not match its hash')
        if (takes.get(document) === 'lost') return []
        return Array.from({ length: heads.get(document)! - after }, (_, nth) => ({
          seq: after + nth + 1,
          update: new Uint8Array(),
        }))
      },
      keepProjection: async (id, { seq }) => {
        if (diskIsFull) throw new Unavailable('database or disk is full')
        made.push({ at: time.at, id, seq })
        undone = undone.filter((one) => one !== id)
        return true
      },
      readProjection: async () => undefined,
      findUnprojected: async (after) => {
        stepped.push(time.at)
        if (storeIsDown) throw new Unavailable('the store is down')
        const nth = after === undefined ? 1 : Number(after) + 1
        return { documents: nth === 1 ? undone : [], next: nth < steps ? id(String(nth)) : undefined }
      },
      search: async () => ({ found: [], next: undefined }),
    },
    start: (heard, died) => ({
      post: ({ kind, fold }: FoldRequest) => {
        if (kind !== 'projection') return
        tried.push({ at: time.at, id: reading })
        const ms = takes.get(reading) ?? 5
        if (ms === 'deadly') return void clock.after(800, died)
        if (typeof ms === 'string') return heard({ fold, ok: false, message: 'too deep', bad: [] })
        const values = [new TextEncoder().encode('{"text":"","folded":"","words":0,"outline":[]}')]
        clock.after(ms, () => heard({ fold, ok: true, values, bad: [] }))
      },
      end: () => undefined,
    }),
  })
})

const id = (name: string): DocumentId => parseDocumentId(name)!
function edit(name: string): void {
  heads.set(id(name), (heads.get(id(name)) ?? 0) + 1)
  projector.edited({ document: id(name), part: 'text' })
}
const madeOf = (name: string): number[] => made.filter((one) => one.id === name).map(({ at }) => at)

test('S4: once nobody has typed for half a second, of all that was typed; of comments never', async () => {
  for (const moment of [0, 300, 600]) {
    await time.runUntil(moment)
    edit('paper')
  }
  projector.edited({ document: id('other'), part: 'comments' })
  await time.runUntil(30_000)
  expect(made).toEqual([{ at: 1_105, id: 'paper', seq: 3 }])
})

test('S4: while somebody types on and on, every 10 s', async () => {
  for (let moment = 0; moment < 25_000; moment += 100) {
    await time.runUntil(moment)
    edit('paper')
  }
  await time.runUntil(30_000)
  const [first, second, last, ...more] = madeOf('paper')
  expect([first, second! - first!, more]).toEqual([10_005, expect.closeTo(10_000, -3), []])
  expect(made.at(-1)!.seq).toBe(heads.get(id('paper')))
  expect(last).toBeLessThan(26_000)
})

test('R7, S4: a large document rests for long, and others are made meanwhile', async () => {
  takes.set(id('book'), 1_000)
  for (let moment = 1_000; moment < 41_000; moment += 1_000) {
    await time.runUntil(moment)
    edit('book')
    if (moment % 5_000 === 0) edit(`letter-${moment}`)
  }
  const gaps = madeOf('book').flatMap((at, nth, all) => (nth === 0 ? [] : [at - all[nth - 1]!]))
  expect(gaps.length).toBeGreaterThan(1)
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(10_000)
  for (let moment = 5_000; moment < 40_000; moment += 5_000) {
    const [at] = madeOf(`letter-${moment}`)
    expect(at, `letter-${moment}`).toBeLessThan(moment + 2_000)
  }
})

test('R7, S4: one that cannot be put together is told of once, and tried again when it has changed', async () => {
  takes.set(id('broken'), 'broken')
  edit('broken')
  await time.runUntil(FIRST_ROUND_IS_OVER)
  undone = [id('broken')]
  await time.runUntil(60_000)
  expect(problems).toMatchObject([{ document: 'broken', problem: 'too deep' }])
  takes.delete(id('broken'))
  await time.runUntil(70_000)
  expect(made).toEqual([])
  edit('broken')
  await time.runUntil(75_000)
  expect(madeOf('broken')).toHaveLength(1)
})

test('R7, S4: so is one whose log has lost a row, or which is damaged where it lies', async () => {
  takes.set(id('damaged'), 'damaged').set(id('lost'), 'lost')
  edit('damaged')
  edit('lost')
  await time.runUntil(FIRST_ROUND_IS_OVER)
  undone = [id('damaged'), id('lost')]
  await time.runUntil(60_000)
  expect(problems).toMatchObject([{ document: 'damaged' }, { document: 'lost' }])
  takes.clear()
  edit('damaged')
  edit('lost')
  await time.runUntil(65_000)
  expect(made.map((one) => one.id)).toEqual(['damaged', 'lost'])
})

test('R7, S4: a disk that is full is told of once for each document, and once more when it was not full in between', async () => {
  const typeFor = async (ms: number): Promise<void> => {
    for (const end = time.at + ms; time.at < end; await time.runUntil(time.at + 1_000)) edit('paper')
  }
  await time.runUntil(FIRST_ROUND_IS_OVER)
  undone = [id('orphan')]
  heads.set(id('orphan'), 1)
  diskIsFull = true
  await typeFor(60_000)
  expect(tried.length, 'all the while it is tried again').toBeGreaterThan(10)
  const told = [{ document: 'paper' }, { document: 'orphan' }].map((one) => ({
    ...one,
    problem: 'database or disk is full',
  }))
  expect(problems).toMatchObject(told)
  diskIsFull = false
  await typeFor(10_000)
  expect(made.map((one) => one.id)).toContain('orphan')
  diskIsFull = true
  await typeFor(10_000)
  expect(problems).toMatchObject([...told, told[0]!])
})

test('R7, S4: one that takes the worker all its time, or its life, keeps nobody busy but for a moment', async () => {
  takes.set(id('toil'), 20_000)
  takes.set(id('deadly'), 'deadly')
  edit('deadly')
  for (let moment = 0; moment < 300_000; moment += 1_000) {
    await time.runUntil(moment)
    if (moment > FIRST_ROUND_IS_OVER) undone = [id('deadly')]
    edit('toil')
  }
  const triesOf = (name: string): number => tried.filter((one) => one.id === name).length
  expect([triesOf('toil'), triesOf('deadly')]).toEqual([2, 1])
})

test('R7, S4: one that takes the worker its life whenever somebody types rests in between', async () => {
  takes.set(id('deadly'), 'deadly')
  for (let moment = 0; moment < 60_000; moment += 600) {
    await time.runUntil(moment)
    edit('deadly')
  }
  expect(tried.length).toBeGreaterThan(1)
  expect(tried.length).toBeLessThan(10)
})

test('S4: what was left undone is made at once after a start, then as it is found; whoever types comes first', async () => {
  undone = Array.from({ length: 50 }, (_, n) => id(`old-${n}`))
  for (const old of undone) heads.set(old, 1)
  await time.runUntil(150)
  edit('now')
  await time.runUntil(60_000)
  const order = made.toSorted((a, b) => a.at - b.at).map((one) => one.id)
  expect(order).toHaveLength(51)
  expect(order.indexOf(id('now'))).toBeLessThan(40)
  expect(order.indexOf(id('now'))).toBeGreaterThan(5)
  undone = [id('orphan')]
  heads.set(id('orphan'), 3)
  await time.runUntil(70_000)
  expect(made.at(-1)).toMatchObject({ id: 'orphan', seq: 3 })
})

test('S4: what was left undone is made once, also when it takes long, or when somebody types meanwhile', async () => {
  undone = Array.from({ length: 20 }, (_, n) => id(`old-${n}`))
  for (const old of undone) heads.set(old, 1)
  takes.set(id('old-19'), 7_000)
  await time.runUntil(150)
  edit('old-18')
  await time.runUntil(60_000)
  expect(made.map((one) => one.id).toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => `old-${n}`).toSorted())
})

test('S4: a round that a store which is down has kept from beginning is quick all the same', async () => {
  steps = 5
  storeIsDown = true
  await time.runUntil(4_000)
  storeIsDown = false
  await time.runUntil(7_000)
  expect(stepped).toEqual([100, 5_100, 5_200, 5_300, 5_400, 5_500])
})

test('S4: so is one that begins anew while those found before are still being made', async () => {
  undone = [id('one'), id('two')]
  for (const old of undone) heads.set(old, 1)
  takes.set(id('one'), 3_000)
  await time.runUntil(1_000)
  steps = 5
  projector.manyCame()
  await time.runUntil(5_000)
  expect(stepped).toHaveLength(6)
})

test('R11, S4: when it is closed nothing is made any more', async () => {
  edit('paper')
  await projector.close()
  edit('paper')
  await time.runUntil(30_000)
  expect(made).toEqual([])
})

test('R11, S4: whoever closes it does not wait until it has rested', async () => {
  takes.set(id('paper'), 200)
  edit('paper')
  await time.runUntil(800)
  expect(madeOf('paper')).toHaveLength(1)
  const closed = projector.close().then(() => 'closed')
  expect(await Promise.race([closed, new Promise((resolve) => setImmediate(resolve, 'still resting'))])).toBe('closed')
})
