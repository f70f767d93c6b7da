// T: the frames over HTTP, request by request, on a real relay. The same sessions, limits and codes as behind a WebSocket; what
// is sent twice is applied once, and a stream that was cut goes on where it was.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { LINE_PATH, type LineRecord, writeBatch } from '../../contracts/http-transport.ts'
import { EMPTY_UPDATE } from '../../contracts/empty-update.ts'
import { write } from '../../contracts/wire.ts'
import { FrameClient } from '../support/frame-client.ts'
import { awarenessOf, updateOf } from '../support/hostile-bytes.ts'
import { LineClient } from '../support/line-client.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { RawPeer } from '../support/raw-peer.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

const frame = (body: Uint8Array): LineRecord => ({ kind: 'frame', body })
const words = (text: string): LineRecord => frame(write.update(updateOf(text)))
const opening = (path: string): LineRecord => ({ kind: 'open', body: new TextEncoder().encode(path) })
const NOTHING_KNOWN = new Uint8Array([0])

let relay: TestRelay
/** Two sessions for an address, and twenty frames in a second. */
let strict: TestRelay
const leaving: (() => void)[] = []
beforeAll(async () => {
  ;[relay, strict] = await Promise.all([
    TestRelay.start({ env: { LIGATURE_MAX_FRAME_BYTES: '100000' } }),
    TestRelay.start({ env: { LIGATURE_MAX_SESSIONS_PER_ADDRESS: '2', LIGATURE_RATE_FRAMES: '20' } }),
  ])
})
afterEach(() => {
  for (const leave of leaving.splice(0)) leave()
})
afterAll(async () => {
  await Promise.all([relay.dispose(), strict.dispose()])
})

async function ada(path: string, at = relay): Promise<LineClient> {
  const client = await LineClient.join(at, path)
  leaving.push(() => client.cut())
  return client
}

async function ben(path: string, at = relay): Promise<FrameClient> {
  const client = await FrameClient.join(at, path)
  leaving.push(() => client.leave())
  return client
}

test('T1: without a line it only says that HTTP gets through', async () => {
  expect((await fetch(new URL(LINE_PATH, relay.url))).status).toBe(204)
})

test('T2: hello comes first, what is typed is acknowledged, and each hears the other over their own transport', async () => {
  const one = await ada('both')
  const other = await ben('both')
  await one.sendFrames(1, write.step1(NOTHING_KNOWN), write.step2(EMPTY_UPDATE))
  const mine = updateOf('over HTTP;')
  await one.sendFrames(1, write.update(mine))
  await until('saved 2', () => one.saved() === 2)
  await until('the other to read it', () => other.text === 'over HTTP;')
  other.type('by WebSocket')
  const doc = new Y.Doc()
  Y.applyUpdate(doc, mine)
  await until('the text', () => {
    for (const heard of one.frames()) if (heard.kind === 'update') Y.applyUpdate(doc, heard.update)
    return doc.getText('text').toString() === 'over HTTP;by WebSocket'
  })
  expect(one.frames()[0]!.kind).toBe('hello')
})

test('T4: a POST whose answer was lost is sent again, in whole or with more, and each record is applied once', async () => {
  const one = await ada('twice')
  await one.send(1, frame(write.step2(EMPTY_UPDATE)))
  const records = [words('once;'), words('and;')]
  expect(await one.post(1, 2, records)).toBe(204)
  expect(await one.post(1, 2, records)).toBe(204)
  expect(await one.post(1, 3, [records[1]!, words('more')])).toBe(204)
  await until('four updates to be saved', () => one.saved() === 4)
  // A fifth would have been counted before this one.
  await one.post(1, 5, [words('last')])
  await until('the fifth', () => one.saved() >= 5)
  expect(one.saved()).toBe(5)
  const other = await ben('twice')
  expect([...other.text.matchAll(/once;|and;|more|last/g)]).toHaveLength(4)
})

test('T4: what comes before its time is refused, always the same, and taken when its time has come', async () => {
  const one = await ada('order')
  for (let n = 0; n < 2; n++) expect(await one.post(1, 2, [words('second')])).toBe(409)
  expect(await one.post(1, 1, [words('first')])).toBe(204)
  expect(await one.post(1, 2, [words('second')])).toBe(204)
  await until('both', () => one.saved() === 2)
})

test('T3: a stream that is cut at random goes on exactly where it was: no event is missed or comes twice', async () => {
  const random = seeded(seedOfThisRun('cut streams'))
  const one = await ada('cut')
  await one.sendFrames(1, write.step1(NOTHING_KNOWN), write.step2(EMPTY_UPDATE))
  const other = await ben('cut')
  for (let n = 0; n < 150; n++) {
    other.type(`${n};`)
    if (random() < 0.1) await other.allSaved()
    if (random() < 0.1) {
      one.cut()
      if (random() < 0.5) expect(await one.poll(1)).toBe(200)
      expect(await one.listen()).toBe(200)
    }
  }
  const doc = new Y.Doc()
  let applied = 0
  await until('all of it', () => {
    const frames = one.frames()
    for (const heard of frames.slice(applied)) if (heard.kind === 'update') Y.applyUpdate(doc, heard.update)
    applied = frames.length
    return doc.getText('text').toString() === other.text
  })
  expect(one.events.map(({ id }) => id)).toEqual(one.events.map((_, n) => n + 1))
})

