// What happens to documents, as an event stream (contracts/events.ts). Whoever reads it slowly is not waited for, and nothing
// is kept for them: see events/event-stream.ts.
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { EVENTS_ROUTE } from '../../contracts/events.ts'
import { type Access, authorize, denied } from '../access/access.ts'
import type { EventStreams } from '../events/event-streams.ts'
import { route } from './route.ts'

export interface EventsParts {
  readonly access: Access
  readonly events: Pick<EventStreams, 'open'>
}

/** Made before it is asked for: then the network takes it. */
const AHEAD_BYTES = 16 * 1024

export function serveEvents(app: FastifyInstance, { access, events }: EventsParts): void {
  const { config, schema } = route(EVENTS_ROUTE)
  const answer = { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } }
  app.get(
    EVENTS_ROUTE.path,
    // A HEAD would read for ever.
    { config, schema: { ...schema, response: { ...schema.response, 200: answer } }, exposeHeadRoute: false },
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { principal } = request
      // A token for one document hears of that one.
      const only = principal.kind === 'service' ? principal.document : null
      if (!(await authorize(access, principal, only === null ? 'list' : 'read', only)))
        throw denied(principal, only, 'list documents')
      const { lastEventId } = request.query as Asked
      const after = request.headers['last-event-id'] ?? lastEventId
      const reader = { principal, identify: () => request.identify(), hangUp: () => reply.raw.destroy() }
      const { text, end } = await events.open(request.raw, reader, after?.toString())
      reply.raw.once('close', end)
      if (reply.raw.destroyed) end()
      void reply.headers({
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        // nginx would wait until some KB have come.
        'x-accel-buffering': 'no',
      })
      return reply.send(Readable.from(text, { objectMode: false, highWaterMark: AHEAD_BYTES }))
    },
  )
}

type Asked = z.infer<typeof EVENTS_ROUTE.schema.querystring>
