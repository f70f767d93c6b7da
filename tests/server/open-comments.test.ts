// K6, K7: how many comments are open, and which, over GraphQL of a real relay: soon after each, also when the relay was killed before it
// had counted, and when they came past it.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { WORKSPACE_ROUTES } from '../../contracts/workspace.ts'
import { CommentsClient } from '../support/comments-client.ts'
import { CommentsReader } from '../support/comments-reader.ts'
import { withDatabase } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import type { Reachable } from '../support/relay-address.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { changeToken, makeToken, revokeToken } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** K6. */
const COUNTED_WITHIN_MS = 2_000

let relay: TestRelay
let ada: CommentsClient
beforeAll(async () => {
  relay = await TestRelay.start()
  ada = new CommentsClient(relay)
})
afterAll(() => relay.dispose())

const open: CommentsReader[] = []
afterEach(() => {
  for (const reader of open.splice(0)) reader.close()
})
async function watch(...args: Parameters<typeof CommentsReader.open>): Promise<CommentsReader> {
  const reader = await CommentsReader.open(...args)
  open.push(reader)
  return reader
}

async function countOf(id: string, at: Reachable = relay): Promise<number | undefined> {
  const response = await fetch(new URL(GRAPHQL_ROUTE.path, at.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'query ($id: ID!) { document(id: $id) { openComments } }',
      variables: { id },
    }),
  })
  const { data } = (await response.json()) as { data?: { document: { openComments: number } | null } }
  return data?.document?.openComments
}
const counted = (id: string, wanted: number, withinMs = COUNTED_WITHIN_MS, at: Reachable = relay): Promise<unknown> =>
  until(`${wanted} open comments on ${id}`, async () => (await countOf(id, at)) === wanted, withinMs)

test('K6: what is open is counted within 2 s of each comment, answer, resolving and reopening', async () => {
  await ada.rest.create('garden')
  expect(await countOf('garden')).toBe(0)
  const thread = await ada.opened('garden', 'One')
  await counted('garden', 1)
  await ada.opened('garden', 'Two')
  await counted('garden', 2)
  await ada.reply('garden', thread, 'Still one thread')
  await ada.resolve('garden', thread)
  await counted('garden', 1)
  await ada.resolve('garden', thread, false)
  await counted('garden', 2)
})

test('K6: a relay that is killed at once after its answer counts when it is started again', async () => {
  await ada.rest.create('killed')
  await ada.opened('killed', 'One')
  await ada.opened('killed', 'Two')
  await relay.kill()
  withDatabase(relay.data, (database) => database.exec(`DELETE FROM comment_counts WHERE document = 'killed'`))
  await relay.start()
  await counted('killed', 2, 10_000)
})

test('K6: what was written by sync is counted, too, and what cannot be read as a comment is none', async () => {
  await ada.rest.create('synced')
  await ada.opened('synced', 'One')
  const ben = await FrameClient.join(relay, 'synced/comments')
  ben.doc.getMap('threads').set('junk', 'no thread')
  ben.doc.getMap('threads').delete((await ada.threads('synced'))[0]!.id)
  await ben.allSaved()
  ben.leave()
  await counted('synced', 0)
})

test('K7: it tells at once what is open, and then each change, and nothing twice', async () => {
  await ada.rest.create('watched')
  const first = await ada.opened('watched', 'One', { name: 'Ada' })
  const reader = await watch(relay, 'watched')
  await reader.tells('One')
  expect(reader.told[0]!.data!.openComments).toMatchObject([
    { id: first, anchor: null, entries: [{ author: 'guest', name: 'Ada', text: 'One' }] },
  ])
  const second = await ada.opened('watched', 'Two')
  await reader.tells('One', 'Two')
  await ada.reply('watched', second, 'Yes')
  await reader.tells('One', 'Two / Yes')
  await ada.resolve('watched', first)
  await reader.tells('Two / Yes')
  await ada.resolve('watched', first, false)
  await reader.tells('One', 'Two / Yes')
  // Repeats change nothing, and many changes are few words.
  await ada.resolve('watched', first, false)
  const told = reader.told.length
  await Promise.all(Array.from({ length: 20 }, (_, n) => ada.open('watched', `More ${n}`)))
  await until('all of them', () => reader.texts?.length === 22)
  expect(reader.told.length - told).toBeLessThan(15)
  const words = reader.told.map((one) => JSON.stringify(one))
  expect(words.filter((word, nth) => word === words[nth - 1])).toEqual([])
})

