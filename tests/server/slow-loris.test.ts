// L1, L3, L5, L6, P2: who begins something and does not finish it. However it is done, the time to the first frame ends it, it holds
// no place in which others could be, and what it only announces costs no memory.
import { readFileSync } from 'node:fs'
import { setTimeout as pass } from 'node:timers/promises'
import fastify from 'fastify'
import { afterEach, describe, expect, test } from 'vitest'
import { write } from '../../contracts/wire.ts'
import { watchBodies } from '../../server/http/bodies.ts'
import { FrameClient } from '../support/frame-client.ts'
import { RawPeer } from '../support/raw-peer.ts'
import type { Reachable } from '../support/relay-address.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

const NO_MASK = [0, 0, 0, 0]
/** Of a client's binary frame. FIN, and the length in eight bytes. */
const longFrame = (bytes: bigint, first = 0x82): Buffer => {
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(bytes)
  return Buffer.concat([Buffer.from([first, 0xff]), length, Buffer.from(NO_MASK)])
}
/** What any client answers to a ping. */
const PONG = Buffer.from([0x8a, 0x80, ...NO_MASK])
const GONE_WITHIN_MS = 45_000
/** A fragment of one byte: the first of a message, or one that goes on with it. None is the last. */
const fragment = (first: boolean): Buffer => Buffer.from([first ? 0x02 : 0x00, 0x81, ...NO_MASK, 1])

let relay: TestRelay
const peers: RawPeer[] = []
const drips: NodeJS.Timeout[] = []
const startWith = async (env: Readonly<Record<string, string>>): Promise<void> => {
  relay = await TestRelay.start({ env })
}
afterEach(async () => {
  for (const drip of drips.splice(0)) clearInterval(drip)
  for (const peer of peers.splice(0)) peer.leave()
  await relay.dispose()
})

function connected(peer: RawPeer): RawPeer {
  peers.push(peer)
  return peer
}

const upgraded = async (): Promise<RawPeer> => connected(await RawPeer.upgrade(relay, '/sync/place'))

/** A beginning, and then more of it for as long as the test takes. */
function drip(to: RawPeer, beginning: Uint8Array, next: () => Uint8Array): void {
  to.sendBytes(beginning)
  drips.push(setInterval(() => to.sendBytes(next()), 50))
}

/** Somebody else at the same address comes in, and is served. */
async function othersComeIn(): Promise<void> {
  const ada = await until('a place to be free', async () => {
    const client = await FrameClient.join(relay, 'place')
    return client.closeCode === undefined ? client : undefined
  })
  ada.type('served')
  await ada.allSaved()
  ada.leave()
}

test('L3, L5: a frame or message that is begun and never finished is ended in time, and its place is free', async () => {
  await startWith({ LIGATURE_FIRST_FRAME_SECONDS: '4', LIGATURE_MAX_SESSIONS_PER_ADDRESS: '3' })
  const [byteByByte, halfAHead, inFragments] = await Promise.all([upgraded(), upgraded(), upgraded()])
  drip(byteByByte, longFrame(100_000n), () => new Uint8Array([7]))
  halfAHead.sendBytes(Buffer.from([0x82]))
  drip(inFragments, fragment(true), () => fragment(false))
  expect((await FrameClient.join(relay, 'place')).closeCode).toBe(4530)
  for (const peer of [byteByByte, halfAHead, inFragments])
    expect(await until('it to be ended', () => peer.closeCode)).toBe(4508)
  // None of them says goodbye.
  await othersComeIn()
})

test('L3, L5: a request of which half comes, or nothing, holds no place and is hung up on in time', async () => {
  await startWith({ LIGATURE_FIRST_FRAME_SECONDS: '2', LIGATURE_MAX_SESSIONS_PER_ADDRESS: '1' })
  const half = connected(RawPeer.connect(relay))
  drip(half, Buffer.from('GET /sync/place HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: '), () => Buffer.from('x'))
  const nothing = connected(RawPeer.connect(relay))
  await othersComeIn()
  for (const peer of [half, nothing]) await until('it to be hung up on', () => peer.gone || peer.status === 408)
})

/** A request with a body of so many bytes, of which so many do not come. */
function halfRequest(target: string, type: string, bytes: number, missing: number, at: Reachable = relay): RawPeer {
  const peer = connected(RawPeer.connect(at))
  const head = `POST ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\nContent-Length: ${bytes}\r\n\r\n`
  peer.sendBytes(Buffer.concat([Buffer.from(head), Buffer.alloc(bytes - missing, 'a')]))
  return peer
}

test('P2: whoever writes where they may not is told so before their text has come', async () => {
  await startWith({})
  const target = '/api/v1/documents/not-there/content'
  const absent = halfRequest(target, 'text/markdown', 4_000_000, 10)
  expect(await until('an answer', () => absent.status || undefined)).toBe(404)
  const noId = halfRequest(target.replace('not-there', 'no.id'), 'text/markdown', 4_000_000, 10)
  expect(await until('an answer', () => noId.status || undefined)).toBe(400)
})

/** A document over HTTP, which is there then. */
const contentOf = async (id: string): Promise<string> => {
  await new RestClient(relay).create(id)
  return `/api/v1/documents/${id}/content?mode=append`
}

