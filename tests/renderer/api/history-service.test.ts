// The history as the client layer reads it: row by row, and every way in which that can end (renderer/api/history-service.ts).
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HistoryRow } from '../../../contracts/history.ts'
import { problem } from '../../../contracts/problem.ts'
import { HistoryService } from '../../../renderer/api/history-service.ts'
import { RelayRefused, RelayUnreachable } from '../../../renderer/api/relay-errors.ts'
import { documentId } from '../../adapters/store-acceptance.ts'
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

const NDJSON = { 'content-type': 'application/x-ndjson' }
const line = (value: object): string => `${JSON.stringify(value)}\n`
const stretch = (toSeq: number): string =>
  line({
    kind: 'stretch',
    epoch: '1.x',
    fromSeq: 1,
    toSeq,
    author: { id: 'token:1', name: 'Grüße' },
    startedAt: 1,
    endedAt: 2,
    edits: 3,
    added: 4,
    removed: 5,
  })
const end = (more: boolean): string => line({ kind: 'end', rows: 2, more })

let heard: HistoryRow[]
function read(signal = new AbortController().signal): Promise<{ more: boolean }> {
  heard = []
  const { port } = server.address() as AddressInfo
  const service = new HistoryService(`http://127.0.0.1:${port}`)
  return service.read(documentId('minutes'), 7, signal, (row) => void heard.push(row))
}

test('§10, N2: each row is told when it comes, wherever the bytes are cut', async () => {
  let send: ((bytes: Uint8Array | string) => void) | undefined
  let finish: () => void = () => undefined
  answers = (response, url) => {
    expect(`${url.pathname}${url.search}`).toBe('/api/v1/documents/minutes/history?limit=7')
    response.writeHead(200, NDJSON)
    send = (bytes) => void response.write(bytes)
    finish = () => void response.end()
  }
  const reading = read()
  await until('the question', () => send)
  send!(stretch(9))
  await until('the first', () => heard.length === 1)
  const bytes = Buffer.from(line({ kind: 'earlier', fromSeq: 1, toSeq: 8 }) + line({ kind: 'reset' }) + end(true))
  for (const byte of bytes) send!(Buffer.from([byte]))
  finish()
  expect(await reading).toEqual({ more: true })
  expect(heard.map(({ kind }) => kind)).toEqual(['stretch', 'earlier', 'reset'])
  expect(heard[0]).toMatchObject({ toSeq: 9, author: { name: 'Grüße' } })
})

test.each([
  ['is cut off between two lines', (response: ServerResponse) => response.end(stretch(9))],
  ['loses its connection', (response: ServerResponse) => response.write(stretch(9), () => response.destroy())],
  [
    'fails in the midst',
    (response: ServerResponse) =>
      response.end(stretch(9) + JSON.stringify({ kind: 'failed', problem: problem('unavailable') })),
  ],
])('§10, N2: an answer that %s is told as far as it came, and never taken for all', async (_, rest) => {
  answers = (response) => {
    response.writeHead(200, NDJSON)
    rest(response)
  }
  await expect(read()).rejects.toBeInstanceOf(RelayUnreachable)
  expect(heard).toHaveLength(1)
})

test('§10: a refusal carries its problem, and whoever is no relay is nobody', async () => {
  const refuse = problem('document-not-found')
  answers = (response) =>
    response.writeHead(404, { 'content-type': 'application/problem+json' }).end(JSON.stringify(refuse))
  await expect(read()).rejects.toMatchObject({ problem: { code: 'document-not-found' } })
  await expect(read()).rejects.toBeInstanceOf(RelayRefused)
  answers = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in\n</html>')
  await expect(read()).rejects.toBeInstanceOf(RelayUnreachable)
})

test('§10, N2: whoever closes the panel hears no more, and the relay may stop', async () => {
  answers = (response) => response.writeHead(200, NDJSON).write(stretch(9))
  const left = new AbortController()
  const reading = read(left.signal)
  await until('the first', () => heard.length === 1)
  left.abort()
  // Long before it would be taken for silent.
  await until('the relay to hear of it', () => hungUp, 4_000)
  expect(await reading).toEqual({ more: false })
})
