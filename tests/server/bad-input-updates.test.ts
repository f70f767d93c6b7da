// Updates and state vectors that no Yjs client sends, and some that one may (issue "Bad input"): dependencies that never
// come, ids at 2^53, lengths of a gigabyte, deletes outside the document. What is refused says so, what is taken is stored,
// folded and the same for everybody.
import { readFileSync } from 'node:fs'
import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Frame } from '../../contracts/wire.ts'
import { EMPTY_UPDATE } from '../../contracts/empty-update.ts'
import { write } from '../../contracts/wire.ts'
import { command, fsck, look } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { deleteAt, frameOf, hangingOn, structAt, updateOf } from '../support/hostile-bytes.ts'
import { TestRelay } from '../support/relay.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

/** Each of these starts six processes, one after the other. */
const SLOW = { timeout: 60_000 }

let relay: TestRelay
let pid: number
beforeEach(async () => {
  relay = await TestRelay.start()
  pid = relay.pid
})
afterEach(async () => {
  await relay.dispose()
})

async function silent(document: string): Promise<FrameClient> {
  const client = new FrameClient(relay, document, { mute: true })
  await until('the relay to speak', () => client.heard.some(({ kind }) => kind === 'step1'))
  return client
}

const rows = (): number => look(relay.data, 'SELECT 1 FROM log').length
const memoryMb = (): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024

/** The text as newcomers see it: now, after a kill, and after two folds. */
async function seen(document: string): Promise<string[]> {
  const texts: string[] = []
  const look = async (): Promise<void> => {
    const ben = await StockClient.join(relay, document)
    texts.push(ben.text)
    ben.leave()
  }
  await look()
  await relay.kill()
  await relay.start()
  await look()
  for (let times = 0; times < 2; times++) {
    await relay.stop()
    expect((await command(relay.data, 'compact')).code).toBe(0)
    expect((await fsck(relay.data)).problems).toEqual([])
    await relay.start()
    await look()
  }
  return texts
}

test(
  'R3: an update whose origin, right side or parent never comes is stored, asked for, and shown to nobody',
  SLOW,
  async () => {
    const ada = await FrameClient.join(relay, 'orphans')
    ada.type('whole')
    await ada.allSaved()
    const mallory = await silent('orphans')
    const orphans = [
      hangingOn(11, 0, { origin: [999, 0] }, 'a'),
      hangingOn(12, 0, { right: [999, 1] }, 'b'),
      hangingOn(13, 0, { origin: [ada.doc.clientID, 0], right: [999, 1] }, 'c'),
      hangingOn(14, 0, { parent: [999, 2] }, 'd'),
      hangingOn(15, 3, {}, 'e'),
    ]
    for (const [at, orphan] of orphans.entries()) {
      mallory.sendUpdate(orphan)
      await until('the question for what is missing', () => mallory.frames('step1').length === 2 + at)
      mallory.sendUpdate(EMPTY_UPDATE, true)
    }
    await mallory.allSaved()
    expect(mallory.frames('refused')).toEqual([])
    expect(rows()).toBe(1 + orphans.length)
    for (const orphan of orphans) mallory.sendUpdate(orphan)
    await mallory.allSaved()
    expect(rows()).toBe(1 + orphans.length)
    for (const client of [ada, mallory]) client.leave()
    expect(await seen('orphans')).toEqual(['whole', 'whole', 'whole', 'whole'])
    // What waited is in the snapshot: it shows when what it waited for has come.
    const late = await silent('orphans')
    late.sendUpdate(structAt(999, 0, 'late'))
    late.sendUpdate(structAt(15, 0, '...'))
    await late.allSaved()
    const ben = await FrameClient.join(relay, 'orphans')
    // 14 hangs in a letter: Yjs takes it in, and nothing shows it.
    for (const letter of ['a', 'b', 'c', 'e']) expect(ben.text).toContain(letter)
    expect(ben.doc.store.pendingStructs).toBeNull()
    for (const client of [ben, late]) client.leave()
  },
)

/** 2^53, which lib0 does not write. */
const ABOVE = [128, 128, 128, 128, 128, 128, 128, 16]
const TOP = Number.MAX_SAFE_INTEGER
const X = 'x'.charCodeAt(0)

