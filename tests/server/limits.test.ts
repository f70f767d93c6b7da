// L1-L5: what one client may take of a relay, and how it hears that it may not have more. Rates have a file of their own.
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { write } from '../../contracts/wire.ts'
import { readConfig } from '../../server/config.ts'
import { FrameClient } from '../support/frame-client.ts'
import { updateOf } from '../support/hostile-bytes.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

const FULL_BYTES = 20_000

let relay: TestRelay
afterEach(async () => {
  await relay.dispose()
})

const startWith = async (env: Readonly<Record<string, string>>): Promise<void> => {
  relay = await TestRelay.start({ env })
}
const refusals = (client: FrameClient): string[] => client.frames('refused').map(({ reason }) => reason)
/** What somebody who comes now is given. */
async function textOf(document: string): Promise<string> {
  const reader = await FrameClient.join(relay, document)
  reader.leave()
  return reader.text
}

test('L4: what would make a document larger than it may be is refused as quota, and what it had is kept', async () => {
  await startWith({ LIGATURE_MAX_DOCUMENT_BYTES: String(FULL_BYTES) })
  const ada = await FrameClient.join(relay, 'book')
  ada.type('x'.repeat(FULL_BYTES - 1_000))
  await ada.allSaved()
  expect(refusals(ada)).toEqual([])
  ada.type('y'.repeat(2_000))
  await ada.allSaved()
  expect(ada.frames('refused')).toEqual([{ kind: 'refused', nth: 3, reason: 'quota', limitBytes: FULL_BYTES }])
  expect(await textOf('book')).toBe('x'.repeat(FULL_BYTES - 1_000))
  // There is room for a little, and in other documents for more.
  const ben = await FrameClient.join(relay, 'book')
  ben.type('z'.repeat(100))
  const carla = await FrameClient.join(relay, 'another-book')
  carla.type('y'.repeat(2_000))
  for (const client of [ben, carla]) await client.allSaved()
  expect([...refusals(ben), ...refusals(carla)]).toEqual([])
  for (const client of [ada, ben, carla]) client.leave()
})

test('L4: a stock client, which cannot hear a refusal, is closed with 4413 and told that the document is full', async () => {
  await startWith({ LIGATURE_MAX_DOCUMENT_BYTES: String(FULL_BYTES) })
  const ada = await FrameClient.join(relay, 'book', { stock: true })
  ada.type('x'.repeat(FULL_BYTES))
  expect(await ada.closed()).toBe(4413)
  expect(ada.closeReason).toBe('the document is full: this relay keeps at most 20000 bytes of it')
  expect(await textOf('book')).toBe('')
})

test('L4: what has not reached the disk counts too: many edits in one moment do not slip past', async () => {
  await startWith({ LIGATURE_MAX_DOCUMENT_BYTES: String(FULL_BYTES) })
  const ada = await FrameClient.join(relay, 'book')
  for (let n = 0; n < 100; n++) ada.type('x'.repeat(1_000))
  await ada.allSaved()
  expect(refusals(ada)[0]).toBe('quota')
  const { length } = await textOf('book')
  expect(length).toBeGreaterThan(FULL_BYTES / 2)
  expect(length).toBeLessThanOrEqual(FULL_BYTES)
  ada.leave()
})

test('L4: from a full document one may delete, and that makes room', async () => {
  await startWith({ LIGATURE_MAX_DOCUMENT_BYTES: String(FULL_BYTES) })
  const ada = await FrameClient.join(relay, 'book')
  ada.type('x'.repeat(FULL_BYTES - 30))
  await ada.allSaved()
  const ben = await FrameClient.join(relay, 'book')
  ben.type('no room for these many words')
  await ben.allSaved()
  expect(refusals(ben)).toEqual(['quota'])
  for (let n = 0; n < 10; n++) ada.doc.getText('text').delete(0, 1_000)
  await ada.allSaved()
  expect(refusals(ada)).toEqual([])
  // Somebody's words that do not fit yet have the document folded; then there is room.
  await until('words to fit', async () => {
    const carla = await FrameClient.join(relay, 'book')
    carla.type('room for all these words now')
    await carla.allSaved()
    carla.leave()
    return refusals(carla).length === 0
  })
  expect(await textOf('book')).toMatch(/^x{9970}room for all these words now$/)
  for (const client of [ada, ben]) client.leave()
})

test('L4: whoever was refused and then deletes makes room with one step2 that has both', async () => {
  await startWith({ LIGATURE_MAX_DOCUMENT_BYTES: String(FULL_BYTES) })
  const ada = await FrameClient.join(relay, 'book')
  ada.type('x'.repeat(FULL_BYTES - 30))
  await ada.allSaved()
  ada.type('no room for these many words')
  await ada.allSaved()
  expect(refusals(ada)).toEqual(['quota'])
  ada.doc.getText('text').delete(0, FULL_BYTES - 1_000)
  await ada.allSaved()
  expect(refusals(ada).slice(1)).toEqual(['diverged'])
  ada.send(write.step1(Y.encodeStateVector(ada.doc)))
  await until('the words to be there', async () => (await textOf('book')) === ada.text)
  expect(ada.text).toMatch(/^x{970}no room for these many words$/)
  expect(refusals(ada)).toEqual(['quota', 'diverged'])
  ada.leave()
})

