// Two relays on one PostgreSQL: what was done at one is told by the other, also when one of them has folded it (N).
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FrameClient } from '../support/frame-client.ts'
import { history } from '../support/history-client.ts'
import { TestPostgres } from '../support/postgres.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const LETTERS = 2_500

let postgres: TestPostgres
let relays: TestRelay[]
beforeAll(async () => {
  postgres = await TestPostgres.start()
  const DATABASE_URL = await postgres.database('history')
  relays = await Promise.all([1, 2].map(() => TestRelay.start({ env: { DATABASE_URL } })))
}, 60_000)
afterAll(async () => {
  await Promise.all(relays.map((relay) => relay.dispose()))
  await postgres.stop()
})

test('N1, N3: both tell the same, of what both have written and either has folded', { timeout: 60_000 }, async () => {
  const [here, there] = relays as [TestRelay, TestRelay]
  const people = await Promise.all(relays.map((relay) => FrameClient.join(relay, 'shared')))
  for (let n = 0; n < LETTERS; n++) for (const person of people) person.type('a', 0)
  await Promise.all(people.map((person) => person.allSaved()))
  await until(
    'the log to be trimmed',
    async () => {
      const { rows } = await postgres.ask('history', 'SELECT min(seq) AS first FROM log')
      return Number(rows[0].first) > 1
    },
    30_000,
  )
  const rows = await history(there, 'shared')
  expect(rows).toMatchObject([{ fromSeq: 1, toSeq: 2 * LETTERS, edits: 2 * LETTERS, added: 2 * LETTERS, removed: 0 }])
  expect(await history(here, 'shared')).toEqual(rows)
  expect((await postgres.ask('history', 'SELECT 1 FROM history')).rows.length).toBeGreaterThan(1)
  for (const person of people) person.leave()
})