test('F5: client ids at or above 2^53 are malformed, wherever they stand', SLOW, async () => {
  const updates: Record<string, number[]> = {
    'of a struct': [1, 1, ...ABOVE, 0, 4, 1, 1, X, 1, X, 0],
    'of an origin': [1, 1, 7, 0, 0x84, ...ABOVE, 0, 1, X, 0],
    'of a right side': [1, 1, 7, 0, 0x44, ...ABOVE, 0, 1, X, 0],
    'as a clock of an origin': [1, 1, 7, 0, 0x84, 8, ...ABOVE, 1, X, 0],
    'of a parent': [1, 1, 7, 0, 4, 0, ...ABOVE, 0, 1, X, 0],
    'of a delete': [0, 1, ...ABOVE, 1, 0, 1],
    'ten bytes long': [1, 1, ...Array<number>(9).fill(255), 1, 0, 4, 1, 1, X, 1, X, 0],
  }
  for (const [what, bytes] of Object.entries(updates)) {
    const mallory = await silent('ids')
    mallory.sendUpdate(Uint8Array.from(bytes))
    await mallory.allSaved()
    const refused = mallory.frames('refused').map(({ reason }) => reason)
    expect({ what, refused }).toEqual({ what, refused: ['malformed'] })
    mallory.leave()
  }
  for (const [what, bytes] of Object.entries({
    'in a state vector': [...frameOf(0, 0), 1 + ABOVE.length + 1, 1, ...ABOVE, 5],
    'as a clock in a state vector': [...frameOf(0, 0), 1 + 1 + ABOVE.length, 1, 5, ...ABOVE],
    'in an awareness update': [...frameOf(1), 1 + ABOVE.length + 1 + 3, 1, ...ABOVE, 1, 2, 123, 125],
  })) {
    const mallory = await silent('ids')
    mallory.send(Uint8Array.from(bytes))
    expect({ what, code: await mallory.closed() }).toEqual({ what, code: 4400 })
  }
  expect(rows()).toBe(0)
  // The highest that there is may write.
  const highest = await silent('ids')
  highest.sendUpdate(structAt(TOP, 0, 'from the top'))
  await highest.allSaved()
  expect(highest.frames('refused')).toEqual([])
  highest.leave()
  expect(new Set(await seen('ids'))).toEqual(new Set(['from the top']))
})

const GB = [128, 128, 128, 128, 4]

test('F1, F5: a gigabyte that is announced and does not come costs nothing', { timeout: 60_000 }, async () => {
  const ada = await FrameClient.join(relay, 'elsewhere')
  const before = memoryMb()
  const [text, root] = [0x04, [1, 1, X]]
  const malformed: Record<string, number[]> = {
    'a text': [1, 1, 7, 0, text, ...root, ...GB, X, 0],
    'a name of a root': [1, 1, 7, 0, text, 1, ...GB, X],
    'a name of a key': [1, 1, 7, 0, text + 0x20, ...root, ...GB, X],
    'so many clients': [...GB, 1, 7, 0],
    'so many structs': [1, ...GB, 7, 0, 0, 1],
    bytes: [1, 1, 7, 0, 3, ...root, ...GB, X, 0],
    'an embed': [1, 1, 7, 0, 5, ...root, ...GB, X, 0],
    'a format': [1, 1, 7, 0, 6, ...root, 1, X, ...GB, X],
    'so many values': [1, 1, 7, 0, 8, ...root, ...GB, 126, 0],
    'so many values of old': [1, 1, 7, 0, 2, ...root, ...GB, 4, 110, 117, 108, 108],
    'a list in a value': [1, 1, 7, 0, 8, ...root, 1, 117, ...GB, 126],
    'an object in a value': [1, 1, 7, 0, 8, ...root, 1, 118, ...GB, 1, X, 126],
    'a text in a value': [1, 1, 7, 0, 8, ...root, 1, 119, ...GB, X],
    'bytes in a value': [1, 1, 7, 0, 8, ...root, 1, 116, ...GB, X],
    'a name of an element': [1, 1, 7, 0, 7, ...root, 3, ...GB, X],
    'an id of a subdocument': [1, 1, 7, 0, 9, ...root, ...GB, X],
    'so many clients with deletes': [0, ...GB, 7, 1, 0, 1],
    'so many deletes': [0, 1, 7, ...GB, 0, 1],
  }
  for (const [what, bytes] of Object.entries(malformed)) {
    const mallory = await silent('announced')
    mallory.sendUpdate(Uint8Array.from(bytes))
    await mallory.allSaved()
    const refused = mallory.frames('refused').map(({ reason }) => reason)
    expect({ what, refused }).toEqual({ what, refused: ['malformed'] })
    mallory.leave()
  }
  const noFrame: Record<string, number[]> = {
    'an update': [0, 2, ...GB, X],
    'a step2': [0, 1, ...GB, X],
    'a state vector': [0, 0, ...GB, 0],
    'clients in a state vector': [0, 0, GB.length + 2, ...GB, 7, 1],
    awareness: [1, ...GB, X],
    'entries in awareness': [1, GB.length + 3, ...GB, 7, 1, 0],
    'a state in awareness': [1, 3 + GB.length, 1, 7, 1, ...GB],
    'an epoch': [101, ...GB, X],
  }
  for (const [what, bytes] of Object.entries(noFrame)) {
    const mallory = await silent('announced')
    mallory.send(Uint8Array.from(bytes))
    expect({ what, code: await mallory.closed() }).toEqual({ what, code: 4400 })
  }
  expect(memoryMb() - before).toBeLessThan(100)
  expect(rows()).toBe(0)
  ada.type('and on')
  await ada.allSaved()
  ada.leave()
})

