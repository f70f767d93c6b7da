// After a refusal (protocol F4, F5): what hangs on the refused edit is refused too, until the two sides have compared again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { write } from '../../contracts/wire.ts'
import { FrameClient } from '../support/frame-client.ts'
import { updateOf } from '../support/hostile-bytes.ts'
import { RawPeer } from '../support/raw-peer.ts'
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

test('F5: after a refused update everything is diverged until a new step 1 and step 2; then saved counts on', async () => {
  const ada = await FrameClient.join(relay, 'diverged')
  const ben = await StockClient.join(relay, 'diverged')
  ada.type('one;')
  await ada.allSaved()
  ada.sendUpdate(new Uint8Array([9, 9, 9]))
  const refusedAt = ada.sent
  ada.type('two;')
  ada.type('three;')
  await ada.allSaved()
  expect(ada.frames('refused')).toEqual([
    { kind: 'refused', nth: refusedAt, reason: 'malformed' },
    { kind: 'refused', nth: refusedAt + 1, reason: 'diverged' },
    { kind: 'refused', nth: refusedAt + 2, reason: 'diverged' },
  ])
  expect(ben.text).toBe('one;')
  const before = ada.sent
  ada.send(write.step1(Y.encodeStateVector(ada.doc)))
  await until('her step 2 to be asked for', () => ada.sent > before)
  await ada.allSaved()
  await ben.sees('one;two;three;')
  ada.type('four;')
  await ada.allSaved()
  await ben.sees('one;two;three;four;')
  expect(ada.frames('refused')).toHaveLength(3)
  expect(ada.saved).toBe(ada.sent)
  ada.leave()
  ben.leave()
})

test.each([
  ['nothing', '/sync/'],
  ['5,000 characters', `/sync/${'x'.repeat(5_000)}`],
  ['65 characters', `/sync/${'x'.repeat(65)}`],
  ['two dots', '/sync/..'],
  ['a way out', '/sync/../../etc/passwd'],
  ['NUL', '/sync/%00'],
  ['an emoji', '/sync/%F0%9F%99%82'],
  ['an escaped letter', '/sync/%61'],
  ['a sub-path nobody serves', '/sync/fine/garbage'],
  ['a sub-path below the comments', '/sync/fine/comments/more'],
  ['a slash behind it', '/sync/fine/'],
  ['a space', '/sync/%20'],
])('A1: a document id of %s is closed with 4404, and makes no document', async (_, target) => {
  const peer = await RawPeer.upgrade(relay, target)
  await until('a close frame', () => peer.closeCode)
  expect([peer.status, peer.closeCode]).toEqual([101, 4404])
  peer.leave()
})

test('F5: an update between the new step 1 and its step 2 is still diverged', async () => {
  const mallory = new FrameClient(relay, 'between', { mute: true })
  await until('the relay to speak', () => mallory.heard.length > 0)
  mallory.sendUpdate(new Uint8Array([9, 9, 9]))
  mallory.send(write.step1(new Uint8Array([0])))
  mallory.sendUpdate(updateOf('too early'))
  mallory.sendUpdate(updateOf('in time'), true)
  await mallory.allSaved()
  expect(mallory.frames('refused').map(({ nth, reason }) => [nth, reason])).toEqual([
    [1, 'malformed'],
    [2, 'diverged'],
  ])
  const ben = await StockClient.join(relay, 'between')
  expect(ben.text).toBe('in time')
  mallory.leave()
  ben.leave()
})

test('A1: a raw emoji or a raw NUL in the address is no HTTP, or no document', async () => {
  for (const target of ['/sync/🙂', '/sync/a\0b']) {
    const peer = await RawPeer.upgrade(relay, target)
    if (peer.status === 101) await until('a close frame', () => peer.closeCode === 4404)
    else expect(peer.status).toBe(400)
    peer.leave()
  }
  const ada = await FrameClient.join(relay, 'works-on')
  ada.type('x')
  await ada.allSaved()
  ada.leave()
})
