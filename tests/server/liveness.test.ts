// Signs of life (protocol R8), in real time: a stock provider alone in a room is never hung up on, and a dead peer is found.
import { connect } from 'node:net'
import { setTimeout as pass } from 'node:timers/promises'
import { afterAll, beforeAll, test } from 'vitest'
import { LINE_PATH } from '../../contracts/http-transport.ts'
import { write } from '../../contracts/wire.ts'
import { HttpLine } from '../../renderer/collab/http-line.ts'
import { FrameClient } from '../support/frame-client.ts'
import { awarenessOf, updateOf } from '../support/hostile-bytes.ts'
import { LineClient } from '../support/line-client.ts'
import { RawPeer } from '../support/raw-peer.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const ALONE_MS = 95_000
const GONE_WITHIN_MS = 40_000
const DEAD = 4_242
const BACK = 4_243
const ASLEEP = 4_244
const SLOW = 4_250
const SLOW_FRAME_MS = 45_000
const MEGABYTE = 1_000_000
/** More than all buffers between the relay and a client that does not read. */
const LARGE = 24

let relay: TestRelay
beforeAll(async () => {
  relay = await TestRelay.start()
})
afterAll(async () => {
  await relay.dispose()
})

test.concurrent(
  'R8: unmodified providers, alone in a room, with presence and without, stay connected for 95 s',
  async ({ expect }) => {
    const present = await StockClient.join(relay, 'alone')
    const absent = await StockClient.join(relay, 'alone-and-absent')
    absent.provider.awareness.setLocalState(null)
    let closes = 0
    for (const { provider } of [present, absent]) provider.on('connection-close', () => closes++)
    const begun = performance.now()
    await until('95 s to pass', () => closes > 0 || performance.now() - begun > ALONE_MS, ALONE_MS + 10_000)
    expect(closes).toBe(0)
    for (const client of [present, absent]) client.leave()
  },
  ALONE_MS + 20_000,
)

test.concurrent(
  'R8: over HTTP, a client that listens and answers no beat is gone within 40 s, and ours, which answers them, stays',
  async ({ expect }) => {
    let ended = false
    let heard = 0
    const over = (): void => void (ended = true)
    const line = new HttpLine({ relay: relay.url, streams: true, heldBack: over, over })
    const ours = line.open('ws://relay/sync/live-line', { frame: () => heard++, ended: () => (ended = true) })
    await until('hello', () => heard > 0)
    // Somebody has to say something, or the time to the first frame is over.
    ours.send(write.step1(new Uint8Array([0])) as Uint8Array<ArrayBuffer>)
    const dead = await LineClient.join(relay, 'dead-line')
    await dead.sendFrames(1, write.step1(new Uint8Array([0])))
    await until('its line to be over', () => dead.streamEnded, GONE_WITHIN_MS)
    const begun = performance.now()
    await until('ours to be as old, and more', () => ended || performance.now() - begun > 10_000, GONE_WITHIN_MS)
    expect(ended).toBe(false)
    line.close()
  },
  GONE_WITHIN_MS + 30_000,
)

test.concurrent(
  'L3: over HTTP, a body of which nothing comes any more is cut off',
  async () => {
    const line = await LineClient.open(relay)
    const answering = setInterval(() => void line.post(0, 0, []), 5_000)
    let cutOff = false
    const peer = connect(Number(new URL(relay.url).port), '127.0.0.1')
    peer.on('error', () => undefined).once('close', () => (cutOff = true))
    const head = `POST ${LINE_PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nLigature-Line: ${line.id}\r\nContent-Type: application/octet-stream\r\n`
    peer.resume().write(`${head}Content-Length: 5000\r\n\r\nhalf`)
    await until('it to be cut off', () => cutOff, GONE_WITHIN_MS)
    clearInterval(answering)
    line.cut()
  },
  GONE_WITHIN_MS + 20_000,
)

