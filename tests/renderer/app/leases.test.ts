// Where a browser has no Web Locks, one window at a time tells the relay its deeds all the same. Only IndexedDB is a stand-in, which
// Node does not have.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { setImmediate as turn } from 'node:timers/promises'
import { beforeEach, expect, test } from 'vitest'
import { Leases } from '../../../renderer/app/leases.ts'

let disk: IDBFactory
beforeEach(() => {
  disk = new IDBFactory()
})

test('of many who ask in several windows one works at a time, and what one throws is theirs', async () => {
  const windows = [new Leases(disk), new Leases(disk)]
  let [inside, most] = [0, 0]
  const work = async (nth: number): Promise<number> => {
    most = Math.max(most, ++inside)
    for (let n = 0; n < 10; n++) await turn()
    inside--
    if (nth === 1) throw new Error('the first')
    return nth
  }
  const asked = [1, 2, 3, 4].map((nth) => windows[nth % 2]!.request<number>('deeds', () => work(nth)))
  const other = windows[0]!.request<string>('something else', () => Promise.resolve('at once'))
  expect(await other).toBe('at once')
  expect(await Promise.allSettled(asked)).toEqual([
    { status: 'rejected', reason: new Error('the first') },
    ...[2, 3, 4].map((value) => ({ status: 'fulfilled', value })),
  ])
  expect(most).toBe(1)
})

test.each([
  ['two minutes later', 120_000],
  ['with a clock that was put back', -120_000],
])('what a window held that broke off is another’s %s', async (_when, laterMs) => {
  const brokeOff = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const held = new Leases(disk).request('deeds', () => {
    begun.resolve()
    return brokeOff.promise
  })
  await begun.promise
  const later = new Leases(disk, () => Date.now() + laterMs)
  expect(await later.request('deeds', () => Promise.resolve('mine'))).toBe('mine')
  brokeOff.resolve()
  await held
})
