// K2, K6, K7 on two relays that share a PostgreSQL and a Redis: a comment on one is told on the other at once, counted for both, and a
// request that is made of both is carried out once. Real processes.
import { beforeAll, expect, test } from 'vitest'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { CommentsClient } from '../support/comments-client.ts'
import { CommentsReader } from '../support/comments-reader.ts'
import { startRelays, startServers } from '../support/servers.ts'
import { until } from '../support/until.ts'

const servers = startServers()
const { relays } = startRelays(servers, 'comments')
let people: [CommentsClient, CommentsClient]
beforeAll(() => void (people = [new CommentsClient(relays[0]), new CommentsClient(relays[1])]))

async function countsOf(id: string): Promise<string> {
  const counts = await Promise.all(
    relays.map(async ({ url }) => {
      const query = `{ document(id: "${id}") { openComments } }`
      const response = await fetch(new URL(`${GRAPHQL_ROUTE.path}?query=${encodeURIComponent(query)}`, url))
      const { data } = (await response.json()) as { data: { document: { openComments: number } } }
      return data.document.openComments
    }),
  )
  return counts.join()
}

test('K7: what is said on one relay is told on the other, within a moment, and counted for both', async () => {
  const [ada, ben] = people
  await ada.rest.create('shared')
  const readers = await Promise.all(relays.map((relay) => CommentsReader.open(relay, 'shared')))
  for (const reader of readers) await reader.tells()
  const thread = await ada.opened('shared', 'Do you see this?', { name: 'Ada' })
  for (const reader of readers) await reader.tells('Do you see this?')
  await until('both to have counted it', async () => (await countsOf('shared')) === '1,1', 2_000)
  expect((await ben.reply('shared', thread, 'I do', { name: 'Ben' })).status).toBe(201)
  for (const reader of readers) await reader.tells('Do you see this? / I do')
  expect((await ben.resolve('shared', thread)).status).toBe(200)
  for (const reader of readers) await reader.tells()
  await until('both to have counted none', async () => (await countsOf('shared')) === '0,0', 2_000)
  expect(await ada.threads('shared')).toEqual(await ben.threads('shared'))
  for (const reader of readers) reader.close()
})

test('K2: requests that are made of both relays at once are each carried out once, and what was answered is on both', async () => {
  const [ada, ben] = people
  await ada.rest.create('busy')
  for (let n = 0; n < 15; n++) {
    const both = people.map((person) => person.open('busy', `Thread ${n}`, { thread: `t${n}` }))
    expect((await Promise.all(both)).map(({ status }) => status).toSorted()).toEqual([200, 201])
    const replies = people.map((person) => person.reply('busy', `t${n}`, 'the same', { entry: 'e' }))
    expect((await Promise.all(replies)).map(({ status }) => status).toSorted()).toEqual([200, 201])
  }
  const threads = await ada.threads('busy')
  expect(threads.map(({ entries }) => entries.length)).toEqual(Array.from({ length: 15 }, () => 2))
  expect(await ben.threads('busy')).toEqual(threads)
})

test('K6: a relay counts what another has left uncounted that was killed', { timeout: 30_000 }, async () => {
  const [ada, ben] = people
  await ada.rest.create('left')
  await ada.opened('left', 'Remember me')
  await relays[0].kill()
  expect((await ben.threads('left'))[0]!.entries[0]!.text).toBe('Remember me')
  const query = `{ document(id: "left") { openComments } }`
  const url = new URL(`${GRAPHQL_ROUTE.path}?query=${encodeURIComponent(query)}`, relays[1].url)
  await until(
    'the other to count it',
    async () => JSON.stringify(await (await fetch(url)).json()).includes('"openComments":1'),
    25_000,
  )
})