test('L5: an address that has its sessions is turned away in words, opens nothing, and comes in when one has left', async () => {
  await startWith({ LIGATURE_MAX_SESSIONS_PER_ADDRESS: '2' })
  const ada = await FrameClient.join(relay, 'one')
  const ben = await FrameClient.join(relay, 'two', { stock: true })
  for (const stock of [true, false]) {
    const carla = await FrameClient.join(relay, 'three', { stock })
    expect({ code: carla.closeCode, reason: carla.closeReason, heard: carla.heard }).toEqual({
      code: 4530,
      reason: 'too many connections come from this network address',
      heard: [],
    })
  }
  expect((await new RestClient(relay).read('three')).status).toBe(404)
  expect(relay.log.filter(({ msg }) => msg.startsWith('an address has all'))).toMatchObject([
    { level: 'warn', from: '127.0.0.1', path: '/sync/three', request: expect.stringMatching(/^[\w-]{8}$/) },
    {},
  ])
  ben.breakOff()
  await until('a place to be free', async () => {
    const carla = await FrameClient.join(relay, 'three')
    carla.leave()
    return carla.closeCode === undefined
  })
  expect(ada.closeCode).toBeUndefined()
  ada.leave()
})

/** Joins a document as somebody for whom the proxy wrote this; answers the close code, if any. */
async function joinFrom(forwarded: string, document: string): Promise<number | undefined> {
  return (await FrameClient.join(relay, document, { headers: { 'X-Forwarded-For': forwarded } })).closeCode
}

test('L5: behind a trusted proxy the address is the one that the proxy wrote last, and a /64 network is one', async () => {
  await startWith({ LIGATURE_MAX_SESSIONS_PER_ADDRESS: '1', LIGATURE_TRUST_PROXY: '1' })
  for (const [forwarded, code] of [
    ['203.0.113.5', undefined],
    ['198.51.100.7, 203.0.113.5', 4530],
    ['203.0.113.5, 198.51.100.7', undefined],
    ['::ffff:198.51.100.7', 4530],
    ['2001:db8:1:2::1', undefined],
    ['2001:0DB8:1:2:ffff::9', 4530],
    ['2001:db8:1:3::1', undefined],
    ['::1', undefined],
    ['::2', 4530],
    // Nothing that could be an address: it is the proxy's own.
    ['unknown', undefined],
    ['somebody', 4530],
  ] as const)
    expect({ forwarded, code: await joinFrom(forwarded, 'proxied') }).toEqual({ forwarded, code })
})

test('L5: what a client says of its address is not believed unless a proxy is trusted', async () => {
  await startWith({ LIGATURE_MAX_SESSIONS_PER_ADDRESS: '1' })
  expect(await joinFrom('203.0.113.5', 'direct')).toBeUndefined()
  expect(await joinFrom('203.0.113.6', 'direct')).toBe(4530)
})

test('L3: a connection that says nothing in time is closed with 4508, one that has spoken is not', async () => {
  await startWith({ LIGATURE_FIRST_FRAME_SECONDS: '1' })
  const ada = await FrameClient.join(relay, 'talk')
  const silent = new FrameClient(relay, 'talk', { mute: true })
  const begun = performance.now()
  expect(await silent.closed()).toBe(4508)
  expect(performance.now() - begun).toBeGreaterThan(1_000)
  expect(silent.closeReason).toBe('nothing was heard from the client in time')
  expect(ada.closeCode).toBeUndefined()
  ada.type('still here')
  await ada.allSaved()
  ada.leave()
})

test('0 means no limit', async () => {
  await startWith({
    LIGATURE_MAX_DOCUMENT_BYTES: '0',
    LIGATURE_MAX_SESSIONS_PER_ADDRESS: '0',
    LIGATURE_RATE_FRAMES: '0',
    LIGATURE_RATE_BYTES: '0',
    LIGATURE_FIRST_FRAME_SECONDS: '0',
  })
  const ada = await FrameClient.join(relay, 'free')
  for (let n = 0; n < 200; n++) ada.sendUpdate(updateOf('words '.repeat(100)))
  await ada.allSaved()
  // Her step2 is the first.
  expect({ refusals: refusals(ada), saved: ada.saved }).toEqual({ refusals: [], saved: 201 })
  ada.leave()
})

test('a limit that is no number is refused with the others', () => {
  const wrong = {
    LIGATURE_MAX_DOCUMENT_BYTES: '1 GB',
    LIGATURE_MAX_SESSIONS_PER_ADDRESS: '-1',
    LIGATURE_RATE_FRAMES: '0.5',
    LIGATURE_RATE_BYTES: 'fast',
    LIGATURE_FIRST_FRAME_SECONDS: '61',
    LIGATURE_TRUST_PROXY: 'yes',
    LIGATURE_DRAIN_SECONDS: '301',
  }
  for (const [name, value] of Object.entries(wrong))
    expect(() => readConfig(wrong)).toThrow(`${name} is "${value}"; it takes`)
})
