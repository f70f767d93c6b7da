// D: folders over GraphQL, by the rules of REST, on a real relay with a PostgreSQL whose statements are listened to.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { HOME } from '../../renderer/api/queries.ts'
import { TestPostgres } from '../support/postgres.ts'
import { Wiretap } from '../support/postgres-wiretap.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'

const [FEW, MANY] = [3, 150]

let postgres: TestPostgres
let wiretap: Wiretap
let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  postgres = await TestPostgres.start()
  wiretap = await Wiretap.start(await postgres.database('folders'))
  relay = await TestRelay.start({ env: { DATABASE_URL: wiretap.url } })
  rest = new RestClient(relay)
}, 60_000)
afterAll(async () => {
  await relay.dispose()
  await wiretap.stop()
  await postgres.stop()
})

interface Answered {
  readonly data: Record<string, unknown> | null
  readonly codes: readonly (string | undefined)[]
}

async function post(body: object): Promise<Answered> {
  const response = await fetch(new URL(GRAPHQL_ROUTE.path, relay.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const { data = null, errors = [] } = (await response.json()) as {
    data?: Answered['data']
    errors?: readonly { extensions?: { code?: string } }[]
  }
  return { data, codes: errors.map(({ extensions }) => extensions?.code) }
}
const ask = (query: string, variables: object = {}): Promise<Answered> => post({ query, variables })

test('D5: one query tells of folders and what is in them, and of documents and where they are', async () => {
  await ask('mutation { createFolder(id: "plans", title: "Plans") { id } }')
  await ask('mutation { createFolder(id: "empty", title: "Empty") { id } }')
  await ask('mutation { createDocument(id: "in", title: "In", folder: "plans") { id } }')
  await ask('mutation { createDocument(id: "out", title: "Out") { id } }')
  expect(
    await ask(`{ folders { id title documents(first: 5) { nextCursor documents { id folder { title } } } }
      documents(folder: "plans") { documents { id } } folder(id: "plans") { metaVersion }
      document(id: "out") { folder { id } } }`),
  ).toEqual({
    codes: [],
    data: {
      folders: [
        {
          id: 'plans',
          title: 'Plans',
          documents: { nextCursor: null, documents: [{ id: 'in', folder: { title: 'Plans' } }] },
        },
        { id: 'empty', title: 'Empty', documents: { nextCursor: null, documents: [] } },
      ],
      documents: { documents: [{ id: 'in' }] },
      folder: { metaVersion: 1 },
      document: { folder: null },
    },
  })
})

test('D: what is written here is what REST reads, and refused for the same reasons', async () => {
  expect(
    (await ask('mutation { moveDocument(id: "out", folder: "empty", ifVersion: 1) { metaVersion } }')).data,
  ).toEqual({ moveDocument: { metaVersion: 2 } })
  expect((await rest.read('out')).body).toMatchObject({ folder: 'empty', metaVersion: 2 })
  const codes = async (query: string): Promise<unknown> => (await ask(query)).codes
  expect(await codes('mutation { moveDocument(id: "out", ifVersion: 1) { id } }')).toEqual(['changed-meanwhile'])
  expect(await codes('mutation { moveDocument(id: "out", folder: "nowhere") { id } }')).toEqual(['folder-not-found'])
  expect(await codes('mutation { renameFolder(id: "empty", title: " ") { id } }')).toEqual(['bad-request'])
  expect(await codes('mutation { renameFolder(id: "no.id", title: "x") { id } }')).toEqual(['bad-folder-id'])
  expect(await codes('{ documents(folder: "nowhere") { nextCursor } }')).toEqual(['folder-not-found'])
  expect((await ask('mutation { renameFolder(id: "empty", title: "Full", ifVersion: 1) { title } }')).data).toEqual({
    renameFolder: { title: 'Full' },
  })
  expect((await ask('mutation { deleteFolder(id: "empty") }')).data).toEqual({ deleteFolder: 'empty' })
  expect((await rest.read('out')).body).toMatchObject({ folder: null })
  expect((await ask('mutation { moveDocument(id: "in") { folder { id } } }')).data).toEqual({
    moveDocument: { folder: null },
  })
  expect((await ask('{ folder(id: "empty") { id } }')).data).toEqual({ folder: null })
})

test('D5: the home screen’s query brings the folders with its first page, when they are asked for', async () => {
  const home = async (withFolders: boolean): Promise<unknown> =>
    (await post({ documentId: HOME, variables: { first: 1, trashed: false, withFolders } })).data!['folders']
  expect(await home(true)).toMatchObject([{ id: 'plans', title: 'Plans', metaVersion: 1 }])
  expect(await home(false)).toBe(undefined)
})

test('D5: however many folders and documents are asked for, the database is asked as often', async () => {
  await postgres.ask(
    'folders',
    `INSERT INTO folders (id, title, meta_version, created_at, updated_at)
     SELECT 'many-' || n, 'Folder ' || n, 1, n, n FROM generate_series(1, $1) n`,
    [MANY],
  )
  await postgres.ask(
    'folders',
    `INSERT INTO documents (id, title, folder, meta_version, created_at, updated_at, unfilled)
     SELECT 'many-' || n, 'Title', 'many-' || n, 1, n, n, 0 FROM generate_series(1, $1) n`,
    [MANY],
  )
  const READS = /FROM (documents|folders)/
  const statementsFor = async (query: string, variables: object): Promise<number> => {
    const before = wiretap.countOf(READS)
    const { data, codes } = await ask(query, variables)
    expect({ codes, asked: data !== null }).toEqual({ codes: [], asked: true })
    return wiretap.countOf(READS) - before
  }
  const folderOfEach = 'query ($first: Int!) { documents(first: $first) { documents { folder { title } } } }'
  expect([
    await statementsFor(folderOfEach, { first: FEW }),
    await statementsFor(folderOfEach, { first: MANY }),
  ]).toEqual([2, 2])
  const documentsOfAll = 'query ($first: Int!) { folders { documents(first: $first) { documents { id } } } }'
  expect(await statementsFor(documentsOfAll, { first: 5 })).toBe(2)
  const { codes } = await ask(documentsOfAll, { first: 100 })
  expect(new Set(codes)).toEqual(new Set(['bad-request']))
})
