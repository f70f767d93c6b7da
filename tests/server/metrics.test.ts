// O3, O4: what a relay says about itself to whoever watches over it: `/metrics`, and ids in the log.
import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { write } from '../../contracts/wire.ts'
import { Metrics } from '../../server/observe/metrics.ts'
import { FrameClient } from '../support/frame-client.ts'
import { updateOf } from '../support/hostile-bytes.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
afterEach(async () => {
  await relay.dispose()
})

/** Every sample by its name and labels. Reads as Prometheus does: what is no sample must be a comment. */
async function metrics(): Promise<Record<string, number>> {
  const { status, headers, text } = await new RestClient(relay).ask('GET', '/metrics')
  expect({ status, type: headers['content-type'] }).toEqual({
    status: 200,
    type: 'text/plain; version=0.0.4; charset=utf-8',
  })
  expect(text.endsWith('\n')).toBe(true)
  const samples: Record<string, number> = {}
  for (const line of text.slice(0, -1).split('\n')) {
    if (/^# (HELP|TYPE) ligature_[a-z_]+ ./.test(line)) continue
    const [, name, value] = /^(ligature_[a-z_]+(?:\{[a-z]+="[^"\\]+"(?:,[a-z]+="[^"\\]+")*\})?) (\S+)$/.exec(line) ?? []
    if (name === undefined) throw new Error(`not a line that Prometheus takes: ${line}`)
    samples[name] = Number(value)
  }
  for (const [name, value] of Object.entries(samples))
    expect({ name, finite: Number.isFinite(value) }).toEqual({ name, finite: true })
  return samples
}

test('O3: sessions, rooms, frames, bytes and commits are counted', async () => {
  relay = await TestRelay.start()
  expect(await metrics()).toMatchObject({
    ligature_sessions: 0,
    ligature_rooms: 0,
    ligature_frames_received_total: 0,
    ligature_commit_updates_count: 0,
  })
  const ada = await FrameClient.join(relay, 'counted')
  const ben = await FrameClient.join(relay, 'counted', { stock: true })
  const carla = await FrameClient.join(relay, 'counted/comments')
  for (const client of [ada, carla]) await client.allSaved()
  for (let n = 0; n < 100; n++) ada.type('x')
  await ada.allSaved()
  await until('the others to have it', () => ben.text === ada.text)
  // Each sent a step1, a step2, and she her letters.
  const after = await until('every frame to be counted', async () => {
    const samples = await metrics()
    return samples['ligature_frames_received_total'] === 106 ? samples : undefined
  })
  expect(after).toMatchObject({
    ligature_sessions: 3,
    ligature_rooms: 2,
    ligature_sessions_behind: 0,
    // Only what is new counts: the empty step2 of the three saved nothing.
    ligature_commit_updates_sum: 100,
  })
  expect(after['ligature_bytes_received_total']).toBeGreaterThan(100 * updateOf('x').byteLength)
  const heard = [ada, ben, carla].reduce((sum, client) => sum + client.heard.length, 0)
  expect(after['ligature_frames_sent_total']).toBeGreaterThanOrEqual(heard)
  expect(after['ligature_bytes_sent_total']).toBeGreaterThan(heard)
  const commits = after['ligature_commit_seconds_count']!
  expect(commits).toBeGreaterThan(0)
  expect(commits).toBe(after['ligature_commit_updates_count'])
  expect(after['ligature_commit_seconds_bucket{le="+Inf"}']).toBe(commits)
  expect(after['ligature_commit_updates_bucket{le="5000"}']).toBe(commits)
  expect(after['ligature_commit_seconds_sum']).toBeGreaterThan(0)
  expect(after['ligature_event_loop_delay_seconds{quantile="1"}']).toBeGreaterThanOrEqual(
    after['ligature_event_loop_delay_seconds{quantile="0.5"}']!,
  )
  for (const client of [ada, ben, carla]) client.leave()
  await until('everybody to have left', async () => (await metrics())['ligature_sessions'] === 0)
})

