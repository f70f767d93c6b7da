// Every way in which a request can end is one of three: an answer, a refusal, or silence (renderer/api/relay-request.ts).
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DOCUMENT_ROUTES } from '../../../contracts/documents.ts'
import { problem } from '../../../contracts/problem.ts'
import { RelayRefused, RelayUnreachable } from '../../../renderer/api/relay-errors.ts'
import { askRelay } from '../../../renderer/api/relay-request.ts'

let server: Server
let answer: { status: number; type: string; body: string } | 'silence'

beforeEach(async () => {
  server = createServer((_request, response) => {
    if (answer === 'silence') return
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const ask = (timeoutMs?: number) =>
  askRelay(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, DOCUMENT_ROUTES.get, {
    id: 'plan',
    ...(timeoutMs !== undefined && { timeoutMs }),
  })

test('a refusal carries the relay’s problem', async () => {
  answer = { status: 410, type: 'application/problem+json', body: JSON.stringify(problem('document-gone')) }
  const refused = await ask().catch((cause: unknown) => cause)
  expect(refused).toBeInstanceOf(RelayRefused)
  expect((refused as RelayRefused).problem.code).toBe('document-gone')
})

test.each([
  ['a sign-in page with status 200', { status: 200, type: 'text/html', body: '<html>Sign in' }],
  ['a sign-in page with status 403', { status: 403, type: 'text/html', body: '<html>Sign in' }],
  ['JSON of something else', { status: 200, type: 'application/json', body: '{"ok":true}' }],
  ['a proxy whose relay is down', { status: 502, type: 'text/plain', body: 'bad gateway' }],
  [
    'a relay that cannot just now',
    { status: 503, type: 'application/problem+json', body: JSON.stringify(problem('unavailable')) },
  ],
])('%s is nobody: try again later', async (_who, said) => {
  answer = said
  await expect(ask()).rejects.toBeInstanceOf(RelayUnreachable)
})

test('silence ends after the deadline', async () => {
  answer = 'silence'
  await expect(ask(100)).rejects.toBeInstanceOf(RelayUnreachable)
})