test.concurrent(
  'R8: a peer that answers no ping is hung up on, and its presence is gone within 40 s',
  async ({ expect }) => {
    const ada = await FrameClient.join(relay, 'haunted')
    const dead = await RawPeer.upgrade(relay, '/sync/haunted')
    const heardOf = (state: string): boolean =>
      ada
        .frames('awareness')
        .some(({ update }) => Buffer.from(update).equals(Buffer.from(awarenessOf([DEAD, 1, state]))))
    dead.sendMessage(write.awareness(awarenessOf([DEAD, 1, '{"name":"Dead"}'])))
    await until('its presence to be heard of', () => heardOf('{"name":"Dead"}'))
    const fellSilent = performance.now()
    await until('its presence to be gone', () => heardOf('null'), GONE_WITHIN_MS)
    console.info(`a silent peer was gone after ${Math.round(performance.now() - fellSilent)} ms`)
    expect(dead.pings).toBe(2)
    ada.leave()
    dead.leave()
  },
  GONE_WITHIN_MS + 15_000,
)

/** Writes more than a client takes that does not read. */
async function writeMuch(writer: FrameClient): Promise<void> {
  for (let n = 0; n < LARGE; n++) {
    writer.type('x'.repeat(MEGABYTE), 0)
    await writer.allSaved()
  }
}

async function behind(): Promise<number> {
  const { text } = await new RestClient(relay).ask('GET', '/metrics')
  return Number(/^ligature_sessions_behind (\d+)$/m.exec(text)![1])
}

test.concurrent(
  'R8, R13: a peer that falls asleep with a full outbox is gone within 40 s, and may be back before',
  async () => {
    const ada = await FrameClient.join(relay, 'asleep')
    const heard = (clock: number, state: string): boolean =>
      ada
        .frames('awareness')
        .some(({ update }) => Buffer.from(update).equals(Buffer.from(awarenessOf([ASLEEP, clock, state]))))
    const old = await RawPeer.upgrade(relay, '/sync/asleep')
    old.sendMessage(write.awareness(awarenessOf([ASLEEP, 1, '{"caret":1}'])))
    old.sendMessage(write.awareness(awarenessOf([ASLEEP + 1, 1, '{"stays":"asleep"}'])))
    old.sendMessage(write.step1(new Uint8Array([0])))
    await until('its presence', () => heard(1, '{"caret":1}'))
    old.stopReading()
    await writeMuch(ada)
    await until('it to be behind', async () => (await behind()) > 0)
    // Its last words: what comes while the outbox is full has the relay stop reading.
    old.sendMessage(write.awareness(awarenessOf([ASLEEP + 1, 2, '{"last":"words"}'])))
    const fellAsleep = performance.now()
    const ben = await FrameClient.join(relay, 'asleep')
    let clock = 1
    const moves = setInterval(() => ben.send(write.awareness(awarenessOf([ASLEEP, ++clock, '{"caret":2}']))), 500)
    await until(
      'the new caret',
      () => Array.from({ length: clock }, (_, n) => n + 1).some((n) => heard(n, '{"caret":2}')),
      30_000,
    ).finally(() => clearInterval(moves))
    console.info(`who came back was seen after ${Math.round(performance.now() - fellAsleep)} ms`)
    await until(
      'the rest of it to be gone',
      () =>
        ada
          .frames('awareness')
          .some(({ update }) => Buffer.from(update).equals(Buffer.from(awarenessOf([ASLEEP + 1, 2, 'null'])))),
      GONE_WITHIN_MS - (performance.now() - fellAsleep),
    )
    for (const client of [ada, ben, old]) client.leave()
  },
  GONE_WITHIN_MS + 25_000,
)

