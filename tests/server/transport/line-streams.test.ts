// T3, T5: what the answer to a GET does on a real connection whose reader is slow, or reads nothing. The line behind it is the test's.
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HERE_AGAIN_MS, LINE_HEADER, LINE_PATH } from '../../../contracts/http-transport.ts'
import { type LineListener, serveLines } from '../../../server/http/line.ts'
import { until } from '../../support/until.ts'

/** More than sockets hold. */
const MUCH = 'x'.repeat(32 * 1_024 * 1_024)

const app = Fastify()
interface Listening extends LineListener {
  gone: boolean
}

let listeners: Listening[]
let answers: IncomingMessage[]
beforeEach(() => {
  ;[listeners, answers] = [[], []]
})
afterEach(() => {
  for (const answer of answers) answer.destroy()
})
serveLines(app, {
  maxFrameBytes: 1_000,
  lines: {
    line: () => ({
      listen: (_after, listener) => {
        const listening = { ...listener, gone: false }
        listeners.push(listening)
        return () => void (listening.gone = true)
      },
      begin: () => undefined,
      take: async () => 'over',
    }),
  },
})
await app.listen({ port: 0, host: '127.0.0.1' })

/** The head of a stream, of which nothing is read. */
async function stream(): Promise<IncomingMessage> {
  const { port } = app.server.address() as AddressInfo
  const headers = { [LINE_HEADER]: 'ab'.repeat(16) }
  const asked = request({ port, host: '127.0.0.1', path: LINE_PATH, agent: false, headers })
  asked.end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.on('error', () => undefined)
  answers.push(answer)
  return answer
}

test('T3: a stream says that it is there at once, and once more a moment later', async () => {
  const answer = await stream()
  const pieces: string[] = []
  answer.setEncoding('utf8').on('data', (text: string) => pieces.push(text))
  await until('the first word', () => pieces.length === 1)
  const first = performance.now()
  await until('the second', () => pieces.length === 2)
  expect(pieces).toEqual([': here\n\n', ': here\n\n'])
  expect(performance.now() - first).toBeGreaterThan(HERE_AGAIN_MS / 2)
})

test('T5: one whose reader takes nothing is closed soon after its line is over', async () => {
  await stream()
  listeners[0]!.give(MUCH)
  listeners[0]!.over()
  await until('it to be closed', () => listeners[0]!.gone, 5_000)
})

test('T5: one that is replaced is closed at once, whatever it has not taken', async () => {
  await stream()
  listeners[0]!.give(MUCH)
  listeners[0]!.replaced()
  await until('it to be closed', () => listeners[0]!.gone, 1_000)
})
