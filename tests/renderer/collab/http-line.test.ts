// The client's side of a line, against real relays: behind a balancer that knows nothing of lines, and with a relay that is gone.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { LINE_ABSENT_MS, packFrames } from '../../../contracts/http-transport.ts'
import { EMPTY_UPDATE } from '../../../contracts/empty-update.ts'
import { type Frame, readFrame, write } from '../../../contracts/wire.ts'
import { EventLines, type LineEvent } from '../../../renderer/collab/event-lines.ts'
import { HttpLine } from '../../../renderer/collab/http-line.ts'
import type { Transport } from '../../../renderer/collab/transport.ts'
import { Balancer } from '../../../scripts/balancer.ts'
import { FrameClient } from '../../support/frame-client.ts'
import { updateOf } from '../../support/hostile-bytes.ts'
import { TestRelay } from '../../support/relay.ts'
import { RestClient } from '../../support/rest-client.ts'
import { until } from '../../support/until.ts'

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close()
})

let relays: readonly [TestRelay, TestRelay]
beforeAll(async () => {
  relays = await Promise.all([TestRelay.start(), TestRelay.start()])
})
afterAll(async () => {
  for (const relay of relays) await relay.dispose()
})

interface Session {
  readonly transport: Transport
  readonly heard: Frame[]
  readonly ends: number[]
}

function lineTo(url: string): { readonly line: HttpLine; readonly overs: number[] } {
  const overs: number[] = []
  const line = new HttpLine({ relay: url, streams: true, heldBack: () => undefined, over: () => overs.push(1) })
  toClose.push(() => line.close())
  return { line, overs }
}

function session(line: HttpLine, document: string): Session {
  const [heard, ends]: [Frame[], number[]] = [[], []]
  const transport = line.open(`ws://anywhere/sync/${document}`, {
    frame: (bytes) => heard.push(readFrame(bytes)),
    ended: (code) => ends.push(code),
  })
  return { transport, heard, ends }
}

const send = ({ transport }: Session, frame: Uint8Array): void => transport.send(frame as Uint8Array<ArrayBuffer>)
const saved = ({ heard }: Session): number =>
  heard.reduce((last, frame) => (frame.kind === 'saved' ? frame.count : last), 0)

test('T7: a balancer leads each connection to another relay, and every session finds its own', async () => {
  const balancer = await Balancer.listen(0)
  toClose.push(() => balancer.close())
  balancer.backends = relays.map(({ url }) => ({ host: '127.0.0.1', port: Number(new URL(url).port) }))
  const { line } = lineTo(`http://127.0.0.1:${balancer.port}`)
  const sessions = ['a', 'b', 'c'].map((name) => session(line, name))
  for (const each of sessions) await until('hello', () => each.heard[0]?.kind === 'hello')
  for (const each of sessions) send(each, write.step2(EMPTY_UPDATE))
  for (let n = 1; n <= 10; n++) {
    for (const each of sessions) send(each, write.update(updateOf(`${n}`)))
    for (const each of sessions) await until(`saved ${n + 1}`, () => saved(each) === n + 1)
  }
  expect(sessions.flatMap(({ ends }) => ends)).toEqual([])
})

test('T3: what comes by a poll and once more by a stream is heard once, and a gap ends the line', async () => {
  const event = (id: number): string =>
    `id: ${id}\ndata: 1 ${Buffer.from(packFrames([write.head(id)])).toString('base64')}\n\n`
  const streams: ServerResponse[] = []
  const server = createServer((asked, answer) => {
    asked.resume()
    if (asked.method === 'POST') return void answer.writeHead(204).end()
    if (asked.headers['last-event-id'] === '0') return void answer.end('id: 1\nevent: line\ndata:\n\n')
    // The poll stays without an answer.
    if (asked.headers['prefer'] !== undefined) return
    streams.push(answer)
    answer.write(': here\n\n')
  }).listen(0, '127.0.0.1')
  toClose.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const { line, overs } = lineTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const one = session(line, 'doc')
  const stream = await until('the stream', () => streams[0])
  stream.write(event(2) + event(3))
  stream.write(event(1) + event(2) + event(3) + event(4))
  await until('the last', () => one.heard.length >= 3)
  expect(one.heard.map((frame) => frame.kind === 'head' && frame.seq)).toEqual([2, 3, 4])
  stream.write(event(6))
  await until('the end', () => overs.length === 1)
  expect([one.ends, one.heard.length]).toEqual([[1006], 3])
})