test('R3, R5: what was erased may be said to be a gigabyte long: it is a number, and stays one', SLOW, async () => {
  const before = memoryMb()
  const mallory = await silent('erased')
  // A struct of which only the length is left, and the same with its place.
  mallory.sendUpdate(Uint8Array.from([1, 1, 7, 0, 0, ...GB, 0]))
  mallory.sendUpdate(Uint8Array.from([1, 1, 8, 0, 1, 1, 4, 116, 101, 120, 116, ...GB, 0]))
  mallory.sendUpdate(updateOf('whole'))
  await mallory.allSaved()
  expect(mallory.frames('refused')).toEqual([])
  expect(memoryMb() - before).toBeLessThan(100)
  mallory.leave()
  expect(new Set(await seen('erased'))).toEqual(new Set(['whole']))
})

test(
  'R3, R5: deletes outside the document are stored once, folded, and everybody comes to the same',
  SLOW,
  async () => {
    const ada = await FrameClient.join(relay, 'outside')
    ada.type('hello ')
    await ada.allSaved()
    const { clientID } = ada.doc
    const mallory = await silent('outside')
    const outside = [
      deleteAt(999, 100, 5),
      deleteAt(clientID, 6, 5),
      deleteAt(clientID, 1_000_000, 2 ** 40),
      deleteAt(clientID, 4, 1),
    ]
    for (const update of [...outside, ...outside]) mallory.sendUpdate(update)
    await mallory.allSaved()
    expect(mallory.frames('refused')).toEqual([])
    expect(rows()).toBe(1 + outside.length)
    await until('the letter within to be gone', () => ada.text === 'hell ')
    // What she types now was deleted before it was typed, all but the last letter. Her own copy sees that with the next update.
    ada.type('abcdef')
    await ada.allSaved()
    const ben = await FrameClient.join(relay, 'outside')
    ben.type('!')
    await ben.allSaved()
    await until('all to see the same', () => ada.text === 'hell f!' && ben.text === ada.text)
    for (const client of [ada, ben, mallory]) client.leave()
    expect(await seen('outside')).toEqual(['hell f!', 'hell f!', 'hell f!', 'hell f!'])
    const carol = await FrameClient.join(relay, 'outside')
    carol.sendUpdate(outside[2]!)
    await carol.allSaved()
    expect(rows()).toBe(0)
    carol.leave()
  },
)

test('R4: a state vector of 100,000 clients, some of them here, is answered with what it lacks, also by a diff', async () => {
  const ada = await FrameClient.join(relay, 'known-by-many')
  ada.type('one ')
  await ada.allSaved()
  const early = Y.encodeStateVector(ada.doc)
  ada.type('two')
  await ada.allSaved()
  const [own] = Y.decodeStateVector(early)
  const vector = encoding.encode((to) => {
    encoding.writeVarUint(to, 100_000)
    for (const number of own!) encoding.writeVarUint(to, number)
    for (let client = 1; client < 100_000; client++)
      for (const number of [2 ** 40 + client, 5]) encoding.writeVarUint(to, number)
  })
  const mallory = await silent('known-by-many')
  const begun = performance.now()
  mallory.send(write.step1(vector))
  await until('the answer', () => mallory.frames('update').some(({ step2 }) => step2))
  expect(performance.now() - begun).toBeLessThan(5_000)
  const heard = mallory.heard.filter((frame): frame is Extract<Frame, { kind: 'update' }> => frame.kind === 'update')
  const structs = heard.flatMap(({ update }) => Y.decodeUpdate(update).structs)
  expect(structs.map(({ id, length }) => [id.clock, length])).toEqual([[4, 3]])
  for (const client of [ada, mallory]) client.leave()
})
