// The relay's HTTP side: one Fastify instance with the entrance check before everything, the API, its OpenAPI document,
// health, metrics, and the editor's files.
import type { IncomingMessage, Server } from 'node:http'
import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { API_PREFIX } from '../../contracts/api-prefix.ts'
import type { Problem } from '../../contracts/errors.ts'
import { HEARD_HEADER, LINE_HEADER, PREFER_HEADER } from '../../contracts/http-transport.ts'
import { problem } from '../../contracts/problem.ts'
import { SCOPES } from '../../contracts/scopes.ts'
import type { Entrance } from '../access/entrance.ts'
import { tokenIn } from '../access/tokens.ts'
import { type GraphqlParts, serveGraphql } from './graphql/graphql.ts'
import type { Log } from '../log.ts'
import type { SearchStore, Store } from '../store/store.ts'
import { type AttachmentsParts, serveAttachments } from './attachments.ts'
import { type BodiesParts, watchBodies } from './bodies.ts'
import { type CommentsParts, serveComments } from './comments.ts'
import { type ContentParts, serveContent } from './content.ts'
import { type DocumentRoutesParts, serveDocuments } from './documents.ts'
import { serveFolders } from './folders.ts'
import { type EventsParts, serveEvents } from './events.ts'
import { isPage, protect, serveEditor } from './editor-files.ts'
import { type HealthParts, serveHealth } from './health.ts'
import { type HistoryParts, serveHistory } from './history.ts'
import { type LineParts, serveLines } from './line.ts'
import { answerNonsense, answerWithProblems, sendProblem, unreadableAddress } from './problems.ts'
import { logRequests, newRequestId } from './request-log.ts'
import { serveSearch } from './search.ts'
import { serveVersions, type VersionRoutesParts } from './versions.ts'
import { SECURITY_SCHEME } from './route.ts'
import { checkTokens, type TokenCheckParts } from './token-check.ts'
import { serveWorkspace, type WorkspaceParts } from './workspace.ts'

export interface HttpParts
  extends
    AttachmentsParts,
    BodiesParts,
    CommentsParts,
    ContentParts,
    DocumentRoutesParts,
    EventsParts,
    GraphqlParts,
    HealthParts,
    HistoryParts,
    LineParts,
    TokenCheckParts,
    VersionRoutesParts,
    WorkspaceParts {
  readonly entrance: Entrance
  readonly store: Pick<Store, 'check' | 'readWritten' | 'readStretches'> & SearchStore & WorkspaceParts['store']
  /** Folder of the built editor. */
  readonly editor: string
  readonly log: Log
  /** A connection that has not sent the head of a request in so long is hung up on; undefined: in a minute. */
  readonly firstFrameSeconds: number | undefined
}

const LINE_HEADERS = [LINE_HEADER, HEARD_HEADER, PREFER_HEADER].join(', ')

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
      else void unreadableAddress(error, request.url, reply)
    },
  })
  // Fastify takes plain text unasked; here it is JSON or nothing.
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  answerWithProblems(app, parts.log)
  logRequests(app, parts.log)
  watchBodies(app, parts)
  app.addHook('onRequest', async (request, reply) => {
    // A token is looked at next.
    const refused = refusalOf(parts.entrance, request.raw, tokenIn(request.raw) !== undefined)
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
      .header(
        'access-control-allow-headers',
        `content-type, if-match, if-none-match, idempotency-key, authorization, ${LINE_HEADERS}`,
      )
      .header('access-control-max-age', '600')
      .header('access-control-allow-private-network', 'true')
      .code(204)
      .send()
  })
  checkTokens(app, parts)
  await protect(app)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Ligature relay',
        version: '1',
        description:
          'Metadata, text and images of documents, their history, versions and comments, folders, search, and what happens to them. What people write together travels over /sync.',
      },
      components: { securitySchemes: { [SECURITY_SCHEME]: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  })
  await app.register(async (api) => {
    serveDocuments(api, parts)
    serveFolders(api, parts)
    serveEvents(api, parts)
    serveSearch(api, parts)
    serveHistory(api, parts)
    serveVersions(api, parts)
    serveComments(api, parts)
    await api.register(async (streams) => serveAttachments(streams, parts))
    await api.register(async (streams) => serveLines(streams, parts))
    await api.register(async (streams) => serveWorkspace(streams, parts))
    await api.register(async (texts) => serveContent(texts, parts))
    // It holds nobody's data: a token of any scope may read what there is to ask for.
    api.get(`${API_PREFIX}/openapi.json`, { schema: { hide: true }, config: { scope: SCOPES } }, () => app.swagger())
  })
  serveGraphql(app, parts)
  serveHealth(app, parts)
  app.get('/sync/*', { schema: { hide: true } }, (_, reply) => sendProblem(reply, 'upgrade-required'))
  await serveEditor(app, parts.editor)
  return app
}

/** The same check for requests and upgrades. `showsToken`: whoever asks looks at the token then. */
export function refusalOf(
  entrance: Entrance,
  { headers, method, url }: IncomingMessage,
  showsToken = false,
): Problem | undefined {
  const { host, origin, authorization } = headers
  const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
  const site = textOf(headers['sec-fetch-site'])
  const fetched = { site, mode: textOf(headers['sec-fetch-mode']), destination: textOf(headers['sec-fetch-dest']) }
  const code = entrance.refusal({
    host,
    origin,
    fetched,
    isPage: method === 'GET' && isPage(url ?? ''),
    authorization,
    isPreflight,
    showsToken,
  })
  switch (code) {
    case undefined:
      return undefined
    case 'forbidden-host':
      return problem(
        code,
        `${host ?? 'nothing'} was given; whoever runs this relay can allow it with LIGATURE_PUBLIC_URL`,
      )
    case 'forbidden-origin':
      if (origin === undefined)
        return problem(code, `a page of another site had the browser ask (${site}); only links to pages work`)
      return problem(code, `${origin} was given; whoever runs this relay can allow it with LIGATURE_ORIGINS`)
    case 'secret-required':
      return problem(
        code,
        // Nothing of what was sent: a log may keep this.
        /^Bearer \S/.test(authorization ?? '')
          ? 'what was sent is not its secret'
          : 'send it as `Authorization: Bearer …`; whoever runs this relay has it',
      )
  }
}

const textOf = (header: string | string[] | undefined): string | undefined => header?.toString()

/** Of an upgrade: a session would live longer than a token's second, and hear everything. */
export function refusalOfUpgrade(entrance: Entrance, request: IncomingMessage): Problem | undefined {
  const showsToken = tokenIn(request) !== undefined
  const refused = refusalOf(entrance, request, showsToken)
  if (refused !== undefined || !showsToken) return refused
  return problem('scope-required', 'no token opens /sync; read and write the text at /api/v1/documents/{id}/content')
}
