// A route of contracts/ as Fastify takes it. Used by every file here that serves one.
import type { Scope } from '../../contracts/scopes.ts'
import { PROBLEM_TYPE } from './problems.ts'

interface Described {
  readonly schema: { readonly response: { readonly default: unknown } }
  readonly summary: string
  readonly scope: Scope
}

/** How a token is shown, in the description. */
export const SECURITY_SCHEME = 'token'

/** Everything but success is problem+json, and described as such. */
export function route<Route extends Described>({
  schema,
  summary,
  scope,
}: Route): { schema: Route['schema'] & { summary: string }; config: { scope: Scope } } {
  const errors = { description: 'What went wrong', content: { [PROBLEM_TYPE]: { schema: schema.response.default } } }
  // Without a token, too, where whoever runs the relay lets everybody in.
  const security = [{}, { [SECURITY_SCHEME]: [scope] }]
  return {
    config: { scope },
    schema: { ...schema, summary, security, response: { ...schema.response, default: errors } },
  }
}

/** The same for one that takes its body as it comes. */
export function streamed<Route extends Described>(
  described: Route,
): { schema: Route['schema'] & { summary: string }; config: { scope: Scope; takesStream: true } } {
  const { schema, config } = route(described)
  return { schema, config: { ...config, takesStream: true } }
}
