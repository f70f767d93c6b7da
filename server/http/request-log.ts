// Requests in the log: each has an id, which its answer carries as `x-request-id` and every line about it as `request`.
import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { withoutTokens } from '../access/tokens.ts'
import { forLog, type Log } from '../log.ts'

/** Also for app.options `genReqId`. */
export const newRequestId = (): string => randomBytes(6).toString('base64url')

/** What a line about this request carries: its id, and the document it is about if it is about one; of the address no query (O4). */
export function about({ id, params, method, url }: FastifyRequest): object {
  const document = (params as { readonly id?: string } | undefined)?.id
  return {
    request: id,
    ...(document === undefined ? {} : { document }),
    method,
    url: withoutTokens(forLog(url.split('?', 1)[0]!)),
  }
}

export function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    log.debug({ ...about(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered')
  })
}
