// Every error that leaves over HTTP, as RFC 9457 problem+json: ours as thrown, a request that does not fit its schema,
// and whatever went wrong inside, which is logged in full and told in one sentence.
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { type ProblemCode, type ProblemFacts, PROBLEMS } from '../../contracts/errors.ts'
import { FOLDER_ROUTES } from '../../contracts/folders.ts'
import { CHALLENGE, problem } from '../../contracts/problem.ts'
import { Damaged, Refused, Unavailable } from '../errors.ts'
import type { Log } from '../log.ts'
import { about } from './request-log.ts'

export const PROBLEM_TYPE = 'application/problem+json'

export function sendProblem(
  reply: FastifyReply,
  code: ProblemCode,
  detail?: string,
  facts?: ProblemFacts,
): FastifyReply {
  const status = PROBLEMS[code]
  if (status === 401) void reply.header('www-authenticate', CHALLENGE)
  return reply
    .code(status)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problem(code, detail, facts)))
}

/** For app.options `frameworkErrors`: addresses that the router cannot read, before there is a route or a hook. */
export const unreadableAddress = (error: FastifyError, url: string, reply: FastifyReply): FastifyReply =>
  error.code === 'FST_ERR_MAX_PARAM_LENGTH'
    ? sendProblem(reply, badIdIn(url), 'it is far too long')
    : sendProblem(reply, 'bad-request', 'the address contains a percent sign that does not escape anything')

/** Of an address: what its id is not. */
const badIdIn = (url: string): ProblemCode =>
  url.startsWith(FOLDER_ROUTES.list.path) ? 'bad-folder-id' : 'bad-document-id'

/** For app.options `clientErrorHandler`: bytes that are no HTTP request, so that there is no reply to use. */
export function answerNonsense(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  const [status, phrase, detail = phrase] = NONSENSE[error.code ?? ''] ?? BAD_REQUEST
  const json = JSON.stringify({ ...problem('bad-request', detail), status })
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(json)}\r\nConnection: close\r\n\r\n${json}`,
    () => socket.destroy(),
  )
}

type Nonsense = readonly [status: number, phrase: string, detail?: string]

const BAD_REQUEST: Nonsense = [400, 'Bad Request']
const NOT_ENCODED: Nonsense = [
  400,
  'Bad Request',
  'letters beyond ASCII, and spaces, stand percent-encoded in an address, as curl -G --data-urlencode writes them',
]
const NONSENSE: Readonly<Record<string, Nonsense>> = {
  // Such a letter; what stands behind a space, in the place of the version.
  HPE_INVALID_URL: NOT_ENCODED,
  HPE_INVALID_CONSTANT: NOT_ENCODED,
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}

export function answerWithProblems(app: FastifyInstance, log: Log): void {
  const addresses = new Addresses()
  app.addHook('onRoute', ({ method, url }) => addresses.add(url, [method].flat()))
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof Refused) return sendProblem(reply, error.code, error.message, error.facts)
    if (hasZodFastifySchemaValidationErrors(error)) {
      const aboutId = error.validation.some(({ instancePath }) => instancePath === '/id')
      const { url = '' } = request.routeOptions
      return sendProblem(reply, aboutId ? badIdIn(url) : 'bad-request', sentences(error.validation))
    }
    const code = codeOf(error)
    if (code !== undefined) return sendProblem(reply, code, error.message)
    // By what opens documents, once for all who ask.
    if (error instanceof Damaged)
      return sendProblem(reply, 'document-damaged', 'whoever runs this relay finds out more with fsck')
    log.error({ ...about(request), err: error }, 'request failed')
    return sendProblem(reply, error instanceof Unavailable ? 'unavailable' : 'internal')
  })
  app.setNotFoundHandler((request, reply) => {
    const asked = `${request.method} ${request.url.slice(0, 200)}`
    const methods = addresses.methodsOf(request.url)
    // It takes the method, as `/assets/:name` does GET, and has nothing by that name.
    if (methods.length === 0 || methods.includes(request.method)) return sendProblem(reply, 'not-found', asked)
    return sendProblem(reply.header('allow', methods.join(', ')), 'method-not-allowed', asked)
  })
}

/** Which methods an address takes, for the answer to one it does not. Fastify's router only finds what it serves. */
class Addresses {
  readonly #patterns = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>()

  /** `url` as Fastify takes it: `/documents/:id`, `/sync/*`. */
  add(url: string, methods: readonly string[]): void {
    const pattern = new RegExp(
      `^${url
        .replaceAll('.', '\\.')
        .replaceAll('*', '.*')
        .replaceAll(/:[a-z0-9]+/gi, '[^/]*')}$`,
    )
    const known = this.#patterns.get(url) ?? { pattern, methods: new Set() }
    for (const method of methods) known.methods.add(method)
    this.#patterns.set(url, known)
  }

  methodsOf(target: string): string[] {
    const path = target.split('?', 1)[0]!
    return [...this.#patterns.values()].flatMap(({ pattern, methods }) => (pattern.test(path) ? [...methods] : []))
  }
}

/** What Fastify itself refuses. */
function codeOf(error: FastifyError): ProblemCode | undefined {
  switch (error.statusCode) {
    case 400:
      return 'bad-request'
    // A path with `..` in it, to a file of the editor.
    case 403:
      return 'not-found'
    case 413:
      return 'too-large'
    case 415:
      return 'wrong-media-type'
    default:
      return undefined
  }
}

const sentences = (problems: readonly { readonly instancePath: string; readonly message?: string }[]): string =>
  problems
    .map(({ instancePath, message }) => `${instancePath.replace(/^\//, '') || 'body'}: ${message ?? 'invalid'}`)
    .join('; ')
