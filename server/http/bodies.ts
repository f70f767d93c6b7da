// Bodies that are read whole before anything is done with them. What does not go on, or takes too long, is hung up on, and what is there
// of those that are not whole counts for the address (L6). For every route but those that take a stream, which look after it themselves.
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SILENCE_MS, type Share, wholeWithinMs } from '../unfinished.ts'
import { sendProblem } from './problems.ts'
import { hearOut } from './refused-sender.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** It takes its body as it comes, and holds none of it. */
    takesStream?: true
  }
}

export interface BodiesParts {
  /** Of the address that it comes from. */
  readonly unfinished: (request: IncomingMessage) => Share
}

export function watchBodies(app: FastifyInstance, { unfinished }: BodiesParts, wholeWithin = wholeWithinMs): void {
  const bodies = new WeakMap<FastifyRequest, Body>()
  app.addHook('onRequest', async (request, reply) => {
    if (!hasBody(request)) return
    // However it ends: with an answer or without.
    reply.raw.once('close', () => hearOut(request.raw))
    if (!isReadWhole(request)) return
    const within = wholeWithin(request.routeOptions.bodyLimit ?? 0)
    bodies.set(request, new Body(request, reply, unfinished(request.raw), within))
  })
  // Not before: a body that nobody reads must not be begun to be read.
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    bodies.get(request)?.begin()
    done()
  })
}

class Body {
  readonly #raw: IncomingMessage
  readonly #reply: FastifyReply
  readonly #share: Share
  readonly #announced: number
  readonly #silence: NodeJS.Timeout
  readonly #whole: NodeJS.Timeout
  #bytes = 0

  constructor({ raw }: FastifyRequest, reply: FastifyReply, share: Share, wholeWithin: number) {
    this.#raw = raw
    this.#reply = reply
    this.#share = share
    this.#announced = Number(raw.headers['content-length'] ?? Infinity)
    this.#silence = setTimeout(this.#hangUp, SILENCE_MS)
    this.#whole = setTimeout(this.#hangUp, wholeWithin)
    raw.once('end', this.#over)
    // It may end without an end: when the sender has gone, or when it is answered before.
    reply.raw.once('close', this.#over)
  }

  begin(): void {
    this.#raw.on('data', this.#count)
    // It flows when it is read, which is next.
    this.#raw.pause()
  }

  readonly #count = ({ byteLength }: Buffer): void => {
    this.#silence.refresh()
    this.#bytes += byteLength
    const fits = this.#share(this.#bytes < this.#announced ? this.#bytes : 0)
    // Closed: else the rest would be gathered all the same.
    if (!fits && !this.#reply.sent)
      void sendProblem(this.#reply.header('connection', 'close'), 'too-much-unfinished', TOO_MUCH)
  }

  readonly #over = (): void => {
    clearTimeout(this.#silence)
    clearTimeout(this.#whole)
    this.#raw.off('data', this.#count)
    this.#share(0)
  }

  readonly #hangUp = (): void => {
    if (!this.#raw.complete) this.#raw.destroy()
  }
}

const TOO_MUCH = 'too much that is not whole comes from this network address; send it once more a little later'

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** Fastify reads no body of a GET. */
const isReadWhole = ({ method, routeOptions }: FastifyRequest): boolean =>
  routeOptions.config.takesStream !== true && method !== 'GET' && method !== 'HEAD'
