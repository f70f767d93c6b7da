// What is no frame (issue "Bad input"; protocol F1, F2, F5, F9): each has its defined answer, to a stock session and to one
// that speaks ligature.v1; afterwards the relay, the other documents and everything stored are as they were.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Epoch } from '../../contracts/ids.ts'
import { write } from '../../contracts/wire.ts'
import { FrameClient } from '../support/frame-client.ts'
import {
  awarenessOf,
  deleteAt,
  frameOf,
  randomFrom,
  structAt,
  updateOf,
  updateOfBytes,
} from '../support/hostile-bytes.ts'
import { TestRelay } from '../support/relay.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const LIMIT = 8_192
const KEPT = 'Nothing of this may change.'

let relay: TestRelay
let pid: number
/** Works in another document all the while. */
let witness: FrameClient
let documents = 0
let document: string
beforeAll(async () => {
  relay = await TestRelay.start({ env: { LIGATURE_MAX_FRAME_BYTES: String(LIMIT) } })
  pid = relay.pid
  witness = await FrameClient.join(relay, 'elsewhere')
})
afterEach(async () => {
  expect({ running: relay.running, pid: relay.pid }).toEqual({ running: true, pid })
  witness.type('.')
  await witness.allSaved()
  expect(witness.closeCode).toBeUndefined()
  const ben = await StockClient.join(relay, document)
  expect(ben.text).toBe(KEPT)
  ben.leave()
})
afterAll(async () => {
  expect(relay.log.filter(({ level }) => level === 'error')).toEqual([])
  await relay.dispose()
})

/** Connected, and says nothing of its own accord. */
async function silent(id: string, stock: boolean): Promise<FrameClient> {
  const mallory = new FrameClient(relay, id, { stock, mute: true })
  await until('the relay to speak', () => mallory.heard.length > 0)
  return mallory
}

/** A peer in a document with text, who has done nothing wrong yet. */
async function intruder(stock: boolean): Promise<FrameClient> {
  document = `target-${++documents}`
  const ada = await FrameClient.join(relay, document)
  ada.type(KEPT)
  await ada.allSaved()
  ada.leave()
  const mallory = await silent(document, stock)
  mallory.send(write.step1(new Uint8Array([0])))
  await until('the answer to step 1', () => mallory.text === KEPT)
  return mallory
}

const honest = updateOf('honest words')
const TOP = Number.MAX_SAFE_INTEGER

const malformed: readonly (readonly [string, Uint8Array])[] = [
  ['no bytes', new Uint8Array()],
  ['its last byte missing', honest.subarray(0, -1)],
  ['its second half missing', honest.subarray(0, honest.length / 2)],
  ['a byte behind its end', new Uint8Array([...honest, 0])],
  ['another update behind its end', new Uint8Array([...honest, ...honest])],
  ['random bytes', new Uint8Array([183, 4, 99, 250, 3, 3, 17, 128, 201])],
  ['only 0xff', new Uint8Array(200).fill(255)],
  ['a struct of no length', structAt(7, 0, '')],
  ['a struct that ends above 2^53', structAt(7, TOP - 2, 'hello')],
  [
    'a clock above 2^53',
    new Uint8Array([1, 1, 7, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127, 4, 1, 0, 1, 120, 0]),
  ],
  ['a delete of no length', deleteAt(7, 0, 0)],
  ['a delete that ends above 2^53', deleteAt(7, TOP - 2, 5)],
  ['deletes of a client out of order', new Uint8Array([0, 1, 7, 2, 5, 1, 2, 1])],
  ['deletes of a client that overlap', new Uint8Array([0, 1, 7, 2, 5, 3, 6, 1])],
  [
    'a client that comes twice, of which Yjs takes only the second',
    new Uint8Array([2, 1, 7, 0, 4, 1, 1, 120, 1, 97, 1, 7, 1, 4, 1, 1, 120, 1, 98, 0]),
  ],
  ['a client that comes once more with nothing', new Uint8Array([2, 1, 7, 0, 4, 1, 1, 120, 1, 97, 0, 7, 0, 0])],
  ['a text that announces a gigabyte', new Uint8Array([1, 1, 7, 0, 4, 1, 1, 120, 128, 128, 128, 128, 4, 97, 0])],
  ['a count of structs that is not there', new Uint8Array([1, 255, 255, 255, 255, 15, 7, 0])],
]

