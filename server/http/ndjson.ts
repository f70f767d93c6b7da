// Long answers as lines of JSON, each sent when it is known (contracts/ndjson.ts). Whoever reads slowly is waited for, and whoever
// hangs up ends what makes the lines. Used by every route here that streams.
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { NDJSON_TYPE } from '../../contracts/ndjson.ts'
import { problem } from '../../contracts/problem.ts'
import { Refused, Unavailable } from '../errors.ts'
import type { Log } from '../log.ts'
import { about } from './request-log.ts'

/** So much is made ahead of whoever reads. */
const AHEAD_BYTES = 16 * 1024

/**
 * Sends the lines as they come. What the first of them throws is answered as any other error; what a later one throws becomes the last
 * line. `lines` says itself, in its last line, that it has come to its end.
 */
export async function sendLines(
  request: FastifyRequest,
  reply: FastifyReply,
  lines: AsyncGenerator<object>,
  log: Log,
): Promise<FastifyReply> {
  const first = await lines.next()
  const body = Readable.from(written(first, lines, request, log), { objectMode: false, highWaterMark: AHEAD_BYTES })
  return reply
    .type(NDJSON_TYPE)
    .headers({
      'cache-control': 'no-store',
      // nginx would gather the lines.
      'x-accel-buffering': 'no',
    })
    .send(body)
}

async function* written(
  first: IteratorResult<object>,
  rest: AsyncGenerator<object>,
  request: FastifyRequest,
  log: Log,
): AsyncGenerator<string> {
  try {
    for (let next = first; next.done !== true; next = await rest.next()) yield lineOf(next.value)
  } catch (error) {
    log.error({ ...about(request), err: error }, 'a stream failed before its end')
    const code = error instanceof Refused ? error.code : error instanceof Unavailable ? 'unavailable' : 'internal'
    yield lineOf({ kind: 'failed', problem: problem(code) })
  } finally {
    await rest.return(undefined)
  }
}

const lineOf = (line: object): string => `${JSON.stringify(line)}\n`