test('K7: it goes on for longer than a room without anybody in it stays open', { timeout: 60_000 }, async () => {
  await ada.rest.create('long')
  const reader = await watch(relay, 'long')
  await reader.tells()
  const beats = reader.comments
  await until('three signs of life', () => reader.comments >= beats + 3, 45_000)
  expect(reader.told).toHaveLength(1)
  await ada.opened('long', 'Still there?')
  await reader.tells('Still there?')
})

test('K7: whoever may not read comments is told so, and nothing; and it ends when that is so from now on', async () => {
  await ada.rest.create('private')
  await ada.opened('private', 'Secret')
  const tokens = {
    both: await makeToken(relay.data, 'both', 'documents:read,comments:read'),
    one: await makeToken(relay.data, 'one', 'documents:read'),
    elsewhere: await makeToken(relay.data, 'elsewhere', 'documents:read,comments:read', '--document', 'garden'),
    narrowed: await makeToken(relay.data, 'narrowed', 'documents:read,comments:read'),
  }
  const reader = await watch(relay, 'private', { token: tokens.both })
  await reader.tells('Secret')
  for (const [token, code] of [
    [tokens.one, 'scope-required'],
    [tokens.elsewhere, 'forbidden'],
  ] as const) {
    const refused = await watch(relay, 'private', { token }).catch((error: unknown) => String(error))
    if (typeof refused === 'string')
      expect([code, refused]).toEqual(['scope-required', expect.stringMatching(/no subscription/)])
    else {
      await until('the end', () => refused.complete || refused.ended)
      expect([refused.code, JSON.stringify(refused.told)]).toEqual([code, expect.not.stringContaining('Secret')])
    }
  }
  const narrowed = await watch(relay, 'private', { token: tokens.narrowed })
  await narrowed.tells('Secret')
  await changeToken(relay.data, 'narrowed', '--scopes', 'documents:read')
  await until('the end', () => narrowed.complete)
  expect(narrowed.code).toBe('scope-required')
  await revokeToken(relay.data, 'both')
  await until('the end', () => reader.complete)
  expect(reader.code).toBe('bad-token')
  const guest = await watch(relay, 'private')
  await guest.tells('Secret')
  await ada.rest.trash('private')
  await ada.rest.deleteForEver('private')
  await until('the end', () => guest.complete)
  expect(guest.code).toBe('document-gone')
})

test('K6, W3: comments go out and come in with the workspace, and are counted there', { timeout: 60_000 }, async () => {
  const into = await TestRelay.start()
  const ben = new CommentsClient(into)
  try {
    await ada.rest.create('moved')
    const thread = await ada.opened('moved', 'Come along', { name: 'Ada' })
    await ada.resolve('moved', await ada.opened('moved', 'Settled'))
    await ada.reply('moved', thread, 'Yes')
    // Its worker has started.
    await ben.rest.create('here')
    await ben.opened('here', 'One')
    await counted('here', 1, 10_000, into)
    const file = await fetch(new URL(WORKSPACE_ROUTES.export.path, relay.url))
    const answer = await fetch(new URL(WORKSPACE_ROUTES.import.path, into.url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: await file.text(),
    })
    expect([answer.status, await answer.text()]).toEqual([200, expect.anything()])
    expect(await ben.threads('moved')).toEqual(await ada.threads('moved'))
    // No round would look at comments that are so young.
    await counted('moved', 1, COUNTED_WITHIN_MS, into)
  } finally {
    await into.dispose()
  }
})

test('K7: the metrics say how many watch', async () => {
  await ada.rest.create('measured')
  const streams = async (): Promise<string | undefined> =>
    /^ligature_comment_streams (\d+)$/m.exec((await new RestClient(relay).ask('GET', '/metrics')).text)?.[1]
  await until('all to be forgotten', async () => (await streams()) === '0')
  await (await watch(relay, 'measured')).tells()
  expect(await streams()).toBe('1')
})