test.concurrent(
  'R6: who takes a large document slowly, but steadily, is not closed for it',
  async ({ expect }) => {
    const ada = await FrameClient.join(relay, 'slow-line')
    await writeMuch(ada)
    const slow = new FrameClient(relay, 'slow-line')
    await until('it to be connected', () => slow.heard.length > 0)
    slow.send(write.awareness(awarenessOf([SLOW, 1, '{"line":"slow"}'])))
    const heard = (state: string): boolean =>
      ada
        .frames('awareness')
        .some(({ update }) => Buffer.from(update).equals(Buffer.from(awarenessOf([SLOW, 1, state]))))
    // 64 KB at most, and then a rest: 0.8 Mbit/s.
    const { _socket: raw } = slow.socket as unknown as { readonly _socket: NodeJS.EventEmitter }
    raw.on('data', () => slow.socket.pause())
    const reads = setInterval(() => slow.socket.resume(), 650)
    const begun = performance.now()
    await until('95 s to pass', () => performance.now() - begun > ALONE_MS, ALONE_MS + 10_000)
    const taken = slow.text.length
    clearInterval(reads)
    raw.removeAllListeners('data')
    console.info(`the slow one has ${Math.round(taken / MEGABYTE)} of ${LARGE} MB`)
    expect(taken).toBeLessThan(LARGE * MEGABYTE)
    // Had the relay hung up, she would know before it does, which has so much to read before.
    expect(heard('{"line":"slow"}')).toBe(true)
    expect(heard('null')).toBe(false)
    for (const client of [ada, slow]) client.breakOff()
  },
  ALONE_MS + 30_000,
)

test.concurrent(
  'R8: a frame that takes 45 s to come arrives, though no answer to a ping can come before its end',
  async () => {
    const ada = await FrameClient.join(relay, 'slow-paste')
    const slow = await RawPeer.upgrade(relay, '/sync/slow-paste')
    slow.sendMessage(write.step1(new Uint8Array([0])))
    const words = 'a pasted book '.repeat(4_000)
    const message = write.update(updateOf(words))
    const head = Buffer.from([0x82, 0xfe, 0, 0, 0, 0, 0, 0])
    head.writeUInt16BE(message.byteLength, 2)
    slow.sendBytes(head)
    let sent = 0
    const begun = performance.now()
    await until(
      'it all to be sent',
      async () => {
        const share = Math.min(1, (performance.now() - begun) / SLOW_FRAME_MS)
        const upTo = Math.floor(share * message.byteLength)
        slow.sendBytes(message.subarray(sent, upTo))
        sent = upTo
        await pass(100)
        return share === 1
      },
      SLOW_FRAME_MS + 10_000,
    )
    await until('her to have it', () => ada.text === words)
    for (const client of [ada, slow]) client.leave()
  },
  SLOW_FRAME_MS + 25_000,
)

test.concurrent(
  'R13: who comes back while the old connection is still taken for alive is seen within 20 s, and not gone with it',
  async ({ expect }) => {
    const ben = await FrameClient.join(relay, 'half-open')
    const heard = (clock: number, state: string): boolean =>
      ben
        .frames('awareness')
        .some(({ update }) => Buffer.from(update).equals(Buffer.from(awarenessOf([BACK, clock, state]))))
    // The old connection: from its one message on it answers nothing, and never hangs up.
    const old = await RawPeer.upgrade(relay, '/sync/half-open')
    old.sendMessage(write.awareness(awarenessOf([BACK, 1, '{"caret":1}'])))
    await until('the old caret', () => heard(1, '{"caret":1}'))
    const fellSilent = performance.now()
    const ada = await FrameClient.join(relay, 'half-open')
    let clock = 1
    const moves = setInterval(() => ada.send(write.awareness(awarenessOf([BACK, ++clock, '{"caret":2}']))), 500)
    const back = await until(
      'the new caret',
      () => Array.from({ length: clock }, (_, n) => n + 1).find((n) => heard(n, '{"caret":2}')),
      20_000,
    ).finally(() => clearInterval(moves))
    const backAfter = performance.now() - fellSilent
    console.info(`who came back was seen after ${Math.round(backAfter)} ms`)
    // Before, an id is not to be had: its owner has only had nothing to say.
    expect(backAfter).toBeGreaterThan(12_000)
    expect(back).toBeGreaterThan(2)
    // By then the relay has found the old connection dead, and nothing is to happen for it.
    await pass(GONE_WITHIN_MS - (performance.now() - fellSilent))
    for (let n = 1; n <= clock; n++) expect(heard(n, 'null')).toBe(false)
    for (const client of [ada, ben]) client.leave()
  },
  GONE_WITHIN_MS + 15_000,
)
