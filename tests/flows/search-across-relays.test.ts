// Two relays on one PostgreSQL: each finds what was typed at the other; and what a relay has left undone that is gone, another makes
// up for (§9).
import { test } from 'vitest'
import { RestClient } from '../support/rest-client.ts'
import { found, Writer } from '../support/search-client.ts'
import { startPostgres, startRelays } from '../support/servers.ts'
import { until } from '../support/until.ts'

const { relays } = startRelays(startPostgres(), 'searched')

test('S4: what is typed at one relay is found at the other, made by one of them', async () => {
  const [here, there] = relays
  await new RestClient(here).create('shared', 'Ours')
  const ada = await Writer.join(here, 'shared')
  await ada.write('elderberries 你好世界')
  for (const words of ['elderberr', '好世界', '世界', '"ours" 你'])
    await until(`${words} to be found`, async () => (await found(there, words)).includes('shared'))
  ada.leave()
})

test('S4: what a relay was about to make when it was killed, another makes', async () => {
  const [here, there] = relays
  const ada = await Writer.join(here, 'orphan')
  await ada.write('gooseberries')
  await here.kill()
  // Nobody has the document open there.
  await until('it to be found', async () => (await found(there, 'gooseberries')).includes('orphan'), 40_000)
}, 60_000)
