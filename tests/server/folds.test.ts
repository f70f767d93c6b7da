// R5, R7, R12: folds take their time, and rooms come and go meanwhile. Whoever has a document open knows of the snapshot
// that stands for its log.
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { aboveItsOwnHole } from '../support/above-its-own-hole.ts'
import { FoldStand, Inmate } from '../support/fold-stand.ts'
import { unintegrable, updateOfBytes } from '../support/hostile-bytes.ts'
import { until } from '../support/until.ts'

let stand: FoldStand
beforeEach(async () => {
  stand = await FoldStand.open()
})
afterEach(async () => {
  await stand.close()
})

const folds = async (count: number): Promise<unknown> =>
  await until(`${count} folds`, () => stand.compacted.length >= count)

test('R5, R12: when everybody leaves during a fold, whoever comes back knows of the snapshot', async () => {
  stand.hold()
  const ada = new Inmate(await stand.room())
  ada.type(6)
  await until('the fold to run', () => stand.answersHeld === 1)
  ada.leave()
  for (const _ of [1, 2]) stand.rooms.sweep()
  const room = await stand.room()
  const ben = new Inmate(room)
  stand.letGo()
  await folds(1)
  expect(room.snapshotSeq).toBe((await stand.head()).snapshotSeq)
  for (const count of [2, 3]) {
    ben.type(10)
    await folds(count)
  }
  expect({ compacted: stand.compacted, problems: stand.problems }).toEqual({
    compacted: ['done', 'done', 'done'],
    problems: [],
  })
  expect(room.tail.rows).toBe(room.head - room.snapshotSeq)
})

test('R12: a room nobody is in is dropped when its fold is done', async () => {
  stand.hold()
  const ada = new Inmate(await stand.room())
  ada.type(6)
  await until('the fold to run', () => stand.answersHeld === 1)
  ada.leave()
  stand.letGo()
  await folds(1)
  for (const _ of [1, 2]) stand.rooms.sweep()
  expect([...stand.rooms.open]).toEqual([])
})

test('R6: a log is not folded while somebody who is behind reads it, and is when they have read it', async () => {
  const room = await stand.room()
  const [ada, ben] = [new Inmate(room), new Inmate(room)]
  ben.behind = true
  ada.type(6)
  await until('all to be saved', () => ada.allSaved)
  expect(stand.compacted).toEqual([])
  ben.behind = false
  await folds(1)
  expect(room.tail.rows).toBe(0)
})

test('R6, R12: a room whose fold has waited for a reader who left is folded before it is dropped', async () => {
  const room = await stand.room()
  const [ada, ben] = [new Inmate(room), new Inmate(room)]
  ben.behind = true
  ada.type(6)
  await until('all to be saved', () => ada.allSaved)
  for (const each of [ada, ben]) each.leave()
  for (const _ of [1, 2]) stand.rooms.sweep()
  expect([...stand.rooms.open]).toEqual([room])
  await folds(1)
  for (const _ of [1, 2]) stand.rooms.sweep()
  expect({ compacted: stand.compacted, open: [...stand.rooms.open] }).toEqual({ compacted: ['done'], open: [] })
})

test('R6: whoever is behind for long does not keep a log from being folded', async () => {
  const [ada, ben] = [new Inmate(await stand.room()), new Inmate(await stand.room())]
  ben.behind = true
  ada.type(60)
  await folds(1)
  expect(ben.behind).toBe(true)
})

test('R4: a fold gives way to whoever types, until a tail has grown so long that whoever joins waits for it', async () => {
  stand.hold()
  const ada = new Inmate(await stand.room())
  ada.type(6)
  await until('the fold to run', () => stand.answersHeld === 1)
  ada.type(12)
  await until('all to be saved', () => ada.allSaved)
  expect(stand.urgent).toEqual([false])
  stand.letGo()
  await folds(2)
  expect(stand.urgent).toEqual([false, true])
  // It stays for what comes next.
  ada.type(6)
  await folds(3)
  expect({ urgent: stand.urgent, problems: stand.problems }).toEqual({ urgent: [false, true], problems: [] })
})

test('L4: a full document that is large rests before it is folded again, whatever it refuses', async () => {
  let now = 0
  const restsFor: number[] = []
  let wake = (): void => undefined
  const after = (ms: number, then: () => void): (() => void) => {
    restsFor.push(ms)
    wake = then
    return () => undefined
  }
  const small = await FoldStand.open({ time: { elapsed: () => now, after }, maxDocumentBytes: 200_000 })
  try {
    const room = await small.room()
    const ada = new Inmate(room)
    ada.send(updateOfBytes(150_000))
    const isRefused = (): boolean => room.submit(ada, updateOfBytes(100_000), 'ada', true) === 'quota'
    expect(isRefused()).toBe(true)
    await until('a fold', () => small.compacted.length === 1)
    ada.type(1)
    await until('all to be saved', () => ada.allSaved)
    restsFor.length = 0
    now = 100
    for (const _ of [1, 2]) expect(isRefused()).toBe(true)
    expect({ restsFor, folded: small.compacted.length }).toEqual({ restsFor: [50], folded: 1 })
    now = 150
    wake()
    await until('a second fold', () => small.compacted.length === 2)
  } finally {
    await small.close()
  }
})