test('O3: the protocol names every metric, and no other', async () => {
  relay = await TestRelay.start()
  const metrics = new Metrics()
  const bus = { sent: 0, unsent: 0, heard: 0, others: 0, up: true }
  const text = metrics.text({
    ...{ sessions: 0, rooms: 0, behind: 0, throttled: 0, overHttp: 0, outboxBytes: 0 },
    ...{ eventStreams: 0, peopleStreams: 0, commentStreams: 0 },
    bus,
  })
  metrics.close()
  const { text: alone } = await new RestClient(relay).ask('GET', '/metrics')
  expect(text.startsWith(alone.slice(0, alone.indexOf('\n')))).toBe(true)
  expect(alone).not.toContain('redis')
  const said = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name)
  const protocol = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
  const rows = protocol.matchAll(/^\| (`ligature_.*?) \| /gm)
  const documented = [...rows].flatMap(([, names]) => [...names!.matchAll(/`(ligature_\w+)/g)].map(([, name]) => name))
  expect(documented.sort()).toEqual(said.sort())
})

test('O3: refusals are counted by reason, and what the relay closed by code', async () => {
  relay = await TestRelay.start({ env: { LIGATURE_MAX_FRAME_BYTES: '2000' } })
  const ada = await FrameClient.join(relay, 'refused')
  ada.sendUpdate(updateOf('x'.repeat(2_000)))
  ada.sendUpdate(updateOf('and what follows'))
  await ada.allSaved()
  const mallory = await FrameClient.join(relay, 'refused', { stock: true })
  mallory.sendUpdate(new Uint8Array([1, 2, 3]))
  expect(await mallory.closed()).toBe(4422)
  const gross = await FrameClient.join(relay, 'refused')
  gross.sendUpdate(new Uint8Array(20_000))
  expect(await gross.closed()).toBe(4413)
  expect(gross.closeReason).toBe('the frame is larger than the 2000 bytes that this relay accepts')
  expect(await (await FrameClient.join(relay, 'no/document')).closed()).toBe(4404)
  expect(await metrics()).toMatchObject({
    'ligature_refusals_total{reason="too-large"}': 1,
    'ligature_refusals_total{reason="diverged"}': 1,
    'ligature_refusals_total{reason="malformed"}': 1,
    'ligature_refusals_total{reason="quota"}': 0,
    'ligature_closes_total{code="4422"}': 1,
    'ligature_closes_total{code="4413"}': 1,
    'ligature_closes_total{code="4404"}': 1,
    'ligature_closes_total{code="4530"}': 0,
  })
  ada.leave()
})

test(
  'O3: a session that takes what it is sent too slowly is behind until it has taken it',
  { timeout: 60_000 },
  async () => {
    relay = await TestRelay.start()
    const writer = await FrameClient.join(relay, 'slow')
    const slow = await FrameClient.join(relay, 'slow')
    slow.socket.pause()
    const words = 'word '.repeat(20_000)
    await until(
      'the reader to be behind',
      async () => {
        writer.type(words, 0)
        await writer.allSaved()
        const { ligature_sessions_behind: behind, ligature_outbox_bytes: outbox } = await metrics()
        return behind === 1 && outbox! > 1_000_000
      },
      30_000,
    )
    slow.socket.resume()
    await until('the reader to have it all', () => slow.text === writer.text, 30_000)
    await until('it not to be behind any more', async () => {
      const { ligature_sessions_behind: behind, ligature_outbox_bytes: outbox } = await metrics()
      return behind === 0 && outbox === 0
    })
    for (const client of [writer, slow]) client.leave()
  },
)

