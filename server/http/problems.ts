// Every error that leaves over HTTP, as RFC 9457 problem+json: ours as thrown, a request that does not fit its schema,
// and whatever went wrong inside, which is logged in full and told in one sentence.
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { problem, type ProblemCode, PROBLEMS } from '../../contracts/errors.ts'
import { Refused, Unavailable } from '../errors.ts'
import type { Log } from '../log.ts'

export const PROBLEM_TYPE = 'application/problem+json'

export function sendProblem(reply: FastifyReply, code: ProblemCode, detail?: string): FastifyReply {
  return reply.code(PROBLEMS[code].status).type(PROBLEM_TYPE).send(JSON.stringify(problem(code, detail)))
}

export function answerWithProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof Refused) return sendProblem(reply, error.code, error.message)
    if (hasZodFastifySchemaValidationErrors(error)) {
      const aboutId = error.validationContext === 'params'
      return sendProblem(reply, aboutId ? 'bad-document-id' : 'bad-request', sentences(error.validation))
    }
    const code = codeOf(error)
    if (code !== undefined) return sendProblem(reply, code, error.message)
    log.error({ err: error, request: request.id, url: request.url }, 'request failed')
    return sendProblem(reply, error instanceof Unavailable ? 'unavailable' : 'internal')
  })
  app.setNotFoundHandler((request, reply) => sendProblem(reply, 'not-found', `${request.method} ${request.url.slice(0, 200)}`))
}

/** What Fastify itself refuses. */
function codeOf(error: FastifyError): ProblemCode | undefined {
  switch (error.statusCode) {
    case 400:
      return 'bad-request'
    case 413:
      return 'too-large'
    case 415:
      return 'wrong-media-type'
    default:
      return undefined
  }
}

const sentences = (problems: readonly { readonly instancePath: string; readonly message?: string }[]): string =>
  problems.map(({ instancePath, message }) => `${instancePath.replace(/^\//, '') || 'body'}: ${message ?? 'invalid'}`).join('; ')
