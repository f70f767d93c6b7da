// The relay describes itself: OpenAPI 3.1, written from the contracts, and true.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ATTACHMENT_ROUTES } from '../../contracts/attachments.ts'
import { COMMENT_ROUTES } from '../../contracts/comments.ts'
import { CONTENT_ROUTES, CONTENT_TYPES } from '../../contracts/content.ts'
import { EVENTS_ROUTE } from '../../contracts/events.ts'
import { DocumentSchema } from '../../contracts/document-resource.ts'
import { DOCUMENT_ROUTES, DocumentPageSchema } from '../../contracts/documents.ts'
import { ProblemSchema } from '../../contracts/errors.ts'
import { FOLDER_ROUTES } from '../../contracts/folders.ts'
import { HISTORY_ROUTE } from '../../contracts/history.ts'
import { PRESENCE_ROUTE } from '../../contracts/people.ts'
import { IMAGE_TYPES } from '../../contracts/image-types.ts'
import { SEARCH_ROUTE } from '../../contracts/search.ts'
import { VERSION_ROUTES } from '../../contracts/versions.ts'
import { WORKSPACE_ROUTES } from '../../contracts/workspace.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'

interface Operation {
  readonly summary?: string
  readonly security?: unknown
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema: JsonSchema }[]
  readonly requestBody?: { content: Record<string, { schema: JsonSchema }> }
  readonly responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>
}
type JsonSchema = Readonly<Record<string, unknown>> & { readonly properties?: Record<string, JsonSchema> }

let relay: TestRelay
let rest: RestClient
let description: { openapi: string; paths: Record<string, Record<string, Operation>> }
beforeAll(async () => {
  relay = await TestRelay.start()
  rest = new RestClient(relay)
  const answer = await rest.ask('GET', '/api/v1/openapi.json')
  expect(answer.headers['content-type']).toMatch(/^application\/json\b/)
  description = answer.body as unknown as typeof description
})
afterAll(async () => {
  await relay.dispose()
})

const ID_PATTERN = '^[A-Za-z0-9_-]{1,64}$'

test('§9: it is OpenAPI 3.1', () => {
  expect(description.openapi).toMatch(/^3\.1\./)
})

test('§9: it holds every address of the contract and no other', () => {
  const promised = [
    ...Object.values(DOCUMENT_ROUTES),
    PRESENCE_ROUTE,
    EVENTS_ROUTE,
    ...Object.values(ATTACHMENT_ROUTES),
    ...Object.values(COMMENT_ROUTES),
    ...Object.values(CONTENT_ROUTES),
    SEARCH_ROUTE,
    HISTORY_ROUTE,
    ...Object.values(FOLDER_ROUTES),
    ...Object.values(VERSION_ROUTES),
    ...Object.values(WORKSPACE_ROUTES),
  ].map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
  const described = Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const byName = (a: string, b: string): number => a.localeCompare(b)
  expect(described.filter((line) => !line.startsWith('HEAD ')).toSorted(byName)).toEqual(promised.toSorted(byName))
})

test.each(Object.entries(DOCUMENT_ROUTES))('§9: %s says what it takes and what it answers', (_, route) => {
  const operation = description.paths[route.path.replace(':id', '{id}')]![route.method.toLowerCase()]!
  expect(operation.summary).toBe(route.summary)
  const parameters = new Map(
    (operation.parameters ?? []).map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]),
  )
  if (route.path.includes(':id'))
    expect(parameters.get('path id')).toMatchObject({ required: true, schema: { type: 'string', pattern: ID_PATTERN } })
  if ('headers' in route.schema) expect(parameters.get('header if-match')).toMatchObject({ schema: { type: 'string' } })
  if ('querystring' in route.schema)
    expect([...parameters.keys()]).toEqual(['query cursor', 'query limit', 'query trashed', 'query folder'])
  if ('body' in route.schema) {
    const body = operation.requestBody!.content['application/json']!.schema
    expect(body).toMatchObject({
      properties: { title: { type: 'string', maxLength: 200 } },
      additionalProperties: false,
    })
  } else expect(operation.requestBody).toBeUndefined()
  expect(Object.keys(operation.responses).toSorted()).toEqual(Object.keys(route.schema.response).toSorted())
})

