// One cheap client must not cost the others their relay: frames that are small to send and dear to handle.
import { readFileSync } from 'node:fs'
import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Epoch } from '../../contracts/ids.ts'
import { write } from '../../contracts/wire.ts'
import { FrameClient } from '../support/frame-client.ts'
import { cpuMsOf } from '../support/processes.ts'
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

/** An update that deletes every second clock of one client: `count` ranges that touch nowhere. */
const scatteredDeletes = (count: number): Uint8Array =>
  encoding.encode((to) => {
    for (const number of [0, 1, 77, count]) encoding.writeVarUint(to, number)
    for (let at = 0; at < count; at++) {
      encoding.writeVarUint(to, at * 2)
      encoding.writeVarUint(to, 1)
    }
  })

/** `count` structs of one letter each of one client, with no text in them. With `holes`, every second one is left out. */
const tinyStructs = (count: number, holes = false): Uint8Array =>
  encoding.encode((to) => {
    for (const number of [1, count, 78, 0]) encoding.writeVarUint(to, number)
    for (let at = 0; at < count; at++) {
      // 0 is a struct of which only its length is left, 10 one that only stands for a hole.
      encoding.writeUint8(to, holes && at % 2 === 0 ? 10 : 0)
      encoding.writeVarUint(to, 1)
    }
    encoding.writeVarUint(to, 0)
  })

/** A person's week without the relay, in one update: each letter after the one before, none of them melted together. */
const letters = (count: number): Uint8Array =>
  encoding.encode((to) => {
    for (const number of [1, count, 79, 0]) encoding.writeVarUint(to, number)
    for (let at = 0; at < count; at++) {
      // A string: the first in the root type `text`, each other with the letter before it as its origin.
      encoding.writeUint8(to, at === 0 ? 4 : 0x84)
      if (at === 0) {
        encoding.writeVarUint(to, 1)
        encoding.writeVarString(to, 'text')
      } else {
        encoding.writeVarUint(to, 79)
        encoding.writeVarUint(to, at - 1)
      }
      encoding.writeVarString(to, 'x')
    }
    encoding.writeVarUint(to, 0)
  })

const refusals = (client: FrameClient): string[] => client.frames('refused').map(({ reason }) => reason)

/** What the relay works for it, in ms: for so long others wait at most. By the processor's time, of which other programs take nothing. */
async function costOf(work: () => Promise<unknown>): Promise<number> {
  const before = cpuMsOf(relay.pid)
  await work()
  return cpuMsOf(relay.pid) - before
}

test('an update of 100,000 scattered ranges is taken in linear time', { timeout: 60_000 }, async () => {
  const mallory = await FrameClient.join(relay, 'scattered')
  const timed = async (count: number): Promise<number> => {
    const update = scatteredDeletes(count)
    return await costOf(async () => {
      mallory.sendUpdate(update)
      await mallory.allSaved()
    })
  }
  const small = await timed(10_000)
  const large = await timed(100_000)
  console.info(`10,000 ranges took ${small} ms and 100,000 took ${large} ms`)
  // Quadratic would be a hundred times as much.
  expect(large).toBeLessThan(30 * Math.max(small, 10))
})

test('an update of more ranges than any person makes is refused as too large', { timeout: 60_000 }, async () => {
  const mallory = await FrameClient.join(relay, 'too-many')
  mallory.sendUpdate(scatteredDeletes(200_001))
  await mallory.allSaved()
  // It is large by its parts, and no limit in bytes would say so.
  expect(mallory.frames('refused')).toEqual([{ kind: 'refused', nth: expect.any(Number), reason: 'too-large' }])
})

test('R3: an update of more structs than any person makes is refused, however few bytes and ranges they are', async () => {
  const mallory = await FrameClient.join(relay, 'too-many-structs')
  mallory.sendUpdate(tinyStructs(1_000_001))
  await mallory.allSaved()
  expect(refusals(mallory)).toEqual(['too-large'])
})

test('R3: a session of 260,000 edits without the relay may be sent in one update', async () => {
  const ada = await FrameClient.join(relay, 'offline-for-long')
  ada.sendUpdate(letters(260_000))
  await ada.allSaved()
  expect(refusals(ada)).toEqual([])
})

test('R4: a state vector of 100,000 clients is answered with what it lacks, in linear time', async () => {
  const ada = await FrameClient.join(relay, 'known-by-many')
  ada.type('what it lacks')
  await ada.allSaved()
  const timed = async (clients: number): Promise<number> => {
    const mallory = new FrameClient(relay, 'known-by-many', { mute: true })
    await until('the relay to speak', () => mallory.heard.length > 0)
    const vector = encoding.encode((to) => {
      encoding.writeVarUint(to, clients)
      for (let client = 0; client < clients; client++)
        for (const number of [2 ** 40 + client, 5]) encoding.writeVarUint(to, number)
    })
    const cost = await costOf(async () => {
      mallory.send(write.step1(vector))
      await until('the answer', () => mallory.frames('update').some(({ step2 }) => step2))
    })
    expect(mallory.text).toBe(ada.text)
    mallory.leave()
    return cost
  }
  const small = await timed(10_000)
  const large = await timed(100_000)
  console.info(`10,000 clients took ${small} ms and 100,000 took ${large} ms`)
  expect(large).toBeLessThan(30 * Math.max(small, 10))
  ada.leave()
})

