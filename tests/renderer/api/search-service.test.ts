// The search as the client layer reads it: line by line, and every way in which that can end (renderer/api/search-service.ts).
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { problem } from '../../../contracts/problem.ts'
import type { SearchHit } from '../../../contracts/search.ts'
import { RelayRefused, RelayUnreachable } from '../../../renderer/api/relay-errors.ts'
import { SearchService } from '../../../renderer/api/search-service.ts'
import { until } from '../../support/until.ts'

let server: Server
/** What the relay does with a request. */
let answers: (response: ServerResponse, url: URL) => void
let hungUp: boolean

beforeEach(async () => {
  hungUp = false
  server = createServer((request, response) => {
    response.on('close', () => (hungUp = !response.writableFinished))
    answers(response, new URL(request.url!, 'http://relay'))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const hit = (id: string): string =>
  `${JSON.stringify({
    kind: 'hit',
    document: {
      id,
      title: 'Brühe',
      metaVersion: 1,
      createdAt: '2026-01-01T00:00:00.000Z',
      changedAt: '2026-01-01T00:00:00.000Z',
      trashedAt: null,
    },
    foundIn: 'text',
    titleRanges: [],
    snippet: { text: 'Brühe, 汤', ranges: [{ from: 0, to: 5 }] },
    heading: null,
  })}\n`
const end = (hits: number): string => `${JSON.stringify({ kind: 'end', hits })}\n`

let heard: SearchHit[]
function search(words = 'brühe', signal = new AbortController().signal): Promise<{ more: boolean }> {
  heard = []
  const { port } = server.address() as AddressInfo
  return new SearchService(`http://127.0.0.1:${port}`).search(words, signal, (one) => void heard.push(one))
}
const ids = (): string[] => heard.map(({ document }) => document.id)

test('§10: each hit is told when it comes, wherever the bytes are cut', async () => {
  let send: ((bytes: Uint8Array | string) => void) | undefined
  let finish: () => void = () => undefined
  answers = (response, url) => {
    expect(Object.fromEntries(url.searchParams)).toEqual({ q: 'brühe & "汤"', limit: '30' })
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    send = (bytes) => void response.write(bytes)
    finish = () => void response.end()
  }
  const searching = search('brühe & "汤"')
  await until('the question', () => send)
  send!(hit('one'))
  await until('the first', () => heard.length === 1)
  const bytes = Buffer.from(hit('two') + end(30))
  for (const byte of bytes.subarray(0, 400)) send!(Buffer.from([byte]))
  send!(bytes.subarray(400))
  finish()
  expect(await searching).toEqual({ more: true })
  expect(ids()).toEqual(['one', 'two'])
  expect(heard[1]!.snippet.text).toBe('Brühe, 汤')
})

test.each([
  ['is cut off between two lines', (response: ServerResponse) => response.end(hit('one'))],
  [
    'is cut off in the midst of a line',
    (response: ServerResponse) => response.end(hit('one') + hit('two').slice(0, 90)),
  ],
  ['loses its connection', (response: ServerResponse) => response.write(hit('one'), () => response.destroy())],
  [
    'fails in the midst',
    (response: ServerResponse) =>
      response.end(hit('one') + JSON.stringify({ kind: 'failed', problem: problem('unavailable') })),
  ],
])('§10: an answer that %s is told as far as it came, and never taken for all', async (_, rest) => {
  answers = (response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    rest(response)
  }
  await expect(search()).rejects.toBeInstanceOf(RelayUnreachable)
  expect(ids()).toEqual(['one'])
})

test('§10: a refusal carries its problem, and whoever is no relay is nobody', async () => {
  answers = (response) =>
    response.writeHead(400, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem('bad-request')))
  await expect(search()).rejects.toBeInstanceOf(RelayRefused)
  answers = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in\n</html>')
  await expect(search()).rejects.toBeInstanceOf(RelayUnreachable)
})

test('§10: whoever types on hears no more of the search before, and the relay may stop', async () => {
  answers = (response) => response.writeHead(200, { 'content-type': 'application/x-ndjson' }).write(hit('one'))
  const left = new AbortController()
  const searching = search('brühe', left.signal)
  await until('the first', () => heard.length === 1)
  left.abort()
  // Long before it would be taken for silent.
  await until('the relay to hear of it', () => hungUp, 4_000)
  expect(await searching).toEqual({ more: false })
})
