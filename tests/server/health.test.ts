// R7, O1, O2: `/healthz` and `/readyz` are for whoever watches over a relay, and say so when nobody's edits can be saved.
// The disk is full for real as far as SQLite can tell: a trigger in the relay's own database fails every write to the log.
import { fastify } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serveHealth } from '../../server/http/health.ts'
import { databaseOf } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { RawPeer } from '../support/raw-peer.ts'
import { TestRelay } from '../support/relay.ts'
import { type Answer, RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
beforeEach(async () => {
  relay = await TestRelay.start()
})
afterEach(async () => {
  await relay.dispose()
})

const health = (): Promise<Answer> => new RestClient(relay).ask('GET', '/healthz')
const readiness = (): Promise<Answer> => new RestClient(relay).ask('GET', '/readyz')

/** No edit, or none that holds these words, can be saved until the returned function is called. */
function fillTheDisk(words?: string): () => void {
  const database = databaseOf(relay.data)
  const which = words === undefined ? '' : `WHEN instr(NEW.bytes, CAST('${words}' AS BLOB)) > 0`
  database.exec(
    `CREATE TRIGGER full BEFORE INSERT ON log ${which} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
  )
  return () => {
    database.exec('DROP TRIGGER full')
    database.close()
  }
}

test('R7: while commits fail the relay is not well and says why; with the next that succeeds it is', async () => {
  const ada = await FrameClient.join(relay, 'full')
  await ada.allSaved()
  expect((await health()).status).toBe(200)
  expect(await readiness()).toMatchObject({ status: 200, body: { status: 'ready' } })
  const makeRoom = fillTheDisk()
  ada.type('not to be lost')
  expect(await ada.closed()).toBe(4500)
  const sick = await health()
  expect(sick.status).toBe(503)
  expect(sick.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(sick.body).toMatchObject({
    code: 'unavailable',
    detail: expect.stringMatching(/^nothing acknowledged is lost, .*: .*database or disk is full/),
  })
  expect(await readiness()).toMatchObject({ status: 503, body: { detail: sick.body?.['detail'] } })
  // Reading does not make it well again.
  await FrameClient.join(relay, 'elsewhere')
  expect((await health()).status).toBe(503)
  makeRoom()
  const again = await FrameClient.join(relay, 'full', { doc: ada.doc })
  await again.allSaved()
  expect((await health()).status).toBe(200)
  expect((await readiness()).status).toBe(200)
  again.leave()
})

test('R7: one document that cannot be saved does not make a relay sick that saves the others', async () => {
  const makeRoom = fillTheDisk('poison')
  const ada = await FrameClient.join(relay, 'unlucky')
  const ben = await FrameClient.join(relay, 'lucky')
  ada.type('poison')
  expect(await ada.closed()).toBe(4500)
  ben.type('fine')
  await ben.allSaved()
  expect((await health()).status).toBe(200)
  makeRoom()
  ben.leave()
})

test('O2: a relay that shuts down takes nobody more and says so, while it waits for the goodbyes of the others', async () => {
  const mute = await RawPeer.upgrade(relay, '/sync/lingering')
  expect((await readiness()).status).toBe(200)
  relay.signal('SIGTERM')
  const answer = await until('it not to be ready', async () => {
    const now = await readiness()
    return now.status === 503 ? now : undefined
  })
  const refusal = { code: 'unavailable', detail: 'the relay is shutting down' }
  expect(answer.body).toMatchObject(refusal)
  const late = await RawPeer.upgrade(relay, '/sync/lingering')
  expect(late.status).toBe(503)
  expect(JSON.parse(late.body)).toMatchObject(refusal)
  await until('it to have ended', () => !relay.running)
  mute.leave()
})

test('R11: with LIGATURE_DRAIN_SECONDS it is not ready and works on, and only then asks people to leave', async () => {
  const draining = await TestRelay.start({ env: { LIGATURE_DRAIN_SECONDS: '4' } })
  const ada = await FrameClient.join(draining, 'drained')
  draining.signal('SIGTERM')
  await until('it not to be ready', async () => (await fetch(`${draining.url}/readyz`)).status === 503)
  // A balancer has not asked yet, and sends somebody here.
  const ben = await FrameClient.join(draining, 'drained')
  ben.type('still taken')
  await ben.allSaved()
  await until('Ada to see it', () => ada.text === 'still taken')
  expect((await fetch(`${draining.url}/healthz`)).status).toBe(200)
  expect(ada.frames('goaway')).toEqual([])
  expect([await ada.closed(), await ben.closed()]).toEqual([4503, 4503])
  expect([ada.frames('goaway').length, ben.frames('goaway').length]).toEqual([1, 1])
  expect(await draining.stop()).toBe(0)
  await draining.dispose()
})

test.each([
  [1_000, 503],
  [31_000, 200],
])(
  'O2: %d ms after the last failure: %d. Only the edits of people who are let in show that the disk is well',
  async (ageMs, status) => {
    const app = fastify()
    serveHealth(app, {
      store: { check: async () => undefined },
      saveFailure: () => ({ message: 'disk full', ageMs }),
      draining: () => false,
      metrics: () => '',
    })
    expect((await app.inject('/readyz')).statusCode).toBe(status)
    expect((await app.inject('/healthz')).statusCode).toBe(503)
  },
)
