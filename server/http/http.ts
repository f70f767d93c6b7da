// The relay's HTTP side: one Fastify instance with the entrance check before everything, the API, its OpenAPI document,
// health, metrics, and the editor's files.
import type { IncomingMessage, Server } from 'node:http'
import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { API_PREFIX } from '../../contracts/api-prefix.ts'
import { problem, type Problem } from '../../contracts/errors.ts'
import type { Entrance } from '../access/entrance.ts'
import type { Log } from '../log.ts'
import type { DocumentStore, SearchStore, Store } from '../store/store.ts'
import { type AttachmentsParts, serveAttachments } from './attachments.ts'
import { type DocumentsParts, serveDocuments } from './documents.ts'
import { protect, serveEditor } from './editor-files.ts'
import { type HealthParts, serveHealth } from './health.ts'
import { answerNonsense, answerWithProblems, sendProblem, unreadableAddress } from './problems.ts'
import { logRequests, newRequestId } from './request-log.ts'
import { serveSearch } from './search.ts'

export interface HttpParts extends AttachmentsParts, HealthParts {
  readonly entrance: Entrance
  readonly documents: DocumentStore
  readonly store: Pick<Store, 'check'> & SearchStore
  readonly deleted: DocumentsParts['deleted']
  readonly people: DocumentsParts['people']
  /** Folder of the built editor. */
  readonly editor: string
  readonly log: Log
  /** A connection that has not sent the head of a request in so long is hung up on; undefined: in a minute. */
  readonly firstFrameSeconds: number | undefined
}

/** Largest JSON body: metadata is small. */
const MAX_BODY_BYTES = 64 * 1024

const HEADERS_SECONDS = 60
/** How often the server looks for connections whose time is over. */
const CHECK_CONNECTIONS_MS = 1_000

export async function createHttp(parts: HttpParts): Promise<FastifyInstance<Server>> {
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    // Some clients offer HTTP/2 with every request. An offer that is not taken up changes nothing (RFC 9110, 7.8).
    http: {
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
      headersTimeout: (parts.firstFrameSeconds ?? HEADERS_SECONDS) * 1_000,
      connectionsCheckingInterval: CHECK_CONNECTIONS_MS,
    },
    // Long enough for any id, so that a long one is refused as an id and not as an unknown address.
    routerOptions: { maxParamLength: 8_000 },
    forceCloseConnections: true,
    logger: false,
    genReqId: newRequestId,
    clientErrorHandler: answerNonsense,
    frameworkErrors: (error, request, reply) => {
      const refused = refusalOf(parts.entrance, request.raw)
      if (refused !== undefined) void sendProblem(reply, refused.code, refused.detail)
      else void unreadableAddress(error, reply)
    },
  })
  // Fastify takes plain text unasked; here it is JSON or nothing.
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerWithProblems(app, parts.log)
  logRequests(app, parts.log)
  app.addHook('onRequest', async (request, reply) => {
    const refused = refusalOf(parts.entrance, request.raw)
    if (refused !== undefined) return sendProblem(reply, refused.code, refused.detail)
    const { origin, host } = request.headers
    if (origin === undefined || host === undefined) return
    // CORS for exactly those that the entrance let in (A2).
    void reply
      .header('access-control-allow-origin', origin)
      .header('vary', 'Origin')
      .header('access-control-expose-headers', 'ETag, X-Request-Id')
    if (request.method !== 'OPTIONS') return
    return reply
      .header('access-control-allow-methods', 'GET, HEAD, PUT, PATCH, POST, DELETE')
      .header('access-control-allow-headers', 'content-type, if-match, authorization')
      .header('access-control-max-age', '600')
      .header('access-control-allow-private-network', 'true')
      .code(204)
      .send()
  })
  await protect(app)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Ligature relay',
        version: '1',
        description: 'Document metadata, images and search. Text travels over /sync.',
      },
    },
    transform: jsonSchemaTransform,
  })
  await app.register(async (api) => {
    serveDocuments(api, { ...parts, store: parts.documents })
    serveSearch(api, parts)
    await api.register(async (streams) => serveAttachments(streams, parts))
    api.get(`${API_PREFIX}/openapi.json`, { schema: { hide: true } }, () => app.swagger())
  })
  serveHealth(app, parts)
  app.get('/sync/*', { schema: { hide: true } }, (_, reply) => sendProblem(reply, 'upgrade-required'))
  await serveEditor(app, parts.editor)
  return app
}

/** The same check for requests and upgrades. */
export function refusalOf(entrance: Entrance, { headers, method }: IncomingMessage): Problem | undefined {
  const { host, origin, authorization } = headers
  const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
  const code = entrance.refusal({ host, origin, authorization, isPreflight })
  switch (code) {
    case undefined:
      return undefined
    case 'forbidden-host':
      return problem(
        code,
        `${host ?? 'nothing'} was given; whoever runs this relay can allow it with LIGATURE_PUBLIC_URL`,
      )
    case 'forbidden-origin':
      return problem(
        code,
        `${origin ?? 'nothing'} was given; whoever runs this relay can allow it with LIGATURE_ORIGINS`,
      )
    case 'secret-required':
      return problem(code, 'send it as `Authorization: Bearer …`; whoever runs this relay has it')
  }
}
