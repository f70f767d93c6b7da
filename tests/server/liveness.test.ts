// Signs of life (protocol R8), in real time: a stock provider alone in a room is never hung up on, and a dead peer is found.
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
