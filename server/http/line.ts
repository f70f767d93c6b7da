// Lines (contracts/http-transport.ts) as requests: a GET listens, for ever or until there is something; a POST brings records. What
// they carry is transport/http.ts', behind the port below.
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  type Batch,
  BATCH_HEAD_BYTES,
  HEARD_HEADER,
  HERE_AGAIN_MS,
  HERE_WORD,
  LINE_HEADER,
  LINE_ID,
  LINE_PATH,
  LINE_PROBLEMS,
  type LineProblem,
  LONGEST_POLL_SECONDS,
  MAX_BATCH_BYTES,
  PREFER_HEADER,
  readBatch,
  RECORD_HEAD_BYTES,
} from '../../contracts/http-transport.ts'
import { assertNever, Refused } from '../errors.ts'
import { PROBLEM_TYPE } from './problems.ts'

export interface LineListener {
  readonly give: (text: string) => void
  /** Nothing more comes. */
  readonly over: () => void
  /** A newer one of its kind is there. */
  readonly replaced: () => void
  /** Of a poll: about so much at once. */
  readonly mostBytes?: number
}

/** What one line does for its requests. */
export interface LineCalls {
  /** Gives all events after that one, as they come; the answer ends it. Undefined: they cannot be had any more. */
  listen(after: number, listener: LineListener): (() => void) | undefined
  /** A POST is about to be read. The answer is for its end; undefined: there are too many. */
  begin(): (() => void) | undefined
  take(batch: Batch, request: IncomingMessage, id: string): Promise<'taken' | 'later' | 'missing' | 'over'>
}

export interface LineParts {
  readonly lines: {
    /** `begins`: the request that makes it, if the relay takes one more. */
    line(id: string, begins?: IncomingMessage): LineCalls | undefined
  }
  readonly maxFrameBytes: number
}

/** Of one answer to a poll: what it brings is acknowledged before the next. */
const POLL_BYTES = 256 * 1024
/** What a frame has around it in an update that is as large as may be. */
const FRAME_ROOM_BYTES = 1_024

/** The first words of every stream: one that is held back is known by its silence. */
const HERE = `: ${HERE_WORD}\n\n`
/** After its end, what a client has not taken by then it never will. */
const GOODBYE_MS = 2_000
/** Proxies that hold answers back until they have more of them are asked not to. */
const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

export function serveLines(app: FastifyInstance, { lines, maxFrameBytes }: LineParts): void {
  const hidden = { schema: { hide: true } }
  const bodyLimit = BATCH_HEAD_BYTES + RECORD_HEAD_BYTES + Math.max(maxFrameBytes + FRAME_ROOM_BYTES, MAX_BATCH_BYTES)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )

  const lineOf = (request: FastifyRequest, begins = false): LineCalls | undefined => {
    const id = header(request, LINE_HEADER)
    if (id === undefined || !LINE_ID.test(id))
      throw new Refused('bad-request', `${LINE_HEADER} takes 32 digits of 0-9a-f`)
    return lines.line(id, begins ? request.raw : undefined)
  }

  app.get(LINE_PATH, hidden, async (request, reply) => {
    // Whoever only wants to know whether HTTP gets through.
    if (header(request, LINE_HEADER) === undefined) return reply.code(204).send()
    const after = numberIn(header(request, HEARD_HEADER) ?? '0')
    const line = lineOf(request, after === 0)
    if (line === undefined) return unknown(reply)
    const wait = /^wait=(\d{1,9})$/.exec(header(request, PREFER_HEADER) ?? '')?.[1]
    if (wait !== undefined) {
      const text = await poll(line, after, Math.min(Number(wait), LONGEST_POLL_SECONDS) * 1_000, reply)
      return text === undefined ? unknown(reply) : reply.headers(STREAM_HEADERS).send(text)
    }
    return stream(line, after, reply) ? reply : unknown(reply)
  })

  app.route<{ Body: Buffer | undefined }>({
    method: 'POST',
    url: LINE_PATH,
    ...hidden,
    bodyLimit,
    onRequest: async (request, reply) => {
      // Before the body is read.
      const line = lineOf(request)
      if (line === undefined) return unknown(reply)
      const ended = line.begin()
      if (ended === undefined) throw new Refused('unavailable', 'too many requests of this line are under way')
      reply.raw.once('close', ended)
    },
    handler: async (request, reply) => {
      const batch = request.body === undefined ? undefined : readBatch(request.body)
      if (batch === undefined) throw new Refused('bad-request', 'the body is no batch of records')
      const taken = await lineOf(request)?.take(batch, request.raw, request.id)
      switch (taken) {
        case 'taken':
          return await reply.code(204).send()
        case 'later':
          throw new Refused('unavailable', 'nothing of it was taken; send it once more')
        case 'missing':
          return refuse(reply, 'out-of-order', `record ${batch.first} is not the next of session ${batch.session}`)
        case 'over':
          return refuse(reply, 'session-over', `session ${batch.session} has ended`)
        case undefined:
          return unknown(reply)
        default:
          return assertNever(taken)
      }
    },
  })
}

/** False: it cannot be. */
function stream(line: LineCalls, after: number, reply: FastifyReply): boolean {
  const { raw } = reply
  // It gives nothing before this turn of the event loop is over.
  let timer: NodeJS.Timeout | undefined
  const stop = line.listen(after, {
    give: (text) => raw.write(text),
    over: () => {
      clearTimeout(timer)
      raw.end()
      timer = setTimeout(() => raw.destroy(), GOODBYE_MS)
    },
    replaced: () => raw.destroy(),
  })
  if (stop === undefined) return false
  reply.hijack()
  raw.writeHead(200, { ...reply.getHeaders(), ...STREAM_HEADERS } as Record<string, string>)
  raw.write(HERE)
  // Something on the way may pass the first piece and keep the rest.
  timer = setTimeout(() => raw.write(HERE), HERE_AGAIN_MS)
  raw.on('error', () => raw.destroy())
  raw.on('close', () => {
    clearTimeout(timer)
    stop()
  })
  return true
}

/** What there is, as soon as there is something; after so long, nothing. The client listens until it has been told. */
async function poll(
  line: LineCalls,
  after: number,
  waitMs: number,
  { raw }: FastifyReply,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const nothing = (): void => resolve('')
  const replaced = (): void => void raw.destroy()
  const stop = line.listen(after, { give: resolve, over: nothing, replaced, mostBytes: POLL_BYTES })
  if (stop === undefined) return undefined
  const timer = setTimeout(nothing, waitMs)
  raw.once('close', () => {
    clearTimeout(timer)
    nothing()
    stop()
  })
  return await promise
}

/** Behind a balancer that does not know of lines another connection may lead to the relay that has it. */
const unknown = (reply: FastifyReply): FastifyReply =>
  refuse(reply.header('connection', 'close'), 'line-unknown', 'it is over, or another relay has it')

function refuse(reply: FastifyReply, code: LineProblem, detail: string): FastifyReply {
  const { status, title } = LINE_PROBLEMS[code]
  const body = { type: `urn:ligature:${code}`, title, status, code, detail }
  return reply.code(status).type(PROBLEM_TYPE).send(JSON.stringify(body))
}

function header({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

function numberIn(text: string): number {
  const number = Number(text)
  if (!/^\d{1,10}$/.test(text) || number > 0xff_ff_ff_ff)
    throw new Refused('bad-request', `${HEARD_HEADER} takes the number of an event`)
  return number
}
