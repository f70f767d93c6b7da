// GraphQL over HTTP: hands requests to execute.ts, which is loaded with the first of them.
import type { FastifyInstance } from 'fastify'
import { GRAPHQL_ROUTE } from '../../../contracts/graphql.ts'
import type { Documents } from '../../documents.ts'
import type { Log } from '../../log.ts'
import type { Executor } from './execute.ts'
import { askingOf } from './resolvers.ts'

export interface GraphqlParts {
  readonly documents: Documents
  /** Whether anybody may ask for the schema. */
  readonly graphqlIntrospection: boolean
  readonly log: Log
}

export function serveGraphql(app: FastifyInstance, { documents, graphqlIntrospection, log }: GraphqlParts): void {
  let executor: Promise<Executor> | undefined
  app.route({
    url: GRAPHQL_ROUTE.path,
    method: ['GET', 'POST'],
    schema: { hide: true },
    handler: async (request, reply) => {
      executor ??= import('./execute.ts').then(({ createExecutor }) =>
        createExecutor({ introspection: graphqlIntrospection, log }),
      )
      const asking = askingOf(request.principal, documents)
      const response = await (await executor).handleNodeRequestAndResponse(request, reply, asking)
      for (const [name, value] of response.headers) void reply.header(name, value)
      return reply.code(response.status).send(response.body)
    },
  })
}
