// How GraphQL travels: the address, and what an answer has beside its data. The schema is in graphql-schema.ts, for the relay alone.
import { z } from 'zod'

export const GRAPHQL_ROUTE = {
  method: 'POST',
  path: '/graphql',
  // Whoever asks knows what the data should be.
  schema: { response: { 200: z.custom<GraphqlAnswer>() } },
} as const

interface GraphqlError {
  readonly message: string
  readonly extensions?: { readonly code?: string }
}

interface GraphqlAnswer {
  readonly data?: unknown
  /** `extensions.code`: one of REST's codes (errors.ts), or GraphQL's own. */
  readonly errors?: readonly [GraphqlError, ...GraphqlError[]]
}