test(
  'L6: a body of which nothing more comes is hung up on, and one that comes slowly is taken',
  { timeout: GONE_WITHIN_MS + 60_000 },
  async () => {
    await startWith({})
    const target = await contentOf('halves')
    const slow = halfRequest(target, 'text/markdown', 100_000, 1_000)
    let missing = 1_000
    const slowly = setInterval(() => {
      slow.sendBytes(Buffer.from('a'))
      missing--
    }, 10_000)
    drips.push(slowly)
    const halves = [
      halfRequest(target, 'text/markdown', 4_000_000, 10),
      halfRequest('/graphql', 'application/json', 1_000, 10),
      halfRequest('/nowhere', 'application/json', 1_000, 10),
    ]
    const leaves = performance.now()
    for (const half of halves) await until('it to be hung up on', () => half.hungUp || half.gone, GONE_WITHIN_MS)
    await until('the slow one to have had as long', () => performance.now() - leaves > 35_000, GONE_WITHIN_MS)
    clearInterval(slowly)
    slow.sendBytes(Buffer.alloc(missing, 'a'))
    expect(await until('an answer', () => slow.status || undefined)).toBe(200)
  },
)

test('L6: a body that comes byte by byte is hung up on when it has had the time of one on a slow line', async () => {
  const app = fastify({ forceCloseConnections: true })
  watchBodies(app, { unfinished: () => () => true }, () => 2_000)
  app.post('/', async ({ body }) => body)
  try {
    const at = { url: await app.listen({ port: 0, host: '127.0.0.1' }) }
    const peer = halfRequest('/', 'application/json', 1_000, 900, at)
    drip(peer, Buffer.from('a'), () => Buffer.from('a'))
    await until('it to be hung up on', () => peer.gone)
    expect(peer.status).toBe(0)
  } finally {
    await app.close()
  }
})

test(
  'L6: a message that does not go on is ended, whatever pongs come in its midst, and one that comes slowly is taken',
  { timeout: GONE_WITHIN_MS + 60_000 },
  async () => {
    await startWith({})
    const [framed, inFragments, slow] = [await upgraded(), await upgraded(), await upgraded()]
    for (const peer of [framed, inFragments, slow]) peer.sendMessage(write.step1(new Uint8Array([0])))
    // As much of it as there may be, and then nothing, or what any browser answers to a ping.
    framed.sendBytes(Buffer.concat([longFrame(15_000_000n), Buffer.alloc(14_999_990)]))
    drip(inFragments, Buffer.concat([longFrame(1_000_000n, 0x02), Buffer.alloc(1_000_000)]), () => PONG)
    const slowly = setInterval(() => slow.sendBytes(fragment(false)), 10_000)
    drips.push(slowly)
    slow.sendBytes(fragment(true))
    const begun = performance.now()
    for (const peer of [framed, inFragments])
      expect(await until('it to be ended', () => peer.closeCode, GONE_WITHIN_MS)).toBe(4508)
    await until('the slow one to have had as long', () => performance.now() - begun > 35_000, GONE_WITHIN_MS)
    expect([slow.closeCode, slow.gone]).toEqual([undefined, false])
  },
)

test(
  'L6: what is not whole is summed by address: the one too many is refused, and what is whole at once never is',
  { timeout: 60_000 },
  async () => {
    await startWith({})
    const target = await contentOf('sum')
    const half = Buffer.concat([longFrame(16_000_000n), Buffer.alloc(15_900_000)])
    const peers: RawPeer[] = []
    // 254 MB of 268.
    for (let n = 0; n < 16; n++) {
      const peer = await upgraded()
      peer.sendBytes(half)
      peers.push(peer)
    }
    await until('all of that to have been read', () => memory() > 254_000, 30_000)
    const [last, other] = [await upgraded(), await upgraded()]
    last.sendBytes(half)
    expect(await until('it to be ended', () => last.closeCode)).toBe(4530)
    // It holds what it has until it is gone.
    const first = peers[0]!
    const refused = await until('a body to be refused', () => {
      const body = halfRequest(target, 'text/markdown', 4_000_000, 10)
      return until('an answer', () => body.status || undefined, 2_000).catch(() => undefined)
    })
    expect(refused).toBe(429)
    await othersComeIn()
    expect((await new RestClient(relay).create('whole', 'Whole')).status).toBe(201)
    first.leave()
    other.leave()
    await until('room for one again', async () => {
      const peer = await upgraded()
      peer.sendBytes(longFrame(1_000_000n))
      peer.sendBytes(Buffer.alloc(999_000))
      await pass(500)
      return peer.closeCode === undefined
    })
  },
)

const memory = (): number => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${relay.pid}/status`, 'utf8'))![1])

describe.runIf(process.platform === 'linux')('L1: refused at once, and costs no memory:', () => {
  test.each([
    ['1 GB announced for a frame', longFrame(1_000_000_000n), 4413],
    ['1 GB announced for the second fragment', Buffer.concat([fragment(true), longFrame(1_000_000_000n, 0x80)]), 4413],
    ['2^60 bytes announced', longFrame(2n ** 60n), 4413],
    ['1 GB announced for a ping', longFrame(1_000_000_000n, 0x89), 1002],
    // Each costs more than the byte that is in it.
    [
      'fragments without end',
      Buffer.concat([fragment(true), ...Array.from({ length: 20_000 }, () => fragment(false))]),
      1008,
    ],
  ])('%s', async (_, bytes, code) => {
    await startWith({})
    const peer = await upgraded()
    const before = memory()
    peer.sendBytes(bytes)
    // What follows is not read.
    for (let n = 0; n < 100; n++) peer.sendBytes(Buffer.alloc(100_000))
    expect(await until('the refusal', () => peer.closeCode)).toBe(code)
    expect(memory() - before).toBeLessThan(40_000)
    await othersComeIn()
  })
})