test('O3, L2: who is read later shows in the metrics, and once in the log', { timeout: 30_000 }, async () => {
  relay = await TestRelay.start({ env: { LIGATURE_RATE_FRAMES: '50' } })
  const ada = await FrameClient.join(relay, 'fast')
  await FrameClient.join(relay, 'fast')
  const none = {
    ligature_sessions_throttled: 0,
    ligature_throttled_seconds_count: 0,
    ligature_throttled_seconds_sum: 0,
  }
  expect(await metrics()).toMatchObject(none)
  for (let time = 1; time <= 2; time++) {
    for (let n = 0; n < 100; n++) ada.type('x')
    await until('her to wait', async () => (await metrics())['ligature_sessions_throttled'] === 1)
    await ada.allSaved()
    await until('her to be read again', async () => (await metrics())['ligature_sessions_throttled'] === 0)
  }
  const after = await metrics()
  expect(after['ligature_throttled_seconds_count']).toBeGreaterThanOrEqual(2)
  expect(after['ligature_throttled_seconds_sum']).toBeGreaterThan(1)
  const lines = relay.log.filter(({ msg }) => msg.startsWith('a session sends more than it may'))
  expect(lines).toMatchObject([{ level: 'warn', document: 'fast', part: 'text', from: '127.0.0.1' }])
  ada.leave()
})

test('O3: what came of reads of metadata is counted: read from the store, and found', async () => {
  relay = await TestRelay.start()
  const rest = new RestClient(relay)
  await rest.create('read', 'One')
  const of = async (cache: string, outcome: string): Promise<number> =>
    (await metrics())[`ligature_cache_reads_total{cache="${cache}",outcome="${outcome}"}`]!
  let reads = 0
  await until('one to be found', async () => {
    await rest.read('read')
    reads++
    return (await of('document', 'hit')) > 0
  })
  await rest.list({ limit: '200' })
  expect(await of('document', 'miss')).toBe(reads - 1)
  expect(await of('list', 'miss')).toBe(1)
  for (const [cache, outcome] of [
    ['document', 'shared'],
    ['document', 'bypass'],
    ['list', 'hit'],
  ] as const)
    expect(await of(cache, outcome)).toBe(0)
})

test('O3: compactions are counted', { timeout: 30_000 }, async () => {
  relay = await TestRelay.start()
  const ada = await FrameClient.join(relay, 'long')
  for (let n = 0; n < 1_100; n++) ada.type('x')
  await ada.allSaved()
  await until('a compaction', async () => (await metrics())['ligature_compactions_total{outcome="done"}'] === 1)
  expect((await metrics())['ligature_compactions_total{outcome="failed"}']).toBe(0)
  ada.leave()
})

test('O4: an answer carries the id under which the log speaks of the request and its document', async () => {
  relay = await TestRelay.start({ env: { LIGATURE_LOG: 'debug' } })
  const rest = new RestClient(relay)
  const { headers } = await rest.create('named')
  const request = headers['x-request-id']
  expect(request).toMatch(/^[\w-]{8}$/)
  await until('the line', () => relay.log.find((line) => line['request'] === request))
  expect(relay.log.filter((line) => line['request'] === request)).toMatchObject([
    { msg: 'answered', document: 'named', method: 'PUT', url: '/api/v1/documents/named', status: 201 },
  ])
  expect((await rest.read('named')).headers['x-request-id']).not.toBe(request)
  await rest.ask('GET', `/api/v1/search?q=diary&${'x'.repeat(10_000)}`)
  await until('the line', () => relay.log.find(({ url }) => url === '/api/v1/search'))
  expect(JSON.stringify(relay.log)).not.toContain('diary')
})

test('O4: every line about a connection carries its request and its document', async () => {
  relay = await TestRelay.start({ env: { LIGATURE_LOG: 'debug' } })
  const ada = await FrameClient.join(relay, 'named')
  ada.sendUpdate(new Uint8Array([1, 2, 3]))
  await ada.allSaved()
  ada.send(write.hello(ada.frames('hello')[0]!.hello).subarray(0, 9))
  expect(await ada.closed()).toBe(4400)
  const mine = await until('three lines', () => {
    const lines = relay.log.filter(({ document }) => document === 'named')
    return lines.length >= 3 ? lines : undefined
  })
  expect(mine.map(({ msg }) => msg)).toEqual(['joined', 'update refused', 'malformed frame'])
  const [request, ...others] = new Set(mine.map((line) => line['request']))
  expect(request).toMatch(/^[\w-]{8}$/)
  expect(others).toEqual([])
})
