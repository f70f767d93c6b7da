// The Redis user of docs/operating.md: what its one line allows is all that relays ask for, and enough to hear of each other.
import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { startServers } from '../support/servers.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const servers = startServers()
let relays: readonly TestRelay[] = []
afterAll(async () => {
  await Promise.all(relays.map((relay) => relay.dispose()))
})

/** As it stands there. */
function userOfThePage(): { readonly name: string; readonly password: string; readonly rights: readonly string[] } {
  const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
  const [, name, password, rights] = /^ +ACL SETUSER (\w+) reset on '>(\w+)' (.+)$/m.exec(page)!
  return { name: name!, password: password!, rights: rights!.split(' ') }
}

test('§8: relays with a user of their own in Redis hear of each other and share what they read, and nothing is refused', async () => {
  const { name, password, rights } = userOfThePage()
  await servers.redis.ask('ACL', 'SETUSER', name, 'reset', 'on', `>${password}`, ...rights)
  const url = new URL(servers.redis.url)
  Object.assign(url, { username: name, password })
  const env = { DATABASE_URL: await servers.postgres.database('users'), REDIS_URL: url.href }
  relays = await Promise.all([1, 2].map(() => TestRelay.start({ env })))
  const [one, other] = relays as [TestRelay, TestRelay]

  const [ada, bob] = [await StockClient.join(one, 'shared'), await StockClient.join(other, 'shared')]
  ada.provider.awareness.setLocalState({ user: { name: 'Ada', color: '#1a6b5c' } })
  ada.type('heard')
  await until(
    'Bob to see what Ada typed, and Ada',
    () => bob.text === 'heard' && bob.provider.awareness.states.size === 2,
  )
  // Nobody has this one open there: who is in it stands in Redis.
  const eve = await StockClient.join(one, 'elsewhere')
  eve.provider.awareness.setLocalState({ user: { name: 'Eve', color: '#1a6b5c' } })
  const rest = new RestClient(other)
  await until('the other relay to name who is there', async () => {
    const { text } = await rest.ask('GET', `${rest.document('elsewhere')}/presence`)
    return text.includes('Eve')
  })
  eve.leave()
  await until('and not for longer than she is', async () => {
    const { text } = await rest.ask('GET', `${rest.document('elsewhere')}/presence`)
    return !text.includes('Eve')
  })
  await rest.ask('PATCH', rest.document('shared'), { body: { title: 'Renamed' } })
  await until('both to count each other', async () => {
    const texts = await Promise.all(relays.map(async (relay) => await (await fetch(`${relay.url}/metrics`)).text()))
    return texts.every((text) => /^ligature_redis_up 1$/m.test(text) && /^ligature_other_relays 1$/m.test(text))
  })
  for (const person of [ada, bob]) person.leave()
  await Promise.all(relays.map((relay) => relay.stop()))
  // Each refusal is kept here by Redis, also those that ioredis passes over.
  expect(await servers.redis.ask('ACL', 'LOG')).toEqual([])
  for (const { stderr, log } of relays)
    expect({ stderr, log: log.filter(({ level }) => level === 'warn' || level === 'error') }).toEqual({
      stderr: '',
      log: [],
    })
}, 90_000)