const closing: readonly (readonly [string, Uint8Array | string, number])[] = [
  ['a text message', 'hello', 4400],
  ['an empty message', new Uint8Array(), 4400],
  ['half a number', new Uint8Array([128]), 4400],
  ['a number that is too large', new Uint8Array(12).fill(255), 4400],
  ['a type nobody knows', frameOf(42), 4400],
  ['the type below the extensions', frameOf(99), 4400],
  ['the type above the extensions', frameOf(128), 4400],
  ['type 200', frameOf(200, 1, 2, 3), 4400],
  ['a sync frame without a step', frameOf(0), 4400],
  ['a sync step nobody knows', frameOf(0, 3, 0), 4400],
  ['an update shorter than it says', frameOf(0, 2, 50, 1), 4400],
  ['an update that announces a gigabyte', frameOf(0, 2, 128, 128, 128, 128, 4, 1), 4400],
  ['a state vector that announces a gigabyte', frameOf(0, 0, 128, 128, 128, 128, 4, 1), 4400],
  ['a state vector that is none', write.step1(new Uint8Array([3, 1])), 4400],
  ['a state vector of no bytes', write.step1(new Uint8Array()), 4400],
  ['an awareness frame without a body', frameOf(1), 4400],
  ['an awareness update that is cut off', write.awareness(awarenessOf([5, 1, '{}']).subarray(0, 3)), 4400],
  ['an awareness state that is no JSON', write.awareness(awarenessOf([5, 1, '{"user":'])), 4400],
  ['an awareness state of no characters', write.awareness(awarenessOf([5, 1, ''])), 4400],
  ['a cursor without a seq', frameOf(101, 1, 65), 4400],
  ['a hello, which only the relay says', frameOf(100, 2, 123, 125), 4400],
  ['a saved, which only the relay says', write.saved(3), 4400],
  ['a refused, which only the relay says', write.refused(1, 'gap'), 4400],
  ['a head, which only the relay says', write.head(9), 4400],
  ['a role, which only the relay says', write.role('owner'), 4400],
  ['a goaway, which only the relay says', write.goaway(1, 'go'), 4400],
  ['an update far above the limit', write.update(new Uint8Array(LIMIT * 20)), 4413],
]

describe.each([
  ['stock', true],
  ['ligature.v1', false],
])('%s', (_, stock) => {
  test.each(closing)('F1, F2: %s ends the connection', async (_, bytes, code) => {
    const mallory = await intruder(stock)
    mallory.send(bytes)
    expect(await mallory.closed()).toBe(code)
  })

  test('F5: an update that does not decode is refused as malformed, or closes a stock session with 4422', async () => {
    for (const [what, bytes] of malformed) {
      const mallory = await intruder(stock)
      mallory.sendUpdate(bytes)
      if (stock) expect({ what, code: await mallory.closed() }).toEqual({ what, code: 4422 })
      else {
        await until('the refusal', () => mallory.frames('refused').length > 0)
        expect({ what, refused: mallory.frames('refused') }).toEqual({
          what,
          refused: [{ kind: 'refused', nth: 1, reason: 'malformed' }],
        })
        expect(mallory.closeCode).toBeUndefined()
      }
      mallory.leave()
    }
  }, 60_000)

  test('F9: an update just above the limit is too-large, one at the limit is not', async () => {
    const mallory = await intruder(stock)
    mallory.sendUpdate(updateOfBytes(LIMIT + 1))
    if (stock) {
      expect(await mallory.closed()).toBe(4413)
      expect(mallory.closeReason).toBe(`the edit is larger than the ${LIMIT} bytes that this relay accepts`)
    } else {
      const [refused] = await until('the refusal', () => {
        const frames = mallory.frames('refused')
        return frames.length > 0 ? frames : undefined
      })
      expect(refused).toMatchObject({ nth: 1, reason: 'too-large', limitBytes: LIMIT })
    }
    mallory.leave()
    const ada = await FrameClient.join(relay, 'at-the-limit')
    ada.sendUpdate(updateOfBytes(LIMIT))
    await ada.allSaved()
    expect(ada.frames('refused')).toEqual([])
    ada.leave()
  })

  test('F2: extensions of a later version are skipped', async () => {
    const mallory = await intruder(stock)
    for (let type = 109; type <= 127; type++) mallory.send(frameOf(type, 1, 2, 3))
    const ben = await FrameClient.join(relay, document, { stock: true })
    mallory.send(write.awareness(awarenessOf([4_711, 1, '{"still":"here"}'])))
    await until('the next frame to arrive', () => ben.frames('awareness').length > 0)
    expect(mallory.closeCode).toBeUndefined()
    for (const client of [mallory, ben]) client.leave()
  })

  test('R3: clocks just below 2^53, far above anything held, disturb nobody', async () => {
    const mallory = await intruder(stock)
    mallory.send(write.cursor('of-no-document' as Epoch, TOP))
    mallory.sendUpdate(structAt(7, TOP - 10, 'hello'))
    mallory.sendUpdate(deleteAt(9, TOP - 10, 5))
    mallory.send(write.step1(new Uint8Array([1, 7, ...frameOf(TOP)])))
    await until('the answer to step 1', () => mallory.frames('update').filter(({ step2 }) => step2).length > 1)
    expect(mallory.closeCode).toBeUndefined()
    mallory.leave()
  })
})

test('F5: 200 updates with some bytes changed are refused or stored, and end nothing else', async () => {
  const seed = Date.now() % 1_000_000
  console.info(`seed ${seed}`)
  const random = randomFrom(seed)
  await intruder(true)
  let refused = 0
  for (let n = 0; n < 200; n++) {
    const bytes = updateOf('some words to be spoilt').slice()
    for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips--)
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
    // In a document of their own: what decodes is stored there, and is nobody's text.
    const mallory = await silent('spoilt', false)
    mallory.sendUpdate(bytes)
    await mallory.allSaved()
    refused += mallory.frames('refused').length
    mallory.leave()
  }
  console.info(`${refused} of 200 were refused`)
  expect(refused).toBeGreaterThan(0)
})
