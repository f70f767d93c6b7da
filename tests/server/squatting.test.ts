// R3: structs that hang on something which never comes are no possession. Whoever sends them, under whatever client id,
// takes nobody's clocks with them, and what they wait for is asked for.
import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { write } from '../../contracts/wire.ts'
import { FrameClient } from '../support/frame-client.ts'
import { hangingOn } from '../support/hostile-bytes.ts'
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

/** Ada has typed this, and it is saved. */
async function ada(document: string): Promise<FrameClient> {
  const client = await FrameClient.join(relay, document)
  client.type('hello ')
  await client.allSaved()
  return client
}

/** Connected, and says nothing of its own accord. */
async function mallory(document: string): Promise<FrameClient> {
  const client = new FrameClient(relay, document, { mute: true })
  await until('the relay to speak', () => client.heard.some(({ kind }) => kind === 'step1'))
  return client
}

const claimed = (client: FrameClient): Map<number, number> =>
  Y.decodeStateVector(client.frames('step1').at(-1)!.stateVector)

/** What a newcomer sees, and one after a kill of the relay. */
async function seenBy(document: string): Promise<string[]> {
  const seen: string[] = []
  for (const restart of [false, true]) {
    if (restart) {
      await relay.kill()
      await relay.start()
    }
    const ben = await StockClient.join(relay, document)
    seen.push(ben.text)
    ben.leave()
  }
  return seen
}

const WORDS = 'world, this is my chapter'

test('R1, R3: what hangs on a client that never comes takes no clocks: its owner types on and loses nothing', async () => {
  const document = 'squatted'
  const writer = await ada(document)
  const intruder = await mallory(document)
  intruder.sendUpdate(hangingOn(writer.doc.clientID, 6, { origin: [999, 0] }, 'z'.repeat(1_000)))
  await intruder.allSaved()
  await until('a question for what is missing', () => intruder.frames('step1').length > 1)
  expect(claimed(intruder).get(writer.doc.clientID)).toBe(6)
  writer.type(WORDS)
  await writer.allSaved()
  expect(await seenBy(document)).toEqual([`hello ${WORDS}`, `hello ${WORDS}`])
  for (const client of [writer, intruder]) client.leave()
})

test('R1, R3: nor does what hangs on such a struct, or on one above a hole, by its right side or by its parent', async () => {
  const document = 'squatted-by-detours'
  const writer = await ada(document)
  const { clientID } = writer.doc
  const intruder = await mallory(document)
  // 888 waits for 999; 777 has a hole before it.
  intruder.sendUpdate(hangingOn(888, 0, { origin: [999, 0] }, 'abc'))
  intruder.sendUpdate(hangingOn(777, 5, {}, 'abc'))
  intruder.sendUpdate(hangingOn(clientID, 6, { origin: [888, 1] }, 'z'.repeat(10)))
  intruder.sendUpdate(hangingOn(clientID, 6, { origin: [777, 6] }, 'z'.repeat(20)))
  intruder.sendUpdate(hangingOn(clientID, 6, { right: [999, 3] }, 'z'.repeat(30)))
  intruder.sendUpdate(hangingOn(clientID, 6, { parent: [999, 4] }, 'z'.repeat(40)))
  await intruder.allSaved()
  expect(intruder.frames('refused')).toEqual([])
  writer.type(WORDS)
  await writer.allSaved()
  expect(await seenBy(document)).toEqual([`hello ${WORDS}`, `hello ${WORDS}`])
  for (const client of [writer, intruder]) client.leave()
})

test('R3: the same that waits is stored once, however often it comes', async () => {
  const document = 'waiting'
  const intruder = await mallory(document)
  const waiting = hangingOn(888, 0, { origin: [999, 0] }, 'abc')
  for (let times = 0; times < 5; times++) intruder.sendUpdate(waiting)
  await intruder.allSaved()
  const ben = await FrameClient.join(relay, document)
  expect(ben.frames('head').at(-1)?.seq).toBe(1)
  for (const client of [ben, intruder]) client.leave()
})

test('R3: no more than 20,000 structs wait in a document, also when each follows what waits already', async () => {
  const document = 'heap'
  const intruder = await mallory(document)
  // Each hangs on a letter that never comes.
  const letters = (from: number, count: number): Uint8Array =>
    encoding.encode((to) => {
      for (const number of [1, count, 888, from]) encoding.writeVarUint(to, number)
      for (let n = 0; n < count; n++) {
        encoding.writeUint8(to, 0x84)
        for (const number of [999, 0]) encoding.writeVarUint(to, number)
        encoding.writeVarString(to, 'x')
      }
      encoding.writeVarUint(to, 0)
    })
  intruder.sendUpdate(letters(0, 19_999))
  intruder.sendUpdate(letters(19_999, 1))
  await intruder.allSaved()
  expect(intruder.frames('refused')).toEqual([])
  intruder.sendUpdate(letters(20_000, 1))
  await until('a refusal', () => intruder.frames('refused').length > 0)
  expect(intruder.frames('refused')[0]!.reason).toBe('gap')
  // They keep nobody out.
  const writer = await ada(document)
  expect(await seenBy(document)).toEqual(['hello ', 'hello '])
  for (const client of [writer, intruder]) client.leave()
})

test('R3: what waited is there, and claimed, when what it waited for has come', async () => {
  const document = 'late'
  const [one, two] = [new Y.Doc(), new Y.Doc()]
  one.getText('text').insert(0, 'first ')
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one))
  const before = Y.encodeStateVector(two)
  two.getText('text').insert(6, 'second')
  const sender = await mallory(document)
  sender.sendUpdate(Y.encodeStateAsUpdate(two, before))
  await until('a question for what is missing', () => sender.frames('step1').length > 1)
  expect(claimed(sender).size).toBe(0)
  sender.sendUpdate(Y.encodeStateAsUpdate(one))
  await sender.allSaved()
  const ben = await FrameClient.join(relay, document)
  expect(ben.text).toBe('first second')
  expect(claimed(ben)).toEqual(Y.decodeStateVector(Y.encodeStateVector(two)))
  for (const client of [ben, sender]) client.leave()
})

test('R3: a client that holds what waits gives it in its step2, and is asked no second time', async () => {
  const document = 'passed-on'
  const sender = await mallory(document)
  sender.sendUpdate(hangingOn(888, 0, { origin: [999, 0] }, 'abc'))
  await sender.allSaved()
  const ben = await FrameClient.join(relay, document)
  expect(ben.doc.store.pendingStructs).not.toBeNull()
  ben.type('all is well')
  await ben.allSaved()
  expect(ben.frames('step1').length).toBe(1)
  ben.leave()
  const again = await FrameClient.join(relay, document, { doc: ben.doc })
  await again.allSaved()
  expect(again.frames('step1').length).toBe(1)
  expect(again.frames('refused')).toEqual([])
  again.send(write.ping(1))
  await until('the answer', () => again.frames('pong').length > 0)
  for (const client of [again, sender]) client.leave()
})