test('T3: events that the client has said to have are let go, and whoever asks for more than there was begins anew', async () => {
  const one = await ada('future')
  one.heard += 5
  expect(await one.poll()).toBe(404)
  expect(await new LineClient(relay).post(1, 0, [opening('future')])).toBe(404)
})

test.each([
  ['no id', 'not*an*id', 4404],
  ['another epoch', 'epochs?epoch=2.abcdefabcdef', 4409],
])('T2: %s: the session ends with the code that a WebSocket is closed with', async (_, path, code) => {
  const one = await ada(path)
  expect(one.closeCode()).toBe(code)
  expect(await one.send(1, words('too late'))).toBe(410)
})

test('T2, F1: bytes that are no frame end that session with 4400, and the others of the line go on', async () => {
  const one = await ada('bad')
  await one.join('good', 2)
  expect(await one.send(1, frame(new Uint8Array([0, 77, 1])))).toBe(204)
  await until('the end', () => one.closeCode() === 4400)
  await one.send(2, words('still here'))
  await until('saved', () => one.saved(2) === 1)
})

test('L5: sessions of both transports count for an address together, and one more is told 4530', async () => {
  const one = await ada('crowd', strict)
  const other = await ben('crowd', strict)
  await one.join('crowd', 2)
  expect(one.closeCode(2)).toBe(4530)
  other.leave()
  await other.closed()
  // The relay may hear of the end a moment after him.
  let last = 2
  await until('his place to be free', async () => {
    await one.join('crowd', ++last)
    return one.closeCode(last) === undefined
  })
  for (const session of [1, last]) await one.send(session, { kind: 'leave', body: new Uint8Array() })
})

describe('T6: presence over a line', () => {
  const there = async (name: string): Promise<number> => {
    const { body } = await new RestClient(relay).ask('GET', `/api/v1/documents/${name}/presence`)
    return (body as { people: unknown[] }).people.length
  }
  const here = async (name: string, session = 1, client?: LineClient): Promise<LineClient> => {
    const one = client ?? (await ada(name))
    await one.sendFrames(session, write.step1(NOTHING_KNOWN))
    await one.sendFrames(session, write.awareness(awarenessOf([7, 1, '{"user":{"name":"Ada","color":"#aa0000"}}'])))
    await until('her to be there', async () => (await there(name)) === 1)
    return one
  }

  test('whoever says goodbye is gone at once, and whoever moves to another transport is not', async () => {
    const one = await here('goodbye')
    await one.send(1, { kind: 'move', body: new Uint8Array() })
    expect(await there('goodbye')).toBe(1)
    await one.join('goodbye', 2)
    await one.sendFrames(2, write.step1(NOTHING_KNOWN))
    await one.sendFrames(2, write.awareness(awarenessOf([7, 2, '{"user":{"name":"Ada","color":"#aa0000"}}'])))
    await one.send(2, { kind: 'leave', body: new Uint8Array() })
    await until('her to be gone', async () => (await there('goodbye')) === 0, 2_000)
  })

  test('nobody listens any more: gone in a few seconds, and the line is over', async () => {
    const one = await here('cut-off')
    one.cut()
    await until('her to be gone', async () => (await there('cut-off')) === 0, 9_000)
    expect(await one.listen()).toBe(404)
  })
})

test('R6: whoever takes nothing hears no more than the outbox holds, and all of it when they say that they have it', async () => {
  const writer = await ben('behind')
  for (let n = 0; n < 80; n++) writer.type('x'.repeat(90_000))
  await writer.allSaved()
  const one = await ada('behind')
  const { heard } = one
  await one.sendFrames(1, write.step1(NOTHING_KNOWN))
  const metric = async (name: string): Promise<number> =>
    Number(new RegExp(`^${name} (\\S+)$`, 'm').exec((await new RestClient(relay).ask('GET', '/metrics')).text)![1])
  await until('the session to be behind', async () => (await metric('ligature_sessions_behind')) === 1)
  const bytes = (): number => one.events.reduce((sum, { data }) => sum + data.length, 0)
  await until('what it may have', () => bytes() > 4_000_000)
  expect(bytes()).toBeLessThan(8_000_000)
  expect(await metric('ligature_sessions_over_http')).toBe(1)
  expect(one.heard).toBeGreaterThan(heard)
  const doc = new Y.Doc()
  let applied = 0
  await until('all of it', async () => {
    await one.post(0, 0, [])
    const frames = one.frames()
    for (const said of frames.slice(applied)) if (said.kind === 'update') Y.applyUpdate(doc, said.update)
    applied = frames.length
    return doc.getText('text').length === writer.text.length
  })
})

