// How GraphQL travels: a query by its id, its variables, and what comes of it. The schema is in graphql-schema.ts, for the relay alone.
import { z } from 'zod'
import { ProblemSchema } from './errors.ts'

export const GRAPHQL_ROUTE = {
  method: 'POST',
  path: '/graphql',
  schema: {
    response: {
      200: z.object({
        data: z.unknown(),
        /** `extensions.code`: one of REST's codes (errors.ts), or GraphQL's own. */
        errors: z
          .array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }))
          .optional(),
      }),
      default: ProblemSchema,
    },
  },
} as const
