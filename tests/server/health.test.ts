// R7: `/healthz` is for whoever watches over a relay, and says so when nobody's edits can be saved. The disk is full for
// real as far as SQLite can tell: a trigger in the relay's own database fails every write to the log.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import { type Answer, RestClient } from '../support/rest-client.ts'

let relay: TestRelay
beforeEach(async () => {
  relay = await TestRelay.start()
})
afterEach(async () => {
  await relay.dispose()
})

const health = (): Promise<Answer> => new RestClient(relay).ask('GET', '/healthz')

/** No edit, or none that holds these words, can be saved until the returned function is called. */
function fillTheDisk(words?: string): () => void {
  const database = new DatabaseSync(join(relay.data, 'ligature.db'))
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
  // Reading does not make it well again.
  await FrameClient.join(relay, 'elsewhere')
  expect((await health()).status).toBe(503)
  makeRoom()
  const again = await FrameClient.join(relay, 'full', { doc: ada.doc })
  await again.allSaved()
  expect((await health()).status).toBe(200)
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
