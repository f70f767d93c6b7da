// Two relays on one PostgreSQL: each finds what was typed at the other; and what a relay has left undone that is gone, another makes
// up for (§9).
import { afterAll, beforeAll, test } from 'vitest'
import { TestPostgres } from '../support/postgres.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { found, Writer } from '../support/search-client.ts'
import { until } from '../support/until.ts'

let postgres: TestPostgres
let relays: TestRelay[]
beforeAll(async () => {
  postgres = await TestPostgres.start()
  const DATABASE_URL = await postgres.database('searched')
  relays = await Promise.all([1, 2].map(() => TestRelay.start({ env: { DATABASE_URL } })))
}, 60_000)
afterAll(async () => {
  await Promise.all(relays.map((relay) => relay.dispose()))
  await postgres.stop()
})

test('S4: what is typed at one relay is found at the other, made by one of them', async () => {
  const [here, there] = relays as [TestRelay, TestRelay]
  await new RestClient(here).create('shared', 'Ours')
  const ada = await Writer.join(here, 'shared')
  await ada.write('elderberries 你好世界')
  for (const words of ['elderberr', '好世界', '世界', '"ours" 你'])
    await until(`${words} to be found`, async () => (await found(there, words)).includes('shared'))
  ada.leave()
})

test('S4: what a relay was about to make when it was killed, another makes', async () => {
  const [here, there] = relays as [TestRelay, TestRelay]
  const ada = await Writer.join(here, 'orphan')
  await ada.write('gooseberries')
  await here.kill()
  // Nobody has the document open there.
  await until('it to be found', async () => (await found(there, 'gooseberries')).includes('orphan'), 40_000)
}, 60_000)