test('R5, R7: a fold of a room that was opened anew meanwhile changes nothing', async () => {
  stand.hold()
  const first = await stand.room()
  new Inmate(first).type(6)
  await until('the fold to run', () => stand.answersHeld === 1)
  first.end(4500)
  const second = await stand.room()
  expect(second).not.toBe(first)
  const ben = new Inmate(second)
  stand.letGo()
  await folds(1)
  expect(second.snapshotSeq).toBe((await stand.head()).snapshotSeq)
  ben.type(10)
  await folds(2)
  expect(stand.compacted).toEqual(['failed', 'done'])
  expect(second.tail.rows).toBe(second.head - second.snapshotSeq)
})

test.each([
  ['', 0],
  [', also of one behind which the rows are gone that its history would be told from', 6],
])(
  'R5, R10: a room that does not know of the newest snapshot is told of it by the store, and nobody is closed%s',
  async (_, trimmed) => {
    stand.hold()
    const room = await stand.room()
    const ada = new Inmate(room)
    ada.type(6)
    await until('the fold to run', () => stand.answersHeld === 1)
    // Somebody else, or a swap that was made and never confirmed.
    const bytes = Y.encodeStateAsUpdate(ada.doc)
    expect(
      await stand.store.replaceSnapshot(stand.address, room.epoch, 0, 0, { seq: 6, bytes, index: undefined }),
    ).toBe(true)
    // Whoever folds twice meanwhile trims.
    expect(await stand.store.trimLog(stand.address, trimmed, 10)).toBe(trimmed)
    stand.letGo()
    await until('the room to know of it', () => room.snapshotSeq === 6)
    expect(ada.closed).toBeUndefined()
    expect(await stand.room()).toBe(room)
    expect([room.tail, stand.compacted, stand.problems]).toEqual([{ rows: 0, bytes: 0 }, [], []])
  },
)

test('R5, R7: rows that are set aside by a fold that was asked for in an earlier room are not held by the one that is open', async () => {
  const first = await stand.room()
  const ada = new Inmate(first)
  const { before, poison } = unintegrable(5)
  for (const update of [before, poison])
    await stand.store.append([
      { address: stand.address, epoch: first.epoch, entries: [{ update, author: 'x', at: 0 }] },
    ])
  first.end(4500)
  expect(ada.closed).toBe(4500)
  const second = await stand.room()
  stand.hold()
  const diff = stand.folder.diff(second, new Uint8Array([0]))
  await until('the diff to be made', () => stand.answersHeld === 1)
  second.end(4500)
  const third = new Inmate(await stand.room())
  stand.letGo()
  await diff
  expect(third.closed).toBe(4500)
})

test.each(['opened after', 'open during'])(
  'R5: with the last snapshot damaged (%s), a fold deletes nothing of what the text was made from',
  async (when) => {
    let room = await stand.room()
    const ada = new Inmate(room)
    for (const count of [1, 2]) {
      ada.type(10)
      await folds(count)
    }
    ada.type(2)
    await until('all to be saved', () => ada.allSaved)
    expect(stand.seqs()).toEqual({ snapshots: [10, 20], log: { first: 11, last: 22 } })
    if (when === 'opened after') room.end(4500)
    stand.damage('UPDATE snapshots SET bytes = zeroblob(length(bytes)) WHERE seq = 20')
    room = await stand.room()
    await stand.compaction.compact(room)
    // The new one was not read back yet: the whole one, and the log behind it, are all there is.
    expect(stand.seqs()).toEqual({ snapshots: [10, 20, 22], log: { first: 11, last: 22 } })
    expect(room.tail).toEqual({ rows: 0, bytes: 0 })
    await stand.compaction.compact(room)
    expect(stand.seqs()).toEqual({ snapshots: [22], log: { first: null, last: null } })
    expect((await stand.store.readSnapshot(stand.address))?.seq).toBe(22)
  },
)

test('R4, R5: a log that came out of order is folded as soon as nothing waits, for a stock newcomer may not take it in', async () => {
  const { above, filling, text } = aboveItsOwnHole()
  const room = await stand.room()
  const ada = new Inmate(room)
  room.submit(ada, above, 'ada', true)
  room.submit(ada, filling, 'ada', true)
  await folds(1)
  expect(stand.compacted).toEqual(['done'])
  const newcomer = new Y.Doc()
  Y.applyUpdate(newcomer, (await stand.store.readSnapshot(stand.address))!.bytes)
  expect(newcomer.getText('text').toString()).toBe(text)
  expect(room.healed).toBe(false)
})

test('R4, R5: and so is one that is found when the document is opened, once and not again', async () => {
  const { above, filling } = aboveItsOwnHole()
  const { epoch } = await stand.room()
  const entries = [above, filling].map((update) => ({ update, author: 'ada', at: 0 }))
  await stand.store.append([{ address: stand.address, epoch, entries }])
  stand.rooms.renew(stand.address)
  await until('the room to end', () => [...stand.rooms.open].length === 0)
  const room = await stand.room()
  await folds(1)
  expect({ epoch: room.epoch, rows: room.tail.rows }).toEqual({ epoch, rows: 0 })
  new Inmate(room).type(1)
  await until('a row', () => room.tail.rows === 1)
  stand.rooms.renew(stand.address)
  await until('the room to end', () => [...stand.rooms.open].length === 0)
  expect((await stand.room()).healed).toBe(false)
})
