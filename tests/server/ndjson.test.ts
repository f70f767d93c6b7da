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

async function serve(lines: () => AsyncGenerator<object | null>, unreadMs?: number): Promise<string> {
  app = fastify({ forceCloseConnections: true })
  app.get('/', async (request, reply) => await sendLines(request, reply, lines(), createLog('silent'), unreadMs))
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

test('S3: one who hangs up ends it also while there is nothing to say; until then there are signs of life', async () => {
  let looked = 0
  let ended = false
  const url = await serve(async function* () {
    try {
      for (;;) {
        looked++
        await new Promise((resolve) => setTimeout(resolve, 2))
        yield null
      }
    } finally {
      ended = true
    }
  })
  const left = new AbortController()
  const { body } = await fetch(url, { signal: left.signal })
  const reader = body!.getReader()
  expect(Buffer.from((await reader.read()).value!).toString()).toMatch(/^\n+$/)
  left.abort()
  await until('it to end', () => ended)
  const before = looked
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(looked).toBe(before)
})

test('R6: whoever stops reading, and does not hang up, is hung up on', async () => {
  let ended = false
  const url = await serve(async function* () {
    try {
      for (;;) yield { long: 'x'.repeat(100_000) }
    } finally {
      ended = true
    }
  }, 200)
  const { body } = await fetch(url)
  await body!.getReader().read()
  await until('it to end', () => ended)
})

test('R6: and so is one who stopped while the relay had nothing to say', async () => {
  const quiet = Promise.withResolvers<void>()
  let looked = 0
  let ended = false
  const url = await serve(async function* () {
    try {
      // Much more than lies in buffers between the two; what is made next is held beside it.
      yield { long: 'x'.repeat(50_000_000) }
      await quiet.promise
      for (;;) yield { long: 'x'.repeat(1_000) }
    } finally {
      ended = true
    }
  }, 50)
  app!.server.on('timeout', () => looked++)
  const { body } = await fetch(url)
  const reader = body!.getReader()
  await reader.read()
  await until('the silence to be noticed', () => looked > 0)
  quiet.resolve()
  await until('it to end', () => ended)
  const toTheEnd = async (): Promise<void> => {
    while (!(await reader.read()).done);
  }
  await expect(toTheEnd()).rejects.toThrow()
})

test('R6: of one who hangs up before there is a first line nothing is left running', async () => {
  const first = Promise.withResolvers<void>()
  let [asked, ended, gone] = [false, false, false]
  const url = await serve(async function* () {
    try {
      asked = true
      await first.promise
      for (;;) yield { kind: 'hit' }
    } finally {
      ended = true
    }
  })
  app!.server.once('connection', (socket) => socket.once('close', () => (gone = true)))
  const left = new AbortController()
  const answer = fetch(url, { signal: left.signal })
  await until('it to be asked', () => asked)
  left.abort()
  await expect(answer).rejects.toThrow()
  await until('the connection to be gone', () => gone)
  first.resolve()
  await until('it to end', () => ended)
})

test('R6: a relay that has nothing to say for long does not take that for a reader who has stopped', async () => {
  const quiet = Promise.withResolvers<void>()
  let looked = 0
  const url = await serve(async function* () {
    yield { nth: 1 }
    await quiet.promise
    yield { nth: 2 }
  }, 50)
  const answer = fetch(url)
  app!.server.on('timeout', () => looked++)
  await until('the silence to be noticed', () => looked > 0)
  quiet.resolve()
  expect(await (await answer).text()).toBe('{"nth":1}\n{"nth":2}\n')
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