test('§9: a document is described with the pattern of its id and the types of its fields', () => {
  const { properties } = schemaOf('/api/v1/documents/{id}', 'get', '200')
  expect(properties).toMatchObject({
    id: { type: 'string', pattern: ID_PATTERN },
    title: { type: 'string', maxLength: 200 },
    metaVersion: { type: 'integer' },
    createdAt: { type: 'string', format: 'date-time' },
    trashedAt: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
  })
  const page = schemaOf('/api/v1/documents', 'get', '200').properties!
  expect(page['documents']).toMatchObject({ type: 'array', items: { properties } })
})

test('§9: an image is described by its hash, and by the types it may have', () => {
  const { get, put } = description.paths['/api/v1/attachments/{sha256}']!
  expect(get!.parameters).toMatchObject([{ in: 'path', name: 'sha256', schema: { pattern: '^[0-9a-f]{64}$' } }])
  expect(Object.keys(get!.responses['200']!.content!).toSorted()).toEqual([...IMAGE_TYPES].toSorted())
  expect(Object.keys(put!.responses).toSorted()).toEqual(['200', '201', 'default'])
})

test('§9: content is described by its formats, its modes, and the scope that a token needs', () => {
  const { get, post } = description.paths['/api/v1/documents/{id}/content']!
  expect(Object.keys(get!.responses['200']!.content!).toSorted()).toEqual(Object.values(CONTENT_TYPES).toSorted())
  expect(Object.keys(post!.requestBody!.content)).toEqual(['text/markdown'])
  const named = post!.parameters!.map((parameter) => `${parameter.in} ${parameter.name}`)
  expect(named.toSorted()).toEqual([
    'header idempotency-key',
    'header if-match',
    'path id',
    'query mode',
    'query section',
  ])
  expect([get!.security, post!.security]).toEqual([
    [{}, { token: ['content:read'] }],
    [{}, { token: ['content:write'] }],
  ])
})

test('§9: a search is described by the lines of its answer', () => {
  const { get } = description.paths['/api/v1/search']!
  expect(get!.parameters).toMatchObject([{ name: 'q' }, { name: 'limit' }])
  const { schema } = get!.responses['200']!.content!['application/x-ndjson']!
  const lines = schema['oneOf'] as readonly JsonSchema[]
  expect(lines.map(({ properties }) => properties!['kind'])).toMatchObject(
    ['hit', 'end', 'failed'].map((kind) => ({ enum: [kind] })),
  )
})

test('§9: an error is described as problem+json with every code', () => {
  const { content } = description.paths['/api/v1/documents/{id}']!['get']!.responses['default']!
  expect(Object.keys(content ?? {})).toEqual(['application/problem+json'])
  expect(content!['application/problem+json']!.schema.properties!['code']).toMatchObject({
    enum: expect.arrayContaining(['document-gone', 'changed-meanwhile']),
  })
})

test('§9: what the relay answers is what it describes', async () => {
  expect(DocumentSchema.parse((await rest.create('described', 'x')).body)).toMatchObject({ id: 'described' })
  expect(DocumentSchema.parse((await rest.rename('described', 'y')).body)).toMatchObject({ title: 'y' })
  expect(DocumentPageSchema.parse((await rest.ask('GET', '/api/v1/documents')).body).documents).toHaveLength(1)
  expect(ProblemSchema.parse((await rest.read('not-there')).body).code).toBe('document-not-found')
})

function schemaOf(path: string, method: string, status: string): JsonSchema {
  return description.paths[path]![method]!.responses[status]!.content!['application/json']!.schema
}