test('L2: a POST that brought more than the rate allows is answered when it is paid for', async () => {
  const one = await ada('rate', strict)
  let answered = false
  const post = one.sendFrames(1, ...Array.from({ length: 50 }, () => write.ping(1))).then((status) => {
    answered = true
    return status
  })
  const throttled = async (): Promise<boolean> =>
    /^ligature_sessions_throttled 1$/m.test((await new RestClient(strict).ask('GET', '/metrics')).text)
  await until('it to be throttled', throttled)
  expect(answered).toBe(false)
  // Nor is anybody's patience a way to fill the memory: T5.
  const repeats = Array.from({ length: 40 }, () => one.post(1, 1, [frame(write.ping(1))]))
  expect(new Set(await Promise.all(repeats))).toEqual(new Set([204, 503]))
  expect(await post).toBe(204)
  await one.send(1, { kind: 'leave', body: new Uint8Array() })
})

test('R11: a relay that ends says goaway, then 4503, and waits for nobody who has heard it', async () => {
  const one = await ada('going', strict)
  const ended = strict.stop()
  await until('goaway', () => one.frames().some(({ kind }) => kind === 'goaway'))
  await until('the end', () => one.closeCode() === 4503)
  await one.post(0, 0, [])
  expect(await ended).toBe(0)
})

describe('T7: what is no request of this protocol is refused, and the relay goes on', () => {
  test.each([
    ['an empty body', []],
    ['half a head', [0, 0, 0, 1, 0]],
    ['a record without a body', [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 9]],
    ['a record of an unknown kind', [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 9, 0, 0, 0, 0]],
    ['a length of minus one', [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 2, 255, 255, 255, 255]],
    ['records of no session', [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0]],
    ['a frame in the place of an opening', [0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]],
  ])('%s', async (_, bytes) => {
    const one = await ada('fuzz')
    expect(await one.postBytes(new Uint8Array(bytes))).toBe(400)
    await one.send(1, words('sound'))
    await until('saved', () => one.saved() === 1)
  })

  test('ids, numbers and sessions that are none, or of somebody else', async () => {
    const one = await ada('fuzz')
    const got = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await one.ask({ headers })).status
    expect(await got({ 'ligature-line': 'short' })).toBe(400)
    expect(await got({ 'ligature-line': 'F'.repeat(32) })).toBe(400)
    for (const number of ['-1', '1.5', 'x', '99999999999', '4294967296'])
      expect(await got({ 'last-event-id': number })).toBe(400)
    expect(await one.post(9, 4, [words('nobody opened it')])).toBe(409)
    expect(await one.ask({ method: 'POST', body: 'text' }).then(({ status }) => status)).toBe(415)
    expect((await one.ask({ headers: { origin: 'https://evil.example' } })).status).toBe(403)
    const stranger = new LineClient(relay)
    expect(await stranger.post(1, 1, [words('of a line that nobody has begun')])).toBe(404)
  })

  test('L1: a body larger than a frame may be is not read', async () => {
    const one = await ada('giant')
    expect(await one.sendFrames(1, new Uint8Array(700_000))).toBe(413)
  })

  test('L3: a body of which no end comes holds nothing that others need', async () => {
    const one = await ada('drip')
    const peer = RawPeer.connect(relay)
    leaving.push(() => peer.leave())
    peer.sendBytes(
      Buffer.from(
        `POST ${LINE_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nLigature-Line: ${one.id}\r\nContent-Type: application/octet-stream\r\nContent-Length: 5000\r\n\r\n`,
      ),
    )
    peer.sendBytes(Buffer.from(writeBatch({ session: 1, first: 1, heard: one.heard, records: [] })))
    await one.send(1, words('meanwhile'))
    await until('saved', () => one.saved() === 1)
  })

  test('bytes at random', async () => {
    const random = seeded(seedOfThisRun('line bytes'))
    const one = await ada('random')
    const some = (length: number): Uint8Array<ArrayBuffer> =>
      Uint8Array.from({ length }, () => Math.floor(random() * 256))
    for (let n = 0; n < 200; n++) {
      const body = some(Math.floor(random() * 60))
      // Half of them have a sound head.
      if (random() < 0.5 && body.length > 12)
        body.set([0, 0, 0, 1 + Math.floor(random() * 3), 0, 0, 0, n % 3, 0, 0, 0, 1])
      expect([204, 400, 409, 410]).toContain(await one.postBytes(body))
    }
    const other = await ada('random')
    await other.send(1, words('sound'))
    await until('saved', () => other.saved() === 1)
    expect(relay.log.filter(({ level }) => level === 'error' || level === 50)).toEqual([])
  })
})
