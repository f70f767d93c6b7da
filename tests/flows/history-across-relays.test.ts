// Two relays on one PostgreSQL: what was done at one is told by the other, also when one of them has folded it (N).
import { expect, test } from 'vitest'
import { FrameClient } from '../support/frame-client.ts'
import { history } from '../support/history-client.ts'
import { startPostgres, startRelays } from '../support/servers.ts'
import { until } from '../support/until.ts'

const LETTERS = 2_500

const database = startPostgres()
const { relays } = startRelays(database, 'history')

test('N1, N3: both tell the same, of what both have written and either has folded', { timeout: 60_000 }, async () => {
  const [here, there] = relays
  const people = await Promise.all(relays.map((relay) => FrameClient.join(relay, 'shared')))
  for (let n = 0; n < LETTERS; n++) for (const person of people) person.type('a', 0)
  await Promise.all(people.map((person) => person.allSaved()))
  await until(
    'the log to be trimmed',
    async () => {
      const { rows } = await database.postgres.ask('history', 'SELECT min(seq) AS first FROM log')
      return Number(rows[0].first) > 1
    },
    30_000,
  )
  const rows = await history(there, 'shared')
  expect(rows).toMatchObject([{ fromSeq: 1, toSeq: 2 * LETTERS, edits: 2 * LETTERS, added: 2 * LETTERS, removed: 0 }])
  expect(await history(here, 'shared')).toEqual(rows)
  expect((await database.postgres.ask('history', 'SELECT 1 FROM history')).rows.length).toBeGreaterThan(1)
  for (const person of people) person.leave()
})
