// Who is here (protocol R2, R8, R13): a session owns the Yjs client ids it announced first, and takes them along when it goes.
import { setTimeout as pass } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { write } from '../../contracts/wire.ts'
import { databaseOf } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { awarenessOf } from '../support/hostile-bytes.ts'
import { TestRelay } from '../support/relay.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
beforeAll(async () => {
  relay = await TestRelay.start()
})
afterAll(async () => {
  await relay.dispose()
})

const [ADA, BEN] = [1_001, 1_002]
const say = (client: FrameClient, id: number, clock: number, state: unknown): void =>
  client.send(write.awareness(awarenessOf([id, clock, JSON.stringify(state)])))
/** Everyone whom this client has been told of and not told to be gone. */
function seenBy(client: FrameClient): Map<number, unknown> {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState(null)
  for (const { update } of client.frames('awareness')) applyAwarenessUpdate(awareness, update, null)
  awareness.destroy()
  return awareness.getStates()
}
const sees = (client: FrameClient, id: number, state: unknown): Promise<unknown> =>
  until(
    `to see ${id} as ${JSON.stringify(state)}`,
    () => JSON.stringify(seenBy(client).get(id)) === JSON.stringify(state),
  )
const together = async (document: string, ...more: string[]): Promise<FrameClient[]> =>
  await Promise.all(['ada', 'ben', ...more].map(() => FrameClient.join(relay, document)))

test('R13: what others say of an id that is somebody’s is dropped, a removal too, and nobody is closed for it', async () => {
  const [ada, ben, carol] = (await together('owned', 'carol')) as [FrameClient, FrameClient, FrameClient]
  say(ada, ADA, 1, { name: 'Ada' })
  await sees(carol, ADA, { name: 'Ada' })
  say(ben, ADA, 9, { name: 'Not Ada' })
  ben.send(write.awareness(awarenessOf([ADA, 10, 'null'], [BEN, 1, '{"name":"Ben"}'])))
  await sees(carol, BEN, { name: 'Ben' })
  expect(seenBy(carol).get(ADA)).toEqual({ name: 'Ada' })
  expect(ben.closeCode).toBeUndefined()
  const dora = await FrameClient.join(relay, 'owned')
  await sees(dora, ADA, { name: 'Ada' })
  await sees(dora, BEN, { name: 'Ben' })
  for (const client of [ada, ben, carol, dora]) client.leave()
})

test('R13: stock clients repeat everybody’s presence, and still it goes with its owner', async () => {
  const stock = await Promise.all([1, 2, 3].map(() => StockClient.join(relay, 'echoes')))
  stock.forEach(({ provider }, n) => provider.awareness.setLocalState({ n }))
  await until('everybody to see everybody', () =>
    stock.every(({ provider }) => provider.awareness.getStates().size === 3),
  )
  stock[0]!.leave()
  await until('the one who left to be gone', () =>
    stock.slice(1).every(({ provider }) => provider.awareness.getStates().size === 2),
  )
  for (const client of stock.slice(1)) client.leave()
})

test('R13: one session announces a handful of ids, however many it puts into a frame', async () => {
  const [ada, ben] = (await together('many')) as [FrameClient, FrameClient]
  ada.send(write.awareness(awarenessOf(...Array.from({ length: 500 }, (_, n) => [5_000 + n, 1, '{}'] as const))))
  await until('something to be heard', () => seenBy(ben).size > 0)
  expect(seenBy(ben).size).toBeLessThanOrEqual(8)
  for (const client of [ada, ben]) client.leave()
})

test('R13: a goodbye is told at once', async () => {
  const [ada, ben] = (await together('goodbye')) as [FrameClient, FrameClient]
  say(ada, ADA, 1, { name: 'Ada' })
  await sees(ben, ADA, { name: 'Ada' })
  const left = performance.now()
  ada.leave()
  await until('Ada to be gone', () => !seenBy(ben).has(ADA))
  expect(performance.now() - left).toBeLessThan(2_000)
  ben.leave()
})

test('R8: whoever broke off is gone after 3 s, and no sooner', async () => {
  const [ada, ben] = (await together('broken')) as [FrameClient, FrameClient]
  say(ada, ADA, 1, { name: 'Ada' })
  await sees(ben, ADA, { name: 'Ada' })
  const broke = performance.now()
  ada.breakOff()
  await until('Ada to be gone', () => !seenBy(ben).has(ADA))
  expect(performance.now() - broke).toBeGreaterThan(2_900)
  expect(performance.now() - broke).toBeLessThan(4_500)
  ben.leave()
})

test('R13: who broke off and returns within 3 s was never gone', async () => {
  const [ada, ben] = (await together('return')) as [FrameClient, FrameClient]
  say(ada, ADA, 1, { name: 'Ada' })
  await sees(ben, ADA, { name: 'Ada' })
  ada.breakOff()
  const again = await FrameClient.join(relay, 'return')
  const heard = ben.frames('awareness').length
  say(again, ADA, 1, { name: 'Ada' })
  await until('her return to be told', () => ben.frames('awareness').length === heard + 1)
  // Nothing is to happen: the grace has to pass for that to be seen.
  await pass(3_500)
  expect(seenBy(ben).get(ADA)).toEqual({ name: 'Ada' })
  expect(ben.frames('awareness').length).toBe(heard + 1)
  for (const client of [again, ben]) client.leave()
})

test('R2: a caret waits for the text that was sent before it, and both wait for the disk', async () => {
  const [ada, ben] = (await together('ordered')) as [FrameClient, FrameClient]
  // Of the empty answers they began with; nothing is under way then.
  for (const each of [ada, ben]) await each.allSaved()
  const blocker = databaseOf(relay.data)
  blocker.exec('BEGIN IMMEDIATE')
  const [savedBefore, heardBefore] = [ada.saved, ben.heard.length]
  ada.type('not on disk yet')
  say(ada, ADA, 1, { caret: 15 })
  // Time passes on purpose: with the store paused nothing may come, however long one waits.
  await pass(1_000)
  expect([ada.saved, ben.heard.length]).toEqual([savedBefore, heardBefore])
  blocker.exec('ROLLBACK')
  blocker.close()
  await sees(ben, ADA, { caret: 15 })
  const kinds = ben.heard.slice(heardBefore).map(({ kind }) => kind)
  expect(kinds.indexOf('update')).toBeGreaterThanOrEqual(0)
  expect(kinds.indexOf('update')).toBeLessThan(kinds.indexOf('awareness'))
  await ada.allSaved()
  for (const client of [ada, ben]) client.leave()
})

test('R13: a stock client that says nothing of itself takes nobody over who breaks off', async () => {
  const ada = await FrameClient.join(relay, 'ghost')
  const ben = await StockClient.join(relay, 'ghost')
  ben.provider.awareness.setLocalState(null)
  say(ada, ADA, 1, { name: 'Ada' })
  await until('Ben to see Ada', () => ben.provider.awareness.getStates().has(ADA))
  ada.breakOff()
  await pass(300)
  // As a provider does whenever something changes: it repeats what it knows of others.
  ben.provider.ws!.send(write.awareness(awarenessOf([ADA, 1, '{"name":"Ada"}'])).slice())
  await until('Ada to be gone', () => !ben.provider.awareness.getStates().has(ADA), 6_000)
  ben.leave()
})