test('T3: a way that ends each stream after its first piece is asked again after pauses', async () => {
  const streamsAt: number[] = []
  const server = createServer((asked, answer) => {
    asked.resume()
    if (asked.headers['last-event-id'] === '0') return void answer.end('id: 1\nevent: line\ndata:\n\n')
    // The poll stays without an answer.
    if (asked.method === 'POST' || asked.headers['prefer'] !== undefined) return
    streamsAt.push(performance.now())
    answer.end(': here\n\n')
  }).listen(0, '127.0.0.1')
  toClose.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  lineTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await until('three streams', () => streamsAt.length === 3)
  // At the 47 in a second that there were, it would take 60 ms.
  expect(streamsAt[2]! - streamsAt[0]!).toBeGreaterThan(1_500)
})

test('T3, T7: a relay that is killed and back does not know the line: every session of it ends, and a new line begins', async () => {
  const [killed] = relays
  const { line, overs } = lineTo(killed.url)
  const [one, other] = [session(line, 'one'), session(line, 'other')]
  for (const each of [one, other]) await until('hello', () => each.heard[0]?.kind === 'hello')
  await killed.kill()
  await killed.start()
  await until('both to have ended', () => one.ends.length + other.ends.length === 2)
  expect([one.ends, other.ends, overs]).toEqual([[1006], [1006], [1]])
  const again = session(lineTo(killed.url).line, 'one')
  await until('hello', () => again.heard[0]?.kind === 'hello')
})

test('T6: a session that was closed here is gone on the relay, and the others of its line stay', async () => {
  const { line } = lineTo(relays[1].url)
  const [leaves, stays] = [session(line, 'same'), session(line, 'same')]
  for (const each of [leaves, stays]) await until('hello', () => each.heard[0]?.kind === 'hello')
  send(leaves, write.update(updateOf('last words')))
  send(stays, write.step1(new Uint8Array([0])))
  leaves.transport.close()
  const update = (): boolean => stays.heard.some((frame) => frame.kind === 'update' && frame.update.byteLength > 10)
  await until('what it said last', update)
  expect(leaves.ends).toEqual([])
})

test('T6: a page that goes says what waits, and goodbye, in one last request', async () => {
  const window = new EventTarget()
  vi.stubGlobal('window', window)
  toClose.push(() => vi.unstubAllGlobals())
  const [relay] = relays
  const { line, overs } = lineTo(relay.url)
  const leaves = session(line, 'leaving')
  await until('hello', () => leaves.heard[0]?.kind === 'hello')
  const sessions = async (): Promise<number> =>
    Number(/^ligature_sessions_over_http (\d+)$/m.exec((await new RestClient(relay).ask('GET', '/metrics')).text)![1])
  const before = await sessions()
  send(leaves, write.update(updateOf('typed in the last moment')))
  window.dispatchEvent(new Event('pagehide'))
  expect([leaves.ends, overs]).toEqual([[], [1]])
  await until(
    'it to be gone, not because nobody listens',
    async () => (await sessions()) < before,
    LINE_ABSENT_MS - 1_000,
  )
  const reader = await FrameClient.join(relay, 'leaving')
  await until('what was typed', () => reader.text === 'typed in the last moment')
  reader.leave()
})

test('events come whole, however they are cut', () => {
  const text = ': here\n\nid: 1\nevent: line\ndata:\n\nid: 2\ndata: 1 AAAA\n\n: beat\n\n'
  const whole: LineEvent[] = []
  new EventLines((event) => whole.push(event)).read(text)
  expect(whole.map(({ comment, id, name, data }) => [comment, id, name, data])).toEqual([
    ['here', null, '', ''],
    ['', 1, 'line', ''],
    ['', 2, '', '1 AAAA'],
    ['beat', null, '', ''],
  ])
  for (let at = 0; at < text.length; at++) {
    const cut: LineEvent[] = []
    const lines = new EventLines((event) => cut.push(event))
    for (const piece of [text.slice(0, at), text.slice(at)]) lines.read(piece)
    expect(cut).toEqual(whole)
  }
})
