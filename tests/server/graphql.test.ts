// DESIGN §9: nested reads and writes over GraphQL, by the same rules as over REST, and within limits. A real relay on PostgreSQL, whose
// statements are listened to.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { HOME } from '../../renderer/api/queries.ts'
import { TestPostgres } from '../support/postgres.ts'
import { Wiretap } from '../support/postgres-wiretap.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

/** More than any cache keeps whole, and as many as one page may have, less one. */
const MANY = 199
const FEW = 10

let postgres: TestPostgres
let wiretap: Wiretap
let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  postgres = await TestPostgres.start()
  wiretap = await Wiretap.start(await postgres.database('graphql'))
  relay = await TestRelay.start({ env: { DATABASE_URL: wiretap.url } })
  rest = new RestClient(relay)
}, 60_000)
afterAll(async () => {
  await relay.dispose()
  await wiretap.stop()
  await postgres.stop()
})

/** Not those of the rooms that are open. */
const readsOfDocuments = (): number => wiretap.countOf(/FROM (documents|comment_counts)|l\.author/)

interface Answered {
  readonly status: number
  readonly data: Record<string, unknown> | null
  readonly errors: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

async function post(body: unknown, to = relay): Promise<Answered> {
  const response = await fetch(new URL(GRAPHQL_ROUTE.path, to.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const { data = null, errors = [] } = (await response.json()) as Partial<Answered>
  return { status: response.status, data, errors }
}

const ask = (query: string, variables: object = {}): Promise<Answered> => post({ query, variables })
const codes = ({ errors }: Answered): (string | undefined)[] => errors.map(({ extensions }) => extensions?.code)

test('one query tells of documents, who is in them and who wrote last', async () => {
  const { document } = rest
  await rest.ask('PUT', document('read'), { body: { title: 'Read' } })
  await rest.ask('PUT', document('empty'), { body: { title: 'Empty' } })
  const ada = await StockClient.join(relay, 'read')
  ada.provider.awareness.setLocalState({ user: { name: 'Ada', color: '#1a6b5c' } })
  ada.type('hello')
  const query = `query ($first: Int!) { documents(first: $first) { nextCursor documents {
    id title present people { name color } lastEdit { author at } } } }`
  const answer = await until('her to be there', async () => {
    const { data, errors } = await ask(query, { first: FEW })
    expect(errors).toEqual([])
    return ['Ada', 'guest'].every((name) => JSON.stringify(data).includes(name)) ? data : null
  })
  const { documents } = answer['documents'] as { documents: { id: string }[] }
  // The list may be from before her edit, and what hangs on it from after.
  expect(documents.toSorted((one, other) => other.id.localeCompare(one.id))).toEqual([
    {
      id: 'read',
      title: 'Read',
      present: 1,
      people: [{ name: 'Ada', color: '#1a6b5c' }],
      lastEdit: { author: 'guest', at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) },
    },
    { id: 'empty', title: 'Empty', present: 0, people: [], lastEdit: null },
  ])
  ada.leave()
})

test('the home screen asks by the id of its query, and reads on by cursor', async () => {
  const home = (variables: object): Promise<Answered> =>
    post({ documentId: HOME, variables: { withFolders: true, ...variables } })
  const first = await home({ first: 1, trashed: false })
  const page = (answered: Answered) =>
    answered.data!['documents'] as { nextCursor: string | null; documents: { title: string; metaVersion: number }[] }
  expect(page(first)).toMatchObject({ nextCursor: expect.any(String), documents: [{ title: 'Read', metaVersion: 1 }] })
  const second = await home({ first: 1, trashed: false, after: page(first).nextCursor })
  expect(page(second)).toMatchObject({ nextCursor: null, documents: [{ title: 'Empty' }] })
  expect(codes(await home({ first: 1, trashed: false, after: 'nowhere' }))).toEqual(['bad-request'])
  for (const documentId of ['unknown', '__proto__', 'constructor'])
    expect(codes(await post({ documentId })), documentId).toEqual(['PERSISTED_QUERY_NOT_IN_LIST'])
})

test('what is written here is what REST reads, and refused for the same reasons', async () => {
  const row = 'title metaVersion trashedAt'
  expect((await ask(`mutation { createDocument(id: "made", title: "Made") { ${row} } }`)).data).toEqual({
    createDocument: { title: 'Made', metaVersion: 1, trashedAt: null },
  })
  expect((await ask(`mutation { renameDocument(id: "made", title: "Mine", ifVersion: 1) { ${row} } }`)).errors).toEqual(
    [],
  )
  expect((await rest.ask('GET', rest.document('made'))).body).toMatchObject({ title: 'Mine', metaVersion: 2 })
  const late = await ask(`mutation { renameDocument(id: "made", title: "Late", ifVersion: 1) { ${row} } }`)
  expect(codes(late)).toEqual(['changed-meanwhile'])
  expect(codes(await ask(`mutation { deleteDocumentForEver(id: "made") }`))).toEqual(['not-in-trash'])
  expect((await ask(`mutation { trashDocument(id: "made") { ${row} } }`)).data).toMatchObject({
    trashDocument: { metaVersion: 3, trashedAt: expect.any(String) },
  })
  expect((await ask(`mutation { restoreDocument(id: "made") { ${row} } }`)).errors).toEqual([])
  await ask(`mutation { trashDocument(id: "made") { id } }`)
  expect((await ask(`mutation { deleteDocumentForEver(id: "made") }`)).data).toEqual({ deleteDocumentForEver: 'made' })
  expect((await rest.ask('GET', rest.document('made'))).status).toBe(410)
  expect((await ask(`{ document(id: "made") { id } }`)).data).toEqual({ document: null })
  expect(codes(await ask(`mutation { createDocument(id: "made") { id } }`))).toEqual(['document-gone'])
  expect(codes(await ask(`{ document(id: "no.id") { id } }`))).toEqual(['bad-document-id'])
  expect(codes(await ask(`{ documents(first: 201) { nextCursor } }`))).toEqual(['bad-request'])
})

describe('what would cost too much is refused before it begins', () => {
  const deep = `{ documents(first: 1) { documents ${'{ ... on Document '.repeat(9)} { id } ${'}'.repeat(9)} } }`
  const wide = `{ documents(first: 200) { documents { ${'id title '.repeat(200)} } } }`
  const named = Array.from({ length: 12 }, (_, n) => `a${n}: document(id: "read") { id }`).join(' ')
  const schema = '{ __schema { types { name } } }'
  test.each([
    ['too deep', deep],
    ['too much of it', wide],
    ['under too many names', `{ ${named} }`],
    ['very long', `{ ${'document '.repeat(1_100)} }`],
    ['the schema', schema],
  ])('%s', async (_, query) => {
    const before = readsOfDocuments()
    const { data, errors } = await ask(query)
    expect({ data, refused: errors.length > 0 }).toEqual({ data: null, refused: true })
    expect(readsOfDocuments()).toBe(before)
  })

  test('several at once, none, and more than a request may have', async () => {
    const batch = await post([{ query: '{ __typename }' }, { query: '{ __typename }' }])
    expect(batch).toMatchObject({ data: null, errors: [{ message: expect.stringMatching(/batch/i) }] })
    expect((await post({})).errors).toHaveLength(1)
    const response = await fetch(new URL(GRAPHQL_ROUTE.path, relay.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ __typename ${' '.repeat(70_000)} }` }),
    })
    expect(response.status).toBe(413)
    const foreign = await fetch(new URL(GRAPHQL_ROUTE.path, relay.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://elsewhere.example' },
      body: JSON.stringify({ query: '{ __typename }' }),
    })
    expect(foreign.status).toBe(403)
  })

  test('the schema is told where whoever runs the relay wants that', async () => {
    const open = await TestRelay.start({ env: { LIGATURE_GRAPHQL_INTROSPECTION: '1' } })
    const { data } = await post({ query: schema }, open)
    expect(JSON.stringify(data)).toContain('DocumentPage')
    await open.dispose()
  })
})

test('however many documents are asked for, the database is asked as often', async () => {
  await postgres.ask(
    'graphql',
    `INSERT INTO documents (id, title, meta_version, created_at, updated_at, unfilled)
     SELECT 'many-' || n, 'Title ' || n, 1, n, n, 0 FROM generate_series(1, $1) n`,
    [MANY],
  )
  const query = `query ($first: Int!) { documents(first: $first) { documents {
    id title present people { name } lastEdit { author } openComments } } }`
  const statementsFor = async (first: number): Promise<number> => {
    const before = readsOfDocuments()
    const { data } = await ask(query, { first })
    expect((data!['documents'] as { documents: unknown[] }).documents).toHaveLength(first)
    return readsOfDocuments() - before
  }
  expect([await statementsFor(FEW), await statementsFor(MANY)]).toEqual([3, 3])
})
