// R4: what a client hears when it joins, in which order, and that nothing overtakes it.
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { write } from '../../contracts/wire.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
beforeEach(async () => {
  relay = await TestRelay.start()
})
afterEach(async () => {
  await relay.dispose()
})

const updates = (client: FrameClient): { step2: boolean; bytes: number }[] =>
  client.frames('update').map(({ step2, update }) => ({ step2, bytes: update.byteLength }))

test('R4: a newcomer hears the log as updates, and one empty step2 last', async () => {
  const ada = await FrameClient.join(relay, 'log')
  for (const word of ['one ', 'two ', 'three ']) ada.type(word)
  await ada.allSaved()
  const ben = await FrameClient.join(relay, 'log')
  expect(ben.text).toBe('one two three ')
  expect(updates(ben).map(({ step2 }) => step2)).toEqual([false, false, false, true])
  expect(updates(ben).at(-1)?.bytes).toBe(2)
  await until('the head behind it', () => ben.frames('head').at(-1)?.seq === 3)
})

test('R4: a stock provider that reports synced has the whole text', async () => {
  const ada = await FrameClient.join(relay, 'synced')
  for (let n = 0; n < 3_000; n++) ada.type(`${n} `)
  await ada.allSaved()
  const ben = new StockClient(relay, 'synced')
  const textWhenSynced = new Promise<string>((resolve) =>
    ben.provider.on('sync', (synced) => synced && resolve(ben.text)),
  )
  expect(await textWhenSynced).toBe(ada.text)
  ben.leave()
})

/** A typist types so much while somebody joins, and no faster than it is saved: else a slow machine gets more than it can take. */
const BURSTS = 100
const BURST = 20

test('R4: somebody who joins while others type misses nothing and hears nothing early', async () => {
  const ada = await FrameClient.join(relay, 'busy')
  const joiners: FrameClient[] = []
  for (let n = 0; n < 8; n++) {
    let joined = false
    const joining = FrameClient.join(relay, 'busy').finally(() => (joined = true))
    for (let burst = 0; burst < BURSTS && !joined; burst++) {
      for (let letter = 0; letter < BURST; letter++) ada.type('x')
      await until('the burst before to be saved', () => ada.saved >= ada.sent - BURST)
    }
    joiners.push(await joining)
  }
  await ada.allSaved()
  for (const joiner of joiners) {
    await until('a joiner to have it all', () => joiner.text === ada.text)
    const heads = joiner.frames('head').map(({ seq }) => seq)
    expect(heads).toEqual(heads.toSorted((a, b) => a - b))
    // What comes too early waits for what it hangs on.
    const inOrder = new Y.Doc()
    const early = joiner.frames('update').filter(({ update }) => {
      Y.applyUpdate(inOrder, update)
      return inOrder.store.pendingStructs !== null
    })
    expect(early).toEqual([])
  }
})

test('R4: somebody who lacks only deletes hears only those', async () => {
  const ada = await FrameClient.join(relay, 'deletes')
  ada.type('a long enough text to tell the difference '.repeat(50))
  await ada.allSaved()
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ada.doc))
  ada.doc.getText('text').delete(0, 5)
  await ada.allSaved()
  const ben = await FrameClient.join(relay, 'deletes', { doc: copy })
  expect(ben.text).toBe(ada.text)
  expect(updates(ben)).toEqual([{ step2: true, bytes: expect.any(Number) as number }])
  expect(updates(ben)[0]!.bytes).toBeLessThan(20)
})

test('R4: a stale copy hears a diff, made in a worker, not the whole', async () => {
  const ada = await FrameClient.join(relay, 'stale')
  ada.type('a long enough text to tell the difference '.repeat(50))
  await ada.allSaved()
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ada.doc))
  ada.type('and a little more')
  await ada.allSaved()
  const ben = await FrameClient.join(relay, 'stale', { doc: copy })
  expect(ben.text).toBe(ada.text)
  expect(updates(ben).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(100)
})

test('F6: a client that names its cursor hears only the log behind it', async () => {
  const ada = await FrameClient.join(relay, 'cursor')
  for (let n = 0; n < 20; n++) ada.type(`${n} `)
  await ada.allSaved()
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ada.doc))
  ada.type('news')
  await ada.allSaved()
  const ben = new FrameClient(relay, 'cursor', { doc: copy, mute: true })
  const { epoch } = (await until('hello', () => ben.frames('hello')[0])).hello
  ben.send(write.cursor(epoch, 20))
  ben.send(write.step1(Y.encodeStateVector(copy)))
  await until('the news', () => ben.text === ada.text)
  expect(updates(ben).map(({ step2 }) => step2)).toEqual([false, true])
})

test('R5: a long log is folded into a snapshot, and newcomers, stale copies and a restart see the same text', async () => {
  const ada = await FrameClient.join(relay, 'folded')
  const copy = new Y.Doc()
  for (let n = 0; n < 4_000; n++) {
    ada.type(`${n} `, Math.floor(ada.text.length / 2))
    if (n % 7 === 0) ada.doc.getText('text').delete(0, 1)
    if (n === 2_000) Y.applyUpdate(copy, Y.encodeStateAsUpdate(ada.doc))
    if (n % 200 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await ada.allSaved()
  await until(
    'the relay to have folded twice',
    () => relay.log.filter(({ msg }) => msg === 'compacted').length >= 2 || poke(ada),
  )
  await ada.allSaved()
  const newcomer = await FrameClient.join(relay, 'folded')
  expect(newcomer.text).toBe(ada.text)
  const stale = await FrameClient.join(relay, 'folded', { doc: copy })
  expect(stale.text).toBe(ada.text)
  await relay.kill()
  await relay.start()
  const later = await StockClient.join(relay, 'folded')
  expect(later.text).toBe(ada.text)
  later.leave()
})

/** Another letter, which makes the relay look at the tail again. */
function poke(client: FrameClient): false {
  for (let n = 0; n < 50; n++) client.type('.')
  return false
}

test('R4: who lacks nothing of the snapshot hears the log behind it and the deletes, and nothing is folded', async () => {
  const ada = await FrameClient.join(relay, 'short-tail')
  for (let n = 0; n < 1_500; n++) ada.type(`${n} `)
  await until('the relay to have folded', () => relay.log.some(({ msg }) => msg === 'compacted'))
  await ada.allSaved()
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ada.doc))
  for (let n = 0; n < 20; n++) ada.type('more ')
  ada.doc.getText('text').delete(0, 9)
  await ada.allSaved()
  for (const restarted of [false, true]) {
    if (restarted) {
      await relay.kill()
      await relay.start()
    }
    const stale = new Y.Doc()
    Y.applyUpdate(stale, Y.encodeStateAsUpdate(copy))
    const ben = await FrameClient.join(relay, 'short-tail', { doc: stale })
    expect(ben.text).toBe(ada.text)
    // By the log, as it was written, and the deletes last.
    const heard = updates(ben)
    expect(heard.slice(-22).map(({ step2 }) => step2)).toEqual([...Array.from({ length: 21 }, () => false), true])
    ben.leave()
  }
})
