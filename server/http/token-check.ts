// Who asks: a service when the request shows a token, else whoever `Access` says. Runs before every route. A service may do what the
// route's scope is one of its own; where none is stated it may do nothing.
import type { FastifyInstance } from 'fastify'
import type { Scope } from '../../contracts/scopes.ts'
import type { Access, Principal } from '../access/access.ts'
import { tokenIn, type Tokens } from '../access/tokens.ts'
import { Refused } from '../errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who acts. */
    principal: Principal
  }
  interface FastifyContextConfig {
    /** The one that a token needs here; undefined: no token is taken. */
    scope?: Scope
  }
}

export interface TokenCheckParts {
  readonly access: Access
  readonly tokens: Pick<Tokens, 'principalOf'>
}

/** After the entrance, which lets a token by. */
export function checkTokens(app: FastifyInstance, { access, tokens }: TokenCheckParts): void {
  // Set for each request below.
  app.decorateRequest('principal')
  app.addHook('onRequest', async (request, reply) => {
    const token = tokenIn(request.raw)
    if (token === undefined) {
      request.principal = access.identify()
      return
    }
    // For a wrong one (RFC 9110, 11.6.1); nobody is let in as a guest who has shown one.
    void reply.header('www-authenticate', 'Bearer realm="ligature"')
    const principal = await tokens.principalOf(token)
    void reply.removeHeader('www-authenticate')
    request.principal = principal
    if (request.is404) return
    const { scope } = request.routeOptions.config
    if (scope === undefined) throw new Refused('scope-required', 'no token is taken at this address')
    if (principal.kind === 'service' && !principal.scopes.includes(scope))
      throw new Refused('scope-required', `it lacks the scope ${scope}`)
  })
}
