// R4, R6: a large document is joined by many at once, and by people on slow lines.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { write } from '../../contracts/wire.ts'
import { command } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

const MEGABYTE = 1_000_000
const SIZE = 20
/** Of a joiner who hears the whole in one: its own copy of the snapshot, and its own frame. */
const COPY_BYTES = SIZE * MEGABYTE
const JOINERS = 12

let relay: TestRelay
let text: string
beforeAll(async () => {
  relay = await TestRelay.start({ env: { LIGATURE_RATE_BYTES: '0' } })
  const ada = await FrameClient.join(relay, 'book')
  for (let n = 0; n < SIZE; n++) ada.type(`${n} `.padEnd(MEGABYTE, 'words '))
  await until('the book to be saved', () => ada.saved >= ada.sent, 60_000)
  text = ada.text
  ada.breakOff()
  await relay.stop()
  expect(await command(relay.data, 'compact')).toMatchObject({ code: 0 })
  await relay.start()
}, 120_000)
afterAll(async () => {
  await relay.dispose()
})

const rssBytes = (): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${relay.pid}/status`, 'utf8'))![1]) * 1_024

async function behind(): Promise<number> {
  const { text: metrics } = await new RestClient(relay).ask('GET', '/metrics')
  return Number(/^ligature_sessions_behind (\d+)$/m.exec(metrics)![1])
}

/** Asks for the document and takes nothing of it. */
async function joinAndStop(): Promise<FrameClient> {
  const client = new FrameClient(relay, 'book', { mute: true })
  await until('the relay to speak', () => client.heard.length > 0)
  client.socket.pause()
  client.send(write.step1(Y.encodeStateVector(client.doc)))
  return client
}

test.runIf(process.platform === 'linux')(
  'R4, R6: many who join a large document and take nothing share its bytes, and have it all once they read on',
  { timeout: 120_000 },
  async () => {
    const first = await FrameClient.join(relay, 'book')
    expect(first.text === text).toBe(true)
    first.breakOff()
    const before = rssBytes()
    const joiners: FrameClient[] = []
    for (let n = 0; n < JOINERS; n++) joiners.push(await joinAndStop())
    await until('all to be behind', async () => (await behind()) === JOINERS, 30_000)
    const grown = rssBytes() - before
    console.info(`${JOINERS} joiners of ${SIZE} MB who read nothing cost ${Math.round(grown / MEGABYTE)} MB`)
    expect(grown).toBeLessThan(3 * COPY_BYTES)
    for (const client of joiners.slice(2)) client.breakOff()
    for (const client of joiners.slice(0, 2)) {
      client.socket.resume()
      await until('it to have the book', () => client.frames('update').some(({ step2 }) => step2), 30_000)
      expect(client.text === text).toBe(true)
      client.breakOff()
    }
  },
)

test('R4: a large document comes in updates of about a megabyte, and last one step2', { timeout: 60_000 }, async () => {
  const ben = await FrameClient.join(relay, 'book')
  await until('the step2', () => ben.frames('update').some(({ step2 }) => step2), 30_000)
  const updates = ben.frames('update')
  expect(ben.text === text).toBe(true)
  expect(updates.map(({ step2 }) => step2).indexOf(true)).toBe(updates.length - 1)
  expect(updates.length).toBeGreaterThan(SIZE / 2)
  for (const { update } of updates) expect(update.byteLength).toBeLessThan(1.5 * MEGABYTE)
  // Nor does somebody with little of it hear the rest in one.
  const stale = new Y.Doc()
  Y.applyUpdate(stale, updates[0]!.update)
  const carla = await FrameClient.join(relay, 'book', { doc: stale })
  await until('the step2', () => carla.frames('update').some(({ step2 }) => step2), 30_000)
  expect(carla.text === text).toBe(true)
  for (const { update } of carla.frames('update')) expect(update.byteLength).toBeLessThan(1.5 * MEGABYTE)
  for (const client of [ben, carla]) client.breakOff()
})
