// Long answers as lines of JSON, each sent when it is known (contracts/ndjson.ts). Whoever reads slowly is waited for; whoever hangs up,
// or has taken nothing for long, ends what makes the lines. Used by every route here that streams.
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
 * A reader that takes nothing for this long has gone, or holds what it does not want. Only once a third of what the system keeps for it,
 * which may be megabytes, has left is it seen to take something.
 */
const UNREAD_MS = 60_000

/**
 * Sends the lines as they come. What the first of them throws is answered as any other error; what a later one throws becomes the last
 * line. `lines` says itself, in its last line, that it has come to its end; its null is a sign of life where there is nothing to say yet,
 * and only at one of them, or at a line, is it noticed that nobody listens any more. What is a
 * string already is sent as it is, several lines perhaps.
 */
export async function sendLines(
  request: FastifyRequest,
  reply: FastifyReply,
  lines: AsyncGenerator<object | string | null>,
  log: Log,
  unreadMs = UNREAD_MS,
): Promise<FastifyReply> {
  const first = await lines.next()
  const reader = { isWaitedFor: false }
  // While bytes of even one long line leave, Node does not count the line as still.
  reply.raw.setTimeout(unreadMs, () => {
    if (reader.isWaitedFor) request.raw.destroy()
    // It goes off once. What is made next may only fill what is held here, and would not set it again.
    else reply.raw.setTimeout(unreadMs)
  })
  const body = Readable.from(written(first, lines, reader, request, log), {
    objectMode: false,
    highWaterMark: AHEAD_BYTES,
  })
  // Of whoever had gone before the first line nothing is read, and `written`, which never began, does not come to its end.
  body.once('close', () => {
    lines.return(undefined).catch((error: unknown) => {
      log.error({ ...about(request), err: error }, 'a stream did not end well')
    })
  })
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
  first: IteratorResult<object | string | null>,
  rest: AsyncGenerator<object | string | null>,
  reader: { isWaitedFor: boolean },
  request: FastifyRequest,
  log: Log,
): AsyncGenerator<string> {
  try {
    for (let next = first; next.done !== true; next = await rest.next()) {
      reader.isWaitedFor = true
      yield lineOf(next.value)
      reader.isWaitedFor = false
    }
  } catch (error) {
    log.error({ ...about(request), err: error }, 'a stream failed before its end')
    const code = error instanceof Refused ? error.code : error instanceof Unavailable ? 'unavailable' : 'internal'
    yield lineOf({ kind: 'failed', problem: problem(code) })
  } finally {
    // For the rest of them.
    reader.isWaitedFor = true
    await rest.return(undefined)
  }
}

function lineOf(line: object | string | null): string {
  if (line === null) return '\n'
  return typeof line === 'string' ? line : `${JSON.stringify(line)}\n`
}
