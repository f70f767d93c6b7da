// Signs of life (protocol R8), in real time: a stock provider alone in a room is never hung up on, and a dead peer is found.
import { setTimeout as pass } from 'node:timers/promises'
import { afterAll, beforeAll, test } from 'vitest'
import { write } from '../../contracts/wire.ts'
import { FrameClient } from '../support/frame-client.ts'
import { awarenessOf } from '../support/hostile-bytes.ts'
import { RawPeer } from '../support/raw-peer.ts'
import { TestRelay } from '../support/relay.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const ALONE_MS = 95_000
const GONE_WITHIN_MS = 40_000
const DEAD = 4_242
const BACK = 4_243

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
