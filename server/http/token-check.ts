// Who asks: a service when the request shows a token, else whoever `Access` says. Runs before every route. A service may do what the
// route's scope is one of its own; where none is stated it may do nothing.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Scope } from '../../contracts/scopes.ts'
import type { Access, Principal } from '../access/access.ts'
import { tokenIn, type Tokens } from '../access/tokens.ts'
import { Refused } from '../errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who acts. */
    principal: Principal
    /**
     * Who it is by now, for an answer that lasts: a token may be changed or revoked, or expire, while its request goes on. Believed for
     * half a second. Throws Refused for one that is not valid any more, or has none of the scopes that this address takes.
     */
    identify: () => Promise<Principal>
  }
  interface FastifyContextConfig {
    /** The one that a token needs here, or some of which it needs one; undefined: no token is taken. */
    scope?: Scope | readonly Scope[]
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
  const whoAsks = async ({ raw }: FastifyRequest): Promise<Principal> => {
    const token = tokenIn(raw)
    return token === undefined ? access.identify() : await tokens.principalOf(token)
  }
  app.decorateRequest('identify', async function (this: FastifyRequest) {
    const principal = await whoAsks(this)
    needScopeOf(this, principal)
    return principal
  })
  app.addHook('onRequest', async (request) => {
    if (tokenIn(request.raw) === undefined) {
      request.principal = await whoAsks(request)
      return
    }
    // Nobody is let in as a guest who has shown a wrong one.
    request.principal = await whoAsks(request)
    if (!request.is404) needScopeOf(request, request.principal)
  })
}

function needScopeOf({ routeOptions }: FastifyRequest, principal: Principal): void {
  const { scope } = routeOptions.config
  if (scope !== undefined) needScope(principal, [scope].flat())
  else if (principal.kind === 'service') throw new Refused('scope-required', 'no token is taken at this address')
}

/** Throws Refused for a service that has none of these scopes. */
export function needScope(principal: Principal, scopes: readonly Scope[]): void {
  if (principal.kind === 'service' && !scopes.some((scope) => principal.scopes.includes(scope)))
    throw new Refused('scope-required', `it lacks the scope ${scopes.join(' or ')}`)
}
