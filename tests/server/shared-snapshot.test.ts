// R4: a snapshot is read and encoded once, however many join, and whatever goes wrong with it once does not stay.
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { readFrame } from '../../contracts/wire.ts'
import { machineClock } from '../../server/clock.ts'
import { FoldDesk } from '../../server/jobs/fold-desk.ts'
import type { FoldAnswer } from '../../server/jobs/fold-messages.ts'
import { Framer } from '../../server/jobs/framer.ts'
import { createLog } from '../../server/log.ts'
import type { Room } from '../../server/room/room.ts'
import { SharedSnapshot } from '../../server/session/shared-snapshot.ts'
import type { Snapshot } from '../../server/store/store.ts'

const doc = new Y.Doc()
doc.getText('text').insert(0, 'words '.repeat(500_000))
const bytes = Y.encodeStateAsUpdate(doc)

let reads: number
let store: () => Snapshot
let room: { snapshotSeq: number }
/** Threads that were started, and those still there. */
let started: number
let running: number
/** The next one ends instead of answering. */
let ends: boolean
let snapshot: SharedSnapshot
beforeEach(() => {
  reads = 0
  started = 0
  running = 0
  ends = false
  room = { snapshotSeq: 7 }
  store = () => ({ seq: room.snapshotSeq, bytes: bytes.slice() })
  const framer = new Framer((heard, ended) => {
    started++
    running++
    const desk = new FoldDesk((answer: FoldAnswer) => setImmediate(() => heard(answer)))
    const end = (): void => {
      running--
      ended()
    }
    return { post: (request) => (ends ? setImmediate(end) : desk.handle(request)), end }
  }, machineClock)
  snapshot = new SharedSnapshot({
    room: room as Room,
    framer,
    log: createLog('silent'),
    read: async () => {
      reads++
      return store()
    },
  })
})

function textOf(frames: readonly Uint8Array[]): string {
  const joined = new Y.Doc()
  for (const frame of frames) {
    const read = readFrame(frame)
    if (read.kind === 'update') Y.applyUpdate(joined, read.update)
  }
  return joined.getText('text').toString()
}

test('R4: who asks at once, or soon after, hears the same frames of one reading', async () => {
  const [ada, ben] = await Promise.all([snapshot.get(), snapshot.get()])
  const carla = await snapshot.get()
  expect({ reads, started }).toEqual({ reads: 1, started: 1 })
  expect(ben).toBe(ada)
  expect(carla).toBe(ada)
  expect(ada!.seq).toBe(7)
  expect(ada!.frames.length).toBeGreaterThan(2)
  expect(textOf(ada!.frames) === doc.getText('text').toString()).toBe(true)
})

test('R4: while somebody has not been sent it all, nobody has another copy, however much later they ask', async () => {
  const ada = await snapshot.get()
  for (let n = 0; n < 3; n++) snapshot.sweep()
  expect(await snapshot.get()).toBe(ada)
  expect(reads).toBe(1)
})

test('R5: after the log was folded again it is the new one', async () => {
  const ada = await snapshot.get()
  room.snapshotSeq = 9
  const ben = await snapshot.get()
  expect([ada!.seq, ben!.seq, reads]).toEqual([7, 9, 2])
})

test('what the store could not read is read again for the next', async () => {
  const well = store
  store = () => {
    throw new Error('the disk is away')
  }
  await expect(snapshot.get()).rejects.toThrow('the disk is away')
  store = well
  expect((await snapshot.get())!.seq).toBe(7)
})

test('when the thread that divides it ends, it is sent in one', async () => {
  ends = true
  const ada = await snapshot.get()
  expect({ frames: ada!.frames.length, started, running }).toEqual({ frames: 1, started: 1, running: 0 })
  expect(textOf(ada!.frames) === doc.getText('text').toString()).toBe(true)
})
