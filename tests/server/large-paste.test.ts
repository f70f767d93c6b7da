// R4, F7: whoever has a document open when somebody pastes a book into it, or comes back with a cursor from before, hears of
// it often enough on a slow line. A client takes 10 s without a whole frame for the end of the connection, and if it then
// were sent the same again it would never have it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { write } from '../../contracts/wire.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const MOST_BYTES = 1_500_000
const BOOK = 'a whole book, '.repeat(180_000)

let relay: TestRelay
beforeAll(async () => {
  relay = await TestRelay.start({ env: { LIGATURE_RATE_BYTES: '0' } })
})
afterAll(async () => {
  await relay.dispose()
})

/** Ben has written, and Ada puts a book in the place of some of it. Answers the head when that was saved. */
async function paste(ada: FrameClient): Promise<number> {
  ada.doc.transact(() => {
    ada.doc.getText('text').delete(0, 5)
    ada.type(BOOK, 3)
  })
  ada.type('the end')
  await ada.allSaved()
  return await until('the head', () => ada.frames('head').at(-1)?.seq)
}

/** What it heard behind so many frames: the updates, and the text whenever a head was said. It had this before. */
function heard(client: FrameClient, from: number, had: Uint8Array) {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, had)
  const updates: Uint8Array[] = []
  const atHeads: [seq: number, text: string][] = []
  for (const frame of client.heard.slice(from)) {
    if (frame.kind === 'head') atHeads.push([frame.seq, doc.getText('text').toString()])
    if (frame.kind !== 'update') continue
    Y.applyUpdate(doc, frame.update)
    updates.push(frame.update)
  }
  return { updates, atHeads }
}

test('R2, R4, F6: who is here hears it in pieces, what comes after it behind them, and the head when all is there', async () => {
  const [ada, ben] = [await FrameClient.join(relay, 'book'), await FrameClient.join(relay, 'book')]
  const carl = await FrameClient.join(relay, 'book', { stock: true })
  ben.type('Ben was here')
  await until('Ada to hear him', () => ada.text === ben.text)
  await until('the stock client to hear him', () => carl.text === ben.text)
  const had = Y.encodeStateAsUpdate(ben.doc)
  const before = new Map([ada, ben, carl].map((client) => [client, client.heard.length]))
  const heardBy = (client: FrameClient) => heard(client, before.get(client)!, had)
  const head = await paste(ada)
  // His words, the book, and the end of it.
  expect(head).toBe(3)
  for (const client of [ben, carl]) {
    await until('it to be there', () => client.text === ada.text, 20_000)
    const { updates } = heardBy(client)
    expect(updates.length).toBeGreaterThan(3)
    for (const { byteLength } of updates) expect(byteLength).toBeLessThan(MOST_BYTES)
  }
  await until('the head', () => ben.frames('head').at(-1)?.seq === head)
  const { atHeads } = heardBy(ben)
  for (const [seq, text] of atHeads) expect(text.includes(BOOK)).toBe(seq > 1)
  expect(atHeads.at(-1)).toEqual([head, ada.text])
  expect(heardBy(ada).updates).toEqual([])
  for (const client of [ada, ben, carl]) client.leave()
})

test('R4, F6: who comes back with a cursor from before it hears it in pieces', async () => {
  const [ada, ben] = [await FrameClient.join(relay, 'cursor'), await FrameClient.join(relay, 'cursor')]
  ben.type('Ben was here')
  await ben.allSaved()
  const seq = await until('the head', () => ben.frames('head').at(-1)?.seq)
  ben.breakOff()
  await until('Ada to hear him', () => ada.text === ben.text)
  await paste(ada)
  const back = new FrameClient(relay, 'cursor', { doc: ben.doc, mute: true })
  const { hello } = await until('hello', () => back.frames('hello')[0])
  back.send(write.cursor(hello.epoch, seq))
  back.send(write.step1(Y.encodeStateVector(back.doc)))
  await until('the step2', () => back.frames('update').some(({ step2 }) => step2), 20_000)
  const updates = back.frames('update')
  expect(back.text).toBe(ada.text)
  expect(updates.length).toBeGreaterThan(4)
  expect(updates.map(({ step2 }) => step2).indexOf(true)).toBe(updates.length - 1)
  for (const { update } of updates) expect(update.byteLength).toBeLessThan(MOST_BYTES)
  for (const client of [ada, back]) client.leave()
})
