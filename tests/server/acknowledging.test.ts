// R1, R2, R3, R7: when `saved` may be said, and what happens while the store cannot answer. The store is held up for real:
// the test opens the relay's database and keeps a write transaction on it.
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { databaseOf } from '../support/data-folder.ts'
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

/** Nobody can commit until the returned function is called. */
function holdTheStore(): () => void {
  const other = databaseOf(relay.data)
  other.exec('BEGIN IMMEDIATE')
  return () => {
    other.exec('COMMIT')
    other.close()
  }
}

/** Looks again and again for so long; fails as soon as `same` throws. */
async function staysTrue(forMs: number, same: () => void): Promise<void> {
  const end = performance.now() + forMs
  await until('the time to pass', () => {
    same()
    return performance.now() > end
  })
}

test('R1, R2: with the store paused for 2 s nothing is called saved and nothing is delivered', async () => {
  const ada = await FrameClient.join(relay, 'paused')
  const ben = await FrameClient.join(relay, 'paused')
  for (const each of [ada, ben]) await each.allSaved()
  const before = { saved: ada.saved, heard: ben.heard.length }
  const letGo = holdTheStore()
  ada.type('unsaved')
  await staysTrue(2_000, () => expect({ saved: ada.saved, heard: ben.heard.length }).toEqual(before))
  letGo()
  await ada.allSaved()
  await until('the other to hear it', () => ben.text === 'unsaved')
})

test('R3: what is known only from the queue is not called saved before the queue is on disk', async () => {
  const ada = await FrameClient.join(relay, 'twice')
  const ben = await FrameClient.join(relay, 'twice')
  await ada.allSaved()
  await ben.allSaved()
  const before = ben.saved
  const letGo = holdTheStore()
  ada.type('the same words')
  ben.sendUpdate(Y.encodeStateAsUpdate(ada.doc))
  await staysTrue(1_000, () => expect(ben.saved).toBe(before))
  letGo()
  await ben.allSaved()
  await ada.allSaved()
})

test('R3: what is committed already is called saved at once, and is not stored again', async () => {
  const ada = await FrameClient.join(relay, 'again')
  ada.type('said once')
  await ada.allSaved()
  const letGo = holdTheStore()
  ada.sendUpdate(Y.encodeStateAsUpdate(ada.doc))
  await ada.allSaved()
  letGo()
  const ben = await FrameClient.join(relay, 'again')
  expect(ben.frames('update')).toHaveLength(2)
})

test(
  'R7: a store that fails acknowledges nothing; the clients come back and bring what they have',
  { timeout: 40_000 },
  async () => {
    const ada = await FrameClient.join(relay, 'failing')
    await ada.allSaved()
    const ben = await StockClient.join(relay, 'failing')
    const saved = ada.saved
    const letGo = holdTheStore()
    ada.type('not to be lost')
    // SQLite gives up after 5 s of waiting for the lock.
    expect(await ada.closed()).toBe(4500)
    expect(ada.saved).toBe(saved)
    letGo()
    const adaAgain = await FrameClient.join(relay, 'failing', { doc: ada.doc })
    await adaAgain.allSaved()
    await ben.sees('not to be lost')
    ben.leave()
  },
)

test('R3: an update above a hole is kept, its writer is asked for the rest, and everyone ends with the whole', async () => {
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of ['one ', 'two ', 'three ']) source.getText('text').insert(source.getText('text').length, word)
  const ada = new FrameClient(relay, 'hole', { mute: true })
  await until('the relay to have asked', () => ada.frames('step1').length === 1)
  ada.sendUpdate(updates[0]!)
  ada.sendUpdate(updates[2]!)
  await ada.allSaved()
  await until('the relay to have asked again', () => ada.frames('step1').length === 2)
  const ben = await FrameClient.join(relay, 'hole')
  expect(ben.text).toBe('one ')
  ada.sendUpdate(Y.encodeStateAsUpdate(source, ada.frames('step1').at(-1)!.stateVector), true)
  await until('the whole', () => ben.text === 'one two three ')
  const carol = await StockClient.join(relay, 'hole')
  expect(carol.text).toBe('one two three ')
  carol.leave()
})

test('R3: who writes much above a hole is asked for the rest once, until the answer', async () => {
  const source = new Y.Doc()
  const updates: Uint8Array[] = []
  source.on('update', (update: Uint8Array) => updates.push(update))
  for (let n = 0; n < 30; n++) source.getText('text').insert(0, 'x')
  const ada = new FrameClient(relay, 'asked-once', { mute: true })
  for (const rest of [updates.slice(1, 15), updates.slice(16)]) {
    await until('the relay to have asked', () => ada.frames('step1').length > 0)
    const asked = ada.frames('step1').length
    for (const update of rest) ada.sendUpdate(update)
    await ada.allSaved()
    expect(ada.frames('step1')).toHaveLength(asked + 1)
    ada.sendUpdate(updates[0]!, true)
  }
  await ada.allSaved()
})

test('R3: an update that hangs on its own future, at which Yjs would stop halfway, is malformed', async () => {
  const poison = Buffer.from(
    '0104d3d5ed98010004010474657874016181d3d5ed98014c0184d3d5ed98010101632701016d016b0001d3d5ed9801010101',
    'hex',
  )
  expect(() => Y.applyUpdate(new Y.Doc(), poison)).toThrow()
  const mallory = new FrameClient(relay, 'poisoned', { mute: true })
  await until('the relay to speak', () => mallory.heard.length > 0)
  mallory.sendUpdate(poison)
  await mallory.allSaved()
  expect(mallory.frames('refused')).toEqual([{ kind: 'refused', nth: 1, reason: 'malformed' }])
})

test('R7: a stored update that has rotted keeps nobody from the rest of the document', async () => {
  const ada = await FrameClient.join(relay, 'rotten')
  await ada.allSaved()
  for (const word of ['one ', 'two ', 'three ']) {
    ada.type(word, 0)
    await ada.allSaved()
  }
  ada.leave()
  await relay.stop()
  const database = databaseOf(relay.data)
  expect(database.prepare(`UPDATE log SET bytes = x'0909' WHERE seq = 3`).run().changes).toBe(1)
  database.close()
  await relay.start()
  const withOwnText = new Y.Doc()
  withOwnText.getText('other').insert(0, 'my own')
  const ben = await FrameClient.join(relay, 'rotten', { doc: withOwnText })
  expect(ben.closeCode).toBeUndefined()
  expect(ben.text).toBe('two one ')
  expect(relay.log.some(({ msg }) => msg === 'a stored update does not decode; set aside')).toBe(true)
})
