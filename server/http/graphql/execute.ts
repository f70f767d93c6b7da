// Reads, checks and executes what comes to /graphql, within limits on depth, cost, aliases and size. Loaded with the first request,
// because it is large and a relay in a desktop app may never hear one.
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases'
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth'
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens'
import { usePersistedOperations as persistedOperations } from '@graphql-yoga/plugin-persisted-operations'
import { type ExecutionArgs, getOperationAST, GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql'
import { createSchema, createYoga, type Plugin } from 'graphql-yoga'
import type { ProblemCode } from '../../../contracts/errors.ts'
import { GRAPHQL_ROUTE } from '../../../contracts/graphql.ts'
import { GRAPHQL_SCHEMA } from '../../../contracts/graphql-schema.ts'
import { PERSISTED_QUERIES } from '../../../contracts/persisted-queries.ts'
import { problem } from '../../../contracts/problem.ts'
import { GRAPHQL_SCOPES } from '../../../contracts/scopes.ts'
import { Refused, Unavailable } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { needScope } from '../token-check.ts'
import type { Asking } from './asking.ts'
import { costOf } from './cost.ts'
import { RESOLVERS } from './resolvers.ts'

/** All that there is of 200 documents is 4 deep and costs some 4,600 (cost.ts). */
const LIMITS = { depth: 7, cost: 10_000, aliases: 10, tokens: 1_000 }

export interface ExecutorParts {
  readonly introspection: boolean
  readonly log: Log
}

export type Executor = ReturnType<typeof createExecutor>

export function createExecutor({ introspection, log }: ExecutorParts) {
  return createYoga<Asking>({
    schema: createSchema({ typeDefs: GRAPHQL_SCHEMA, resolvers: RESOLVERS }),
    graphqlEndpoint: GRAPHQL_ROUTE.path,
    // The entrance has answered for CORS, Host and Origin; one request is one operation; there is nothing here to look at.
    cors: false,
    batching: false,
    multipart: false,
    extraParamNames: ['documentId'],
    graphiql: false,
    landingPage: false,
    logging: false,
    maskedErrors: { maskError: (error) => shown(error, log) },
    plugins: [
      persistedOperations({
        allowArbitraryOperations: true,
        extractPersistedOperationId: (params, { url }) => {
          // Yoga reads no parameters of ours from an address.
          const { documentId = new URL(url).searchParams.get('documentId') } = params as {
            readonly documentId?: unknown
          }
          return typeof documentId === 'string' ? documentId : null
        },
        getPersistedOperation: (id) => BY_ID.get(id) ?? null,
      }),
      maxTokensPlugin({ n: LIMITS.tokens }),
      maxDepthPlugin({ n: LIMITS.depth }),
      maxAliasesPlugin({ n: LIMITS.aliases }),
      beforeExecution,
      ...(introspection ? [] : [withoutIntrospection]),
    ],
  })
}

const BY_ID: ReadonlyMap<string, string> = new Map(Object.entries(PERSISTED_QUERIES))

const withoutIntrospection: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
}

/** Asked before anything is executed: whatever the schema has, a token needs the scope of its kind, and nobody reads without end. */
const beforeExecution: Plugin<Asking> = {
  onExecute: ({ args }) => {
    checkScope(args)
    checkCost(args)
    // Yoga's executor takes it, its types do not say so.
    Object.assign(args, { signal: (args.contextValue as Asking).rows.tooMany })
  },
  onSubscribe: ({ args }) => {
    checkScope(args)
    checkCost(args)
  },
}

function checkCost(args: ExecutionArgs): void {
  const cost = costOf(args)
  if (cost !== undefined && cost > LIMITS.cost)
    throw new Refused(
      'bad-request',
      `this costs ${cost}, and ${LIMITS.cost} at most is answered: ask for fewer rows or fields`,
    )
}

function checkScope({ document, operationName, contextValue }: ExecutionArgs): void {
  const operation = getOperationAST(document, operationName)
  // Without one there is nothing that could be executed, and whoever executes says so.
  if (operation === null || operation === undefined) return
  needScope((contextValue as Asking).principal, [GRAPHQL_SCOPES[operation.operation]])
}

/** What somebody may know of an error, with the codes of REST. */
function shown(error: unknown, log: Log): Error {
  const cause = error instanceof GraphQLError ? error.originalError : error
  // A query that does not parse, or is more than is executed.
  if (cause === undefined || cause === null) return error as GraphQLError
  const { path } = error as Partial<GraphQLError>
  if (cause instanceof Refused) return withCode(cause.code, cause.message, path)
  log.error({ err: cause, path }, 'a GraphQL field failed')
  const code = cause instanceof Unavailable ? 'unavailable' : 'internal'
  return withCode(code, problem(code).title, path)
}

const withCode = (code: ProblemCode, message: string, path: GraphQLError['path']): GraphQLError =>
  new GraphQLError(message, { path, extensions: { code } })