test('R4: a state vector of more clients than any document has is not read, however often it comes', async () => {
  const vectorOf = (clients: number): Uint8Array =>
    encoding.encode((to) => {
      encoding.writeVarUint(to, clients)
      for (let client = 0; client < clients; client++)
        for (const number of [client, 1]) encoding.writeVarUint(to, number)
    })
  const most = await FrameClient.join(relay, 'counted')
  most.send(write.step1(vectorOf(200_000)))
  await until('the answer', () => most.frames('update').filter(({ step2 }) => step2).length === 2)
  most.leave()
  const more = await FrameClient.join(relay, 'counted')
  more.send(write.step1(vectorOf(200_001)))
  expect(await more.closed()).toBe(4400)
  // Two million of them, 8 MB: they took 4 s of everybody's time.
  const bytes = write.step1(vectorOf(2_000_000))
  const mallory = await FrameClient.join(relay, 'counted')
  const cost = await costOf(async () => {
    mallory.send(bytes)
    await mallory.closed()
  })
  console.info(`not to read it took ${cost} ms`)
  expect(cost).toBeLessThan(500)
})

test('L2: who sends many small parts is read later, and the others meanwhile', async () => {
  const mallory = await FrameClient.join(relay, 'many-parts')
  // 0.4 MB each, within the rate of bytes all together; to read them takes seconds.
  for (let times = 0; times < 6; times++) mallory.sendUpdate(tinyStructs(200_000))
  const begun = performance.now()
  await mallory.allSaved()
  expect(performance.now() - begun).toBeGreaterThan(2_000)
  expect(mallory.frames('refused')).toEqual([])
  mallory.leave()
})

test('R3: one update cannot leave a document with more holes than it may have', async () => {
  const refusedAbove = async (holes: number): Promise<string[]> => {
    const mallory = await FrameClient.join(relay, `holes-${holes}`)
    mallory.sendUpdate(tinyStructs(2 * holes, true))
    await mallory.allSaved()
    return refusals(mallory)
  }
  expect(await refusedAbove(1_000)).toEqual([])
  expect(await refusedAbove(1_001)).toEqual(['gap'])
})

test('F5: where nothing more may wait, a stock client that types before it has compared comes back, and loses nothing', async () => {
  const document = 'full-of-holes'
  const ada = await FrameClient.join(relay, document)
  const mallory = await FrameClient.join(relay, document)
  mallory.sendUpdate(tinyStructs(2_000, true))
  await mallory.allSaved()
  const ben = await StockClient.join(relay, document)
  ben.type('one;')
  await until('Ada to see it', () => ada.text === 'one;')
  ben.goAway()
  ben.type('two;')
  const closed: (number | undefined)[] = []
  ben.provider.on('connection-close', (event) => closed.push(event?.code))
  ben.provider.on('status', ({ status }) => {
    if (status === 'connected' && closed.length === 0) ben.type('three;')
  })
  ben.comeBack()
  await until('Ada to see all of it', () => ada.text === 'one;two;three;')
  expect(closed).toEqual([4500])
  for (const client of [ada, ben, mallory]) client.leave()
})

test('F5: a stock client whose own copy has a hole that nothing fills is told, and does not come back for ever', async () => {
  const document = 'hole-of-ones-own'
  const mallory = await FrameClient.join(relay, document)
  mallory.sendUpdate(tinyStructs(2_000, true))
  await mallory.allSaved()
  const elsewhere = new Y.Doc()
  elsewhere.getText('text').insert(0, 'x')
  const without = Y.encodeStateVector(elsewhere)
  elsewhere.getText('text').insert(1, 'y')
  const ben = new StockClient(relay, document)
  Y.applyUpdate(ben.provider.doc, Y.encodeStateAsUpdate(elsewhere, without))
  const closed: (number | undefined)[] = []
  ben.provider.on('connection-close', (event) => closed.push(event?.code))
  await until('it to be told', () => closed.length > 0)
  expect(closed[0]).toBe(4400)
  for (const client of [ben, mallory]) client.leave()
})

test(
  "F6: a cursor of an epoch that is not the document's is not kept, however long its name",
  { timeout: 60_000 },
  async () => {
    const memory = (): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${relay.pid}/status`, 'utf8'))![1])
    const before = memory()
    const sessions: FrameClient[] = []
    // All of them stay, and 320 MB would with them.
    for (let n = 0; n < 40; n++) {
      const mallory = await FrameClient.join(relay, 'named-at-length')
      sessions.push(mallory)
      mallory.send(write.cursor('e'.repeat(8_000_000) as Epoch, 1))
      mallory.send(write.ping(n))
      await until('the answer', () => mallory.frames('pong').length > 0)
    }
    const grown = (memory() - before) / 1_024
    console.info(`the relay grew by ${grown.toFixed(0)} MB`)
    expect(grown).toBeLessThan(160)
    for (const mallory of sessions) mallory.leave()
  },
)

test('R6: a peer that asks and never reads is not answered beyond its outbox', { timeout: 60_000 }, async () => {
  const talker = await StockClient.join(relay, 'asked')
  talker.provider.awareness.setLocalState({ user: { name: 'x'.repeat(60_000) } })
  const mallory = await FrameClient.join(relay, 'asked')
  await until('the talker to be heard of', () =>
    mallory.frames('awareness').some(({ update }) => update.length > 60_000),
  )
  const memory = (): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${relay.pid}/status`, 'utf8'))![1])
  const before = memory()
  mallory.socket.pause()
  // Each question is one byte, each answer 60 KB: 1.8 GB if all were given.
  for (let n = 0; n < 30_000; n++) mallory.send(write.queryAwareness())
  const witness = await StockClient.join(relay, 'elsewhere')
  witness.type('still served')
  await until(
    'the relay to have seen them',
    () => mallory.socket.bufferedAmount === 0 || memory() - before > 300_000,
    5_000,
  ).catch(() => undefined)
  expect(memory() - before).toBeLessThan(200_000)
  for (const one of [talker, witness]) one.leave()
})
