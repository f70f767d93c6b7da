// G2: what a token may do at /graphql. A real relay and its tokens.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { HOME } from '../../renderer/api/queries.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { makeToken } from '../support/tokens.ts'

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start()
  rest = new RestClient(relay)
})
afterAll(() => relay.dispose())

/** What came of it: the data, or the codes of its errors. */
async function asked(token: string, body: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` }
  const { body: answer } = await rest.ask('POST', GRAPHQL_ROUTE.path, { body, headers })
  const { errors, data, code } = answer as {
    errors?: { extensions?: { code?: string } }[]
    data?: unknown
    code?: string
  }
  return code ?? errors?.map(({ extensions }) => extensions?.code) ?? data
}

const CREATE = { query: 'mutation { createDocument(id: "made", title: "Made") { title metaVersion } }' }
const READ = { query: '{ document(id: "made") { title present people { name } lastEdit { at } } }' }
const REFUSED = ['scope-required']

test('G2: the scope for reading opens queries, the one for writing mutations, and neither the other', async () => {
  const [reads, writes, both] = await Promise.all(
    [['documents:read'], ['documents:write'], ['documents:read', 'documents:write']].map((scopes) =>
      makeToken(relay.data, scopes.join(' '), scopes.join(',')),
    ),
  )
  expect(await asked(reads!, CREATE)).toEqual(REFUSED)
  expect((await rest.read('made')).status).toBe(404)
  expect(await asked(writes!, CREATE)).toEqual({ createDocument: { title: 'Made', metaVersion: 1 } })
  expect(await asked(writes!, READ)).toEqual(REFUSED)
  expect(await asked(writes!, { documentId: HOME, variables: { first: 1, trashed: false } })).toEqual(REFUSED)
  expect(await asked(reads!, READ)).toEqual({
    document: { title: 'Made', present: 0, people: [], lastEdit: null },
  })
  // Of several operations in one text the one that is named counts.
  const several = `query Read { document(id: "made") { title } } ${CREATE.query.replace('mutation', 'mutation Write')}`
  expect(await asked(reads!, { query: several, operationName: 'Write' })).toEqual(REFUSED)
  expect(await asked(reads!, { query: several, operationName: 'Read' })).toEqual({ document: { title: 'Made' } })
  // What is written may not be a way to read what REST does not answer to a write.
  for (const field of ['present', 'people { name }', 'lastEdit { at }']) {
    const rename = { query: `mutation { renameDocument(id: "made", title: "Mine") { title ${field} } }` }
    expect(await asked(writes!, rename)).toEqual(REFUSED)
    expect(await asked(both!, rename)).toMatchObject({ renameDocument: { title: 'Mine' } })
  }
})

test('G2: other scopes open nothing, one document is one document, and introspection stays off', async () => {
  await rest.create('mine')
  await rest.create('theirs')
  const other = await makeToken(relay.data, 'other', 'content:read,content:write,attachments:read')
  expect(await asked(other, READ)).toBe('scope-required')
  const single = await makeToken(relay.data, 'single', 'documents:read,documents:write', '--document', 'mine')
  expect(await asked(single, { query: '{ document(id: "mine") { id } }' })).toEqual({ document: { id: 'mine' } })
  expect(await asked(single, { query: '{ document(id: "theirs") { id } }' })).toEqual(['forbidden'])
  expect(await asked(single, { query: 'mutation { trashDocument(id: "theirs") { id } }' })).toEqual(['forbidden'])
  expect(await asked(single, { query: '{ documents { nextCursor } }' })).toEqual(['forbidden'])
  expect(await asked(single, { query: '{ __schema { types { name } } }' })).toContain('GRAPHQL_VALIDATION_FAILED')
})

test('D2: a token for one document hears of no folder whether it is there, and may take its document out of one', async () => {
  await rest.ask('PUT', rest.folder('here'), { body: { title: 'Here' } })
  await rest.ask('PUT', rest.folder('gone'), { body: { title: 'Gone' } })
  await rest.ask('DELETE', rest.folder('gone'))
  await rest.ask('PUT', rest.document('only'), { body: { title: 'Only', folder: 'here' } })
  const scopes = 'documents:read,documents:write'
  const [single, all] = await Promise.all([
    makeToken(relay.data, 'only', scopes, '--document', 'only'),
    makeToken(relay.data, 'all', scopes),
  ])
  const headers = { authorization: `Bearer ${single}` }
  const body = async (method: string, folder: string | null): Promise<unknown> =>
    (await rest.ask(method, rest.document('only'), { body: { folder }, headers })).body
  for (const folder of ['here', 'gone', 'nowhere']) {
    for (const method of ['PATCH', 'PUT']) expect(await body(method, folder)).toMatchObject({ code: 'forbidden' })
    const move = { query: `mutation { moveDocument(id: "only", folder: "${folder}") { metaVersion } }` }
    expect(await asked(single, move)).toEqual(['forbidden'])
    const create = { query: `mutation { createDocument(id: "only", folder: "${folder}") { metaVersion } }` }
    expect(await asked(single, create)).toEqual(['forbidden'])
  }
  expect((await rest.read('only')).body).toMatchObject({ folder: 'here', metaVersion: 1 })
  expect(await body('PATCH', null)).toMatchObject({ folder: null, metaVersion: 2 })
  const back = { query: 'mutation { moveDocument(id: "only", folder: "here") { folder { id } } }' }
  expect(await asked(all, back)).toEqual({ moveDocument: { folder: { id: 'here' } } })
  const out = { query: 'mutation { moveDocument(id: "only") { metaVersion } }' }
  expect(await asked(single, out)).toEqual({ moveDocument: { metaVersion: 4 } })
})

test('G1: nothing is written by GET, which any page could have a browser send', async () => {
  const query = encodeURIComponent(CREATE.query.replaceAll('made', 'by-get'))
  expect((await rest.ask('GET', `${GRAPHQL_ROUTE.path}?query=${query}`)).status).toBe(405)
  expect((await rest.read('by-get')).status).toBe(404)
})
