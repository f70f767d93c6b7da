// O4: what a client can make the relay write into its log is little, and never a secret of an address.
import { afterEach, expect, test } from 'vitest'
import { damage, databaseOf } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { RawPeer } from '../support/raw-peer.ts'
import { type LogLine, TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
afterEach(async () => {
  await relay.dispose()
})

const saying = (words: string): LogLine[] => relay.log.filter(({ msg }) => msg === words)

test('O4: of a thousand refused frames of one session the log has the first, and the metrics have them all', async () => {
  relay = await TestRelay.start()
  const mallory = new FrameClient(relay, 'flood', { mute: true })
  await until('the relay to speak', () => mallory.heard.length > 0)
  for (let n = 0; n < 500; n++) mallory.sendUpdate(new Uint8Array([255, 255]))
  await until('every refusal', () => mallory.frames('refused').length === 500)
  // And again: asked anew, and malformed as before.
  for (let n = 0; n < 250; n++) {
    mallory.send(new Uint8Array([0, 0, 1, 0]))
    mallory.sendUpdate(new Uint8Array([255, 255]), true)
  }
  await until('every refusal', () => mallory.frames('refused').length === 750)
  const { text } = await new RestClient(relay).ask('GET', '/metrics')
  const counted = [...text.matchAll(/^ligature_refusals_total\{.*\} (\d+)$/gm)].map(([, count]) => Number(count))
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(750)
  expect(saying('update refused')).toMatchObject([{ level: 'warn', document: 'flood', reason: 'malformed' }])
  mallory.leave()
})

test('O4: of a document that cannot be opened the log has one line, however many try how often; the metrics have each', async () => {
  relay = await TestRelay.start()
  const ada = await FrameClient.join(relay, 'holed')
  for (const words of ['one ', 'two ', 'three ']) {
    ada.type(words)
    await ada.allSaved()
  }
  ada.leave()
  await relay.stop()
  damage(relay.data, 'DELETE FROM log WHERE seq = 2')
  await relay.start()
  for (let n = 1; n <= 3; n++) {
    expect(await (await FrameClient.join(relay, 'holed')).closed()).toBe(4500)
    expect((await RawPeer.upgrade(relay, '/sync/holed')).status).toBe(503)
  }
  // And one from whoever would have it found by searches, at some time.
  const searches = 'what the document says cannot be found out; searches do not know it'
  expect(saying(searches).length).toBeLessThanOrEqual(1)
  const loud = relay.log.filter(({ level }) => level === 'warn' || level === 'error')
  expect(loud.filter(({ msg }) => msg !== searches)).toMatchObject([
    { msg: 'the document cannot be opened; it is as it was', document: 'holed', part: 'text', reason: 'damaged' },
  ])
  const { text } = await new RestClient(relay).ask('GET', '/metrics')
  expect(text).toContain('ligature_open_failures_total{reason="damaged"} 6\n')
  expect(text).toContain('ligature_open_failures_total{reason="store"} 0\n')
  // Whoever has a word for it was told by a close, of which the metrics tell too.
  expect(text).toContain('ligature_closes_total{code="4500"} 3\n')
})

test('O4: a line about an address has its beginning, and nothing of its query', async () => {
  relay = await TestRelay.start({ env: { LIGATURE_MAX_SESSIONS_PER_ADDRESS: '1' } })
  const ada = await FrameClient.join(relay, 'only-one')
  const turnedAway = await RawPeer.upgrade(relay, `/sync/${'x'.repeat(10_000)}?key=secret`)
  await until(
    'the line',
    () => saying('an address has all its sessions; see LIGATURE_MAX_SESSIONS_PER_ADDRESS').length > 0,
  )
  ada.leave()
  turnedAway.leave()
  const database = databaseOf(relay.data)
  database.exec('ALTER TABLE heads RENAME TO lost')
  database.close()
  const unlucky = await until('a place', async () => {
    const peer = await RawPeer.upgrade(relay, '/sync/unlucky?key=secret')
    return peer.status === 503 ? peer : undefined
  })
  expect(saying('the document cannot be opened; it is as it was')).toMatchObject([
    { level: 'error', document: 'unlucky', reason: 'store' },
  ])
  for (const line of relay.log) {
    expect(JSON.stringify(line)).not.toContain('secret')
    expect(String(line['path']).length).toBeLessThan(200)
  }
  unlucky.leave()
})
