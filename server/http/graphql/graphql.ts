// GraphQL over HTTP: hands requests to execute.ts, which is loaded with the first of them.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GRAPHQL_ROUTE } from '../../../contracts/graphql.ts'
import type { PersonPresent } from '../../../contracts/people.ts'
import { COMMENT_ROUTES } from '../../../contracts/comments.ts'
import { GRAPHQL_SCOPES, type Scope } from '../../../contracts/scopes.ts'
import type { Thread } from '../../../document/comments.ts'
import type { Documents } from '../../documents.ts'
import type { Folders } from '../../folders.ts'
import type { Watcher } from '../../events/watch-stream.ts'
import type { WatchStreams } from '../../events/watch-streams.ts'
import type { Log } from '../../log.ts'
import type { Executor } from './execute.ts'
import { askingOf } from './resolvers.ts'
import { needScope } from '../token-check.ts'

export interface GraphqlParts {
  readonly documents: Documents
  readonly folders: Folders
  readonly people: Pick<WatchStreams<readonly PersonPresent[]>, 'open'>
  readonly openComments: Pick<WatchStreams<readonly Thread[]>, 'open'>
  /** Whether anybody may ask for the schema. */
  readonly graphqlIntrospection: boolean
  readonly log: Log
}

export function serveGraphql(
  app: FastifyInstance,
  { documents, folders, people, openComments, graphqlIntrospection, log }: GraphqlParts,
): void {
  let executor: Promise<Executor> | undefined
  app.route({
    url: GRAPHQL_ROUTE.path,
    method: ['GET', 'POST'],
    schema: { hide: true },
    config: { scope: [...new Set(Object.values(GRAPHQL_SCOPES))] },
    handler: async (request, reply) => {
      executor ??= import('./execute.ts').then(({ createExecutor }) =>
        createExecutor({ introspection: graphqlIntrospection, log }),
      )
      const asking = askingOf(request.principal, documents, folders, {
        people: (id) => people.open(id, watcherOf(request, reply, [])),
        comments: (id) => openComments.open(id, watcherOf(request, reply, [COMMENT_ROUTES.list.scope])),
      })
      const response = await (await executor).handleNodeRequestAndResponse(request, reply, asking)
      for (const [name, value] of response.headers) void reply.header(name, value)
      if (response.headers.get('content-type')?.startsWith('text/event-stream'))
        void reply.removeHeader('content-encoding').headers(STREAM_HEADERS)
      return reply.code(response.status).send(response.body)
    },
  })
}

/** Yoga says `content-encoding: none`, which is no encoding, and leaves caches and nginx some freedom. */
const STREAM_HEADERS = { 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

/** `scopes`: what a token needs beside that of all subscriptions, each. */
function watcherOf(request: FastifyRequest, { raw }: FastifyReply, scopes: readonly Scope[]): Watcher {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  if (raw.destroyed) gone.abort()
  return {
    request: request.raw,
    principal: request.principal,
    identify: async () => {
      const principal = await request.identify()
      for (const scope of [GRAPHQL_SCOPES.subscription, ...scopes]) needScope(principal, [scope])
      return principal
    },
    gone: gone.signal,
    hangUp: () => raw.destroy(),
  }
}
