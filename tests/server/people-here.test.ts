// G3 to G5: who is in a document, as a GraphQL subscription of a real relay.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { PEOPLE_HERE } from '../../renderer/api/queries.ts'
import { peopleStreams, PeopleReader } from '../support/people-reader.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { StockClient } from '../support/stock-client.ts'
import { makeToken, revokeToken } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const COLOR = '#1a6b5c'

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start({ env: { LIGATURE_MAX_SESSIONS_PER_ADDRESS: '120' } })
  rest = new RestClient(relay)
})
afterAll(() => relay.dispose())

const open: { leave(): void }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) one.leave()
  await until('all to be forgotten', async () => (await streams()) === 0)
})

async function watch(id: string, how?: Parameters<typeof PeopleReader.open>[2]): Promise<PeopleReader> {
  const reader = await PeopleReader.open(relay, id, how)
  open.push({ leave: () => reader.close() })
  return reader
}

async function come(id: string, name: string): Promise<StockClient> {
  const client = await StockClient.join(relay, id)
  open.push(client)
  client.provider.awareness.setLocalState({ user: { name, color: COLOR } })
  return client
}

const streams = (): Promise<number> => peopleStreams(relay)

const names = (reader: PeopleReader, ...wanted: readonly string[]): Promise<unknown> =>
  until(
    `${wanted.join()} to be told; told ${JSON.stringify(reader.told)}`,
    () => reader.names?.join() === wanted.join(),
  )

const over = (reader: PeopleReader): Promise<unknown> =>
  until(`the end; told ${JSON.stringify(reader.told)}`, () => reader.complete && reader.ended)

test('G3: it tells at once who is there, then who comes, is called otherwise and leaves; and REST says the same', async () => {
  await rest.create('garden')
  const ada = await come('garden', 'Ada')
  const reader = await watch('garden')
  await names(reader, 'Ada')
  expect(reader.told[0]).toEqual({ data: { peopleHere: [{ client: ada.doc.clientID, name: 'Ada', color: COLOR }] } })
  expect(reader.headers).toMatchObject({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  expect(reader.headers).not.toHaveProperty('content-encoding')
  const ben = await come('garden', 'Ben')
  await names(reader, 'Ada', 'Ben')
  const { body } = await rest.ask('GET', `${rest.document('garden')}/presence`)
  expect(
    reader.told
      .at(-1)!
      .data!.peopleHere.map(({ client }) => client)
      .toSorted(),
  ).toEqual((body as unknown as { people: { client: number }[] }).people.map(({ client }) => client).toSorted())
  // As many as before, and another name.
  ben.provider.awareness.setLocalState({ user: { name: 'Benedict', color: COLOR } })
  await names(reader, 'Ada', 'Benedict')
  ada.leave()
  await names(reader, 'Benedict')
  ben.leave()
  await names(reader)
  // A stream that says nothing new says nothing but that it is there.
  const told = reader.told.length
  const comments = reader.comments
  await until('a sign of life', () => reader.comments > comments)
  expect(reader.told).toHaveLength(told)
})

test('G4: it ends with the reason once the document is deleted for ever, and of none there is it tells no more', async () => {
  await rest.create('brief')
  const reader = await watch('brief')
  await names(reader)
  await rest.trash('brief')
  await rest.deleteForEver('brief')
  await over(reader)
  expect([reader.code, reader.told.length]).toEqual(['document-gone', 2])
  for (const [id, code] of [
    ['brief', 'document-gone'],
    ['nobody-made-it', 'document-not-found'],
    ['no.id', 'bad-document-id'],
  ] as const) {
    const refused = await watch(id)
    await over(refused)
    expect([refused.code, refused.told.length]).toEqual([code, 1])
  }
})

test('G4: a token that is revoked is told so, and one for another document nothing', async () => {
  await rest.create('plan')
  const [token, elsewhere] = [
    await makeToken(relay.data, 'watcher', 'documents:read'),
    await makeToken(relay.data, 'elsewhere', 'documents:read', '--document', 'another'),
  ]
  const reader = await watch('plan', { token })
  await names(reader)
  const other = await watch('plan', { token: elsewhere })
  await over(other)
  expect([other.code, other.told.length]).toEqual(['forbidden', 1])
  await revokeToken(relay.data, 'watcher')
  await over(reader)
  expect(reader.code).toBe('bad-token')
})

test('G5: a token and an address have so many, and whoever is refused hears why', async () => {
  await rest.create('busy')
  const token = await makeToken(relay.data, 'many', 'documents:read')
  const own = await Promise.all(Array.from({ length: 100 }, () => watch('busy', { token })))
  await Promise.all(own.map((reader) => names(reader)))
  const more = await watch('busy', { token })
  await over(more)
  expect([more.code, more.told[0]!.errors![0]!.message]).toEqual([
    'unavailable',
    'this token has 100 subscriptions open',
  ])
  await Promise.all(Array.from({ length: 20 }, () => watch('busy')))
  const last = await watch('busy')
  await over(last)
  expect([last.code, last.told[0]!.errors![0]!.message]).toEqual([
    'unavailable',
    'too many streams are open from this address',
  ])
  own[0]!.close()
  await until('the place to be free', async () => (await streams()) === 119)
  await names(await watch('busy'))
})

test('G5: other ways to ask: arbitrary ones within the limits, no two in one, and never without a stream', async () => {
  await rest.create('asked')
  await names(await watch('asked', { query: 'subscription ($id: ID!) { peopleHere(id: $id) { name } }' }))
  for (const query of [
    'subscription ($id: ID!) { peopleHere(id: $id) { name } other: peopleHere(id: $id) { name } }',
    `subscription ($id: ID!) { peopleHere(id: $id) { ${Array.from({ length: 12 }, (_, n) => `n${n}: name`).join(' ')} } }`,
  ]) {
    const refused = await watch('asked', { query })
    await over(refused)
    expect(refused.told).toMatchObject([{ errors: [{ message: expect.any(String) }] }])
  }
  const unstreamed = await fetch(new URL(GRAPHQL_ROUTE.path, relay.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ documentId: PEOPLE_HERE, variables: { id: 'asked' } }),
  })
  expect(unstreamed.status).toBe(406)
  await unstreamed.text()
  await until('only the first to be open', async () => (await streams()) === 1)
})

test('R11: a relay that ends says that this is all, with no error, and the next one tells it anew', async () => {
  await rest.create('lasting')
  const reader = await watch('lasting')
  await names(reader)
  expect(await relay.stop()).toBe(0)
  await over(reader)
  expect([reader.code, reader.told.length]).toEqual([undefined, 1])
  await relay.start()
  await names(await watch('lasting'))
})
