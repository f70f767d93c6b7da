// Every address of the relay and every scope of a token: what opens what, by the addresses that are really registered. Where no scope is
// stated no token is taken.
import { subscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Server } from 'node:http'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ATTACHMENT_ROUTES } from '../../contracts/attachments.ts'
import { COMMENT_ROUTES } from '../../contracts/comments.ts'
import { CONTENT_ROUTES } from '../../contracts/content.ts'
import { DOCUMENT_ROUTES } from '../../contracts/documents.ts'
import { FOLDER_ROUTES } from '../../contracts/folders.ts'
import { EVENTS_ROUTE } from '../../contracts/events.ts'
import { HISTORY_ROUTE } from '../../contracts/history.ts'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { PRESENCE_ROUTE } from '../../contracts/people.ts'
import { GRAPHQL_SCOPES, type Scope, SCOPES } from '../../contracts/scopes.ts'
import { SEARCH_ROUTE } from '../../contracts/search.ts'
import { VERSION_ROUTES } from '../../contracts/versions.ts'
import { WORKSPACE_ROUTES } from '../../contracts/workspace.ts'
import { OpenAccess } from '../../server/access/access.ts'
import { Entrance } from '../../server/access/entrance.ts'
import { Documents } from '../../server/documents.ts'
import { Folders } from '../../server/folders.ts'
import { Refused } from '../../server/errors.ts'
import type { EventStreams } from '../../server/events/event-streams.ts'
import type { WatchStreams } from '../../server/events/watch-streams.ts'
import { createHttp } from '../../server/http/http.ts'
import type { Comments } from '../../server/jobs/comments.ts'
import type { Content } from '../../server/jobs/content.ts'
import type { Imports } from '../../server/jobs/imports.ts'
import type { Versions } from '../../server/jobs/versions.ts'
import { createLog } from '../../server/log.ts'
import type { AttachmentStore, Store } from '../../server/store/store.ts'
import type { WorkspaceStore } from '../../server/store/workspace.ts'

const SECRET = 'k3-0f_this-launch-and-of-no-other-one'
/** `scope`: one that opens it, or several of which each does. */
const ROUTES: readonly { method: string; path: string; scope: Scope | readonly Scope[] }[] = [
  ...Object.values(DOCUMENT_ROUTES),
  ...Object.values(FOLDER_ROUTES),
  ...Object.values(ATTACHMENT_ROUTES),
  ...Object.values(COMMENT_ROUTES),
  ...Object.values(CONTENT_ROUTES),
  PRESENCE_ROUTE,
  EVENTS_ROUTE,
  SEARCH_ROUTE,
  HISTORY_ROUTE,
  ...Object.values(VERSION_ROUTES),
  // Which of them an operation needs, tests/server/graphql-scopes.test.ts says.
  ...['GET', 'POST'].map((method) => ({ method, path: GRAPHQL_ROUTE.path, scope: Object.values(GRAPHQL_SCOPES) })),
  ...Object.values(WORKSPACE_ROUTES),
  { method: 'GET', path: '/api/v1/openapi.json', scope: SCOPES },
]

/** Whatever is asked of it: who is let through meets a failure, and no refusal. */
const failing = new Proxy({}, { get: () => () => Promise.reject(new Error('asked')) })

/** `GET /api/v1/documents/:id`, as each comes to Fastify, whoever brings it. */
const registered = new Set<string>()

let folder: string
let app: FastifyInstance<Server>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ligature-scopes-'))
  subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) registered.add(`${one} ${url}`)
    })
    // What inject() brings comes by no connection that could be cut.
    fastify.addHook('onRequest', async ({ raw }) => void Object.assign(raw, { complete: true }))
  })
  app = await createHttp({
    entrance: new Entrance({ host: '127.0.0.1', origins: [], publicUrl: undefined, secret: SECRET }),
    store: failing as Store & WorkspaceStore,
    documents: new Documents({
      store: failing as Store,
      access: new OpenAccess(),
      wrote: () => undefined,
      deleted: () => undefined,
      people: async () => [],
      openComments: async () => [],
    }),
    folders: new Folders({ store: failing as Store, access: new OpenAccess(), wrote: () => undefined }),
    events: failing as EventStreams,
    people: failing as WatchStreams<never>,
    openComments: failing as WatchStreams<never>,
    graphqlIntrospection: false,
    lines: { line: () => undefined },
    unfinished: () => () => true,
    maxFrameBytes: 0,
    attachments: failing as AttachmentStore,
    maxAttachmentBytes: 0,
    access: new OpenAccess(),
    // A token here says its scope.
    tokens: {
      principalOf: async (token) => {
        const scope = token.replace('lgt_', '') as Scope
        if (!SCOPES.includes(scope)) throw new Refused('bad-token', 'no such token')
        return { kind: 'service', id: 'token:tested', scopes: [scope], document: null, expiresAt: null }
      },
    },
    authorNames: async () => new Map(),
    content: failing as Content,
    versions: failing as Versions,
    comments: failing as Comments,
    now: () => 0,
    imports: failing as Imports,
    takeExport: () => () => undefined,
    log: createLog('silent'),
    firstFrameSeconds: undefined,
    saveFailure: () => undefined,
    draining: () => false,
    metrics: () => '',
    editor: folder,
  })
  await app.ready()
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

async function ask(route: string, authorization: string): Promise<string> {
  const [method, path] = route.split(' ') as ['GET', string]
  const url = path.replace(':id', 'minutes').replace(':sha256', 'a'.repeat(64)).replace(':name', 'x').replace('*', 'x')
  const body = route.endsWith('/content')
    ? { payload: 'x', type: 'text/markdown' }
    : { payload: '{"title":"x"}', type: 'application/json' }
  const sends = ['PUT', 'PATCH', 'POST'].includes(method)
  const answer = await app.inject({
    method,
    url,
    headers: { host: '127.0.0.1:4455', authorization, ...(sends ? { 'content-type': body.type } : {}) },
    ...(sends ? { payload: body.payload } : {}),
  })
  return answer.statusCode === 403 || answer.statusCode === 401
    ? answer.body === ''
      ? String(answer.statusCode)
      : (answer.json() as { code: string }).code
    : 'let in'
}

test('every registered address, with a token of each scope', async () => {
  const stated = new Map(ROUTES.map(({ method, path, scope }) => [`${method} ${path}`, [scope].flat()]))
  expect(registered.size).toBeGreaterThan(ROUTES.length)
  for (const route of stated.keys()) expect([...registered]).toContain(route)
  for (const route of registered)
    for (const scope of SCOPES) {
      const head = route.startsWith('HEAD ')
      const opens = stated.get(head ? route.replace('HEAD', 'GET') : route) ?? []
      const answer = await ask(route, `Bearer lgt_${scope}`)
      const refused = head ? '403' : 'scope-required'
      expect({ route, scope, answer }).toEqual({ route, scope, answer: opens.includes(scope) ? 'let in' : refused })
    }
})

test('a token that is none opens no address, also where everybody may come in; and the secret still does', async () => {
  for (const route of registered) {
    if (route.startsWith('HEAD ')) continue
    expect({ route, answer: await ask(route, 'Bearer lgt_nothing') }).toEqual({ route, answer: 'bad-token' })
    expect(await ask(route, 'bearer  lgt_')).toBe('bad-token')
    expect({ route, answer: await ask(route, 'Basic lgt_content:read') }).toEqual({ route, answer: 'secret-required' })
    expect({ route, answer: await ask(route, `Bearer ${SECRET}`) }).toEqual({ route, answer: 'let in' })
  }
})
