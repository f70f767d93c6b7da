// A route of contracts/ as Fastify takes it. Used by every file here that serves one.
import { PROBLEM_TYPE } from './problems.ts'

interface Described {
  readonly schema: { readonly response: { readonly default: unknown } }
  readonly summary: string
}

/** Everything but success is problem+json, and described as such. */
export function route<Route extends Described>({
  schema,
  summary,
}: Route): { schema: Route['schema'] & { summary: string } } {
  const errors = { description: 'What went wrong', content: { [PROBLEM_TYPE]: { schema: schema.response.default } } }
  return { schema: { ...schema, summary, response: { ...schema.response, default: errors } } }
}
