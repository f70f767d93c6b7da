// G1: no query of a few hundred bytes makes a relay read and answer without end, however it says how much it wants. A real relay.
import { buildSchema, parse } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { GRAPHQL_SCHEMA } from '../../contracts/graphql-schema.ts'
import { MAX_PAGE_ROWS } from '../../contracts/limits.ts'
import { HOME } from '../../renderer/api/queries.ts'
import { costOf } from '../../server/http/graphql/cost.ts'
import { withDatabase } from '../support/data-folder.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'

const FOLDERS = ['first', 'second', 'third']
const MOST = 10_000

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start()
  rest = new RestClient(relay)
  withDatabase(relay.data, (database) => {
    for (const folder of FOLDERS) {
      database
        .prepare('INSERT INTO folders (id, title, meta_version, created_at, updated_at) VALUES (?, ?, 1, 1, 1)')
        .run(folder, folder)
      database
        .prepare(
          `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
           INSERT INTO documents (id, title, folder, meta_version, created_at, updated_at, unfilled)
           SELECT ? || n, 'Title', ?, 1, n, n, 0 FROM numbers`,
        )
        .run(MAX_PAGE_ROWS, folder, folder)
    }
  })
})
afterAll(() => relay.dispose())

interface Answered {
  readonly data: Record<string, unknown> | null
  readonly errors: readonly { readonly message: string; readonly code: string | undefined }[]
  readonly bytes: number
}

async function ask(body: object): Promise<Answered> {
  const { body: answer, text } = await rest.ask('POST', GRAPHQL_ROUTE.path, { body })
  const { data = null, errors = [] } = answer as {
    data?: Answered['data']
    errors?: { message: string; extensions?: { code?: string } }[]
  }
  return {
    data,
    errors: errors.map(({ message, extensions }) => ({ message, code: extensions?.code })),
    bytes: text.length,
  }
}

const ROW = 'id title metaVersion createdAt changedAt trashedAt'
/** The same folder under each of 200 documents, each time under several names. */
const again = (first: string, names = 8): string =>
  `documents${first} { documents { folder {
    ${Array.from({ length: names }, (_, n) => `a${n}: documents${first} { documents { ${ROW} } }`).join(' ')} } } }`
const FIELDS = 'id title '.repeat(15)
const page = (row: string): string => `documents(first: $n) { documents { ${row} } }`

test.each([
  ['a variable', `query ($n: Int!) { ${again('(first: $n)')} }`],
  ['the default of a variable', `query ($m: Int = ${MAX_PAGE_ROWS}) { ${again('(first: $m)')} }`],
  ['a variable that is not given, for which the schema has a default', `query ($m: Int) { ${again('(first: $m)')} }`],
  ['the default of the schema', `{ ${again('')} }`],
  ['a number', `{ ${again(`(first: ${MAX_PAGE_ROWS})`)} }`],
  ['one name', `query ($n: Int!) { ${again('(first: $n)', 1)} }`],
  ['a fragment', `query ($n: Int!) { ...Many } fragment Many on Query { ${page(FIELDS.repeat(2))} }`],
  [
    'a fragment within a fragment',
    `query ($n: Int!) { ${page('...Row ...Row')} } fragment Row on Document { ...Cell } fragment Cell on Document { ${FIELDS} }`,
  ],
  ['an inline fragment', `query ($n: Int!) { ${page(`... on Document { ... { ${FIELDS.repeat(2)} } }`)} }`],
  [
    'a page of less than nothing beside it',
    `query ($n: Int!) { less: documents(first: -1000000) { documents { ${ROW} } } ${again('(first: $n)')} }`,
  ],
])('G1: what costs too much is refused, also where %s says how many', async (_, query) => {
  const { data, errors } = await ask({ query, variables: { n: MAX_PAGE_ROWS } })
  expect({ data, errors }).toEqual({
    data: null,
    errors: [{ code: 'bad-request', message: expect.stringContaining(`${MOST} at most`) as string }],
  })
  expect((await rest.ask('GET', '/healthz')).status).toBe(200)
})

test('G1: fragments that double forty times are counted, and not walked', () => {
  const doubling = Array.from({ length: 40 }, (_, n) => `fragment F${n + 1} on Document { ...F${n} ...F${n} }`)
  const query = `query ($n: Int!) { ${page('...F40')} } fragment F0 on Document { id } ${doubling.join(' ')}`
  const schema = buildSchema(GRAPHQL_SCHEMA)
  expect(costOf({ schema, document: parse(query), variableValues: { n: 5 } })).toBe(1 + 5 * (1 + 2 ** 40))
})

test('G1: what many folders bring, of whose number the cost knows nothing, ends at as many rows', async () => {
  const ids = 'documents(first: $n) { documents { id } }'
  const query = `query ($few: Int!, $n: Int!) { folders { documents(first: $few) { documents { folder { ${ids} } } } } }`
  const some = await ask({ query, variables: { few: 2, n: MAX_PAGE_ROWS } })
  expect(some.errors).toEqual([])
  const { data, errors, bytes } = await ask({ query, variables: { few: 20, n: MAX_PAGE_ROWS } })
  expect(errors.map(({ code }) => code)).toEqual(['bad-request'])
  expect(data).toBe(null)
  expect(errors[0]!.message).toContain(`more than ${MOST}`)
  expect(bytes).toBeLessThan(1_000)
})

test('G1: the largest page of the home screen, and all that there is of as many documents, is answered', async () => {
  const variables = { first: MAX_PAGE_ROWS, trashed: false, withFolders: true }
  const home = await ask({ documentId: HOME, variables })
  expect(home.errors).toEqual([])
  expect(home.data!['folders']).toHaveLength(FOLDERS.length)
  expect((home.data!['documents'] as { documents: unknown[] }).documents).toHaveLength(MAX_PAGE_ROWS)
  const all = await ask({
    query: `query ($first: Int!) { documents(first: $first) { nextCursor documents { ${ROW} present openComments
      folder { id title metaVersion createdAt changedAt } people { client name color } lastEdit { at author } } } }`,
    variables,
  })
  expect(all.errors).toEqual([])
})
