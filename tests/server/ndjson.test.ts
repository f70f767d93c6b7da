// Streams of lines as whoever reads them meets them: slowly, not to the end, or with a failure in the midst (§9).
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { problem } from '../../contracts/problem.ts'
import { Unavailable } from '../../server/errors.ts'
import { sendLines } from '../../server/http/ndjson.ts'
import { createLog } from '../../server/log.ts'
import { until } from '../support/until.ts'

let app: FastifyInstance | undefined
afterEach(async () => {
  await app?.close()
})

async function serve(lines: () => AsyncGenerator<object>): Promise<string> {
  app = fastify({ forceCloseConnections: true })
  app.get('/', async (request, reply) => await sendLines(request, reply, lines(), createLog('silent')))
  return await app.listen({ host: '127.0.0.1', port: 0 })
}

test('S3: whoever reads slowly is waited for, and whoever hangs up ends it', async () => {
  let made = 0
  let ended = false
  const url = await serve(async function* () {
    try {
      for (;;) yield { nth: made++, long: 'x'.repeat(10_000) }
    } finally {
      ended = true
    }
  })
  const left = new AbortController()
  const { body } = await fetch(url, { signal: left.signal })
  const reader = body!.getReader()
  await reader.read()
  let last = 0
  await until('nothing more to be made', () => {
    const isStill = made === last
    last = made
    return isStill
  })
  expect(ended).toBe(false)
  const before = made
  for (let read = 0; read < 4_000_000;) read += (await reader.read()).value!.byteLength
  expect(made).toBeGreaterThan(before)
  left.abort()
  await until('it to end', () => ended)
})

test('S2: a failure after the first line is the last line; one before it is an answer as any other', async () => {
  const url = await serve(async function* () {
    yield { kind: 'hit' }
    throw new Unavailable('the disk is gone')
  })
  expect((await (await fetch(url)).text()).split('\n')).toEqual([
    '{"kind":"hit"}',
    JSON.stringify({ kind: 'failed', problem: problem('unavailable') }),
    '',
  ])
  await app?.close()
  const other = await serve(async function* () {
    yield await Promise.reject(new Error('at once'))
  })
  expect((await fetch(other)).status).toBe(500)
})
