// An export that takes its time (protocol W2): who reads it slowly, or not at all, and whose token ends meanwhile.
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importOf } from '../faults/workspace-memory.ts'
import { TestRelay } from '../support/relay.ts'
import { changeToken, makeToken, revokeToken } from '../support/tokens.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
beforeAll(async () => {
  relay = await TestRelay.start({ env: { LIGATURE_TRUST_PROXY: '1' } })
  // Much more than lies in buffers between a relay and its reader.
  await importOf(relay, 30, 'd')
}, 60_000)
afterAll(() => relay.dispose())

const begin = (options: RequestInit = {}): Promise<Response> => fetch(`${relay.url}/api/v1/export`, options)

test('W2: of one who has begun several exports and reads none of them another is refused, until one has ended', async () => {
  const readers = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const left = new AbortController()
      const { status } = await begin({ signal: left.signal })
      return { status, left }
    }),
  )
  expect(readers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  const fifth = await begin()
  expect(fifth.status).toBe(429)
  expect(await fifth.json()).toMatchObject({ code: 'too-many-exports', detail: expect.stringContaining('try again') })
  // Others have places of their own.
  const authorization = `Bearer ${await makeToken(relay.data, 'nightly', 'workspace:export')}`
  for (const headers of [{ authorization }, { 'x-forwarded-for': '203.0.113.7' }]) {
    const other = new AbortController()
    expect((await begin({ headers, signal: other.signal })).status).toBe(200)
    other.abort()
  }
  readers[0]!.left.abort()
  await until('a place to be free', async () => {
    const again = await begin()
    await again.body?.cancel()
    return again.status === 200
  })
  for (const { left } of readers) left.abort()
})

test('W2: whoever has broken off before the first line has no place any more', async () => {
  const from = '203.0.113.9'
  const { host, hostname, port } = new URL(relay.url)
  const place = async (): Promise<boolean> => {
    const { status, body } = await begin({ headers: { 'x-forwarded-for': from } })
    await body?.cancel()
    return status === 200
  }
  expect(await place()).toBe(true)
  for (let nth = 0; nth < 4; nth++) {
    // It finds the request and its end at once.
    relay.signal('SIGSTOP')
    const socket = connect(Number(port), hostname)
    const request = `GET /api/v1/export HTTP/1.1\r\nhost: ${host}\r\nx-forwarded-for: ${from}\r\n\r\n`
    await new Promise((resolve) => socket.write(request, resolve))
    socket.destroy()
    relay.signal('SIGCONT')
    expect((await fetch(`${relay.url}/healthz`)).status).toBe(200)
  }
  await until('a place to be free', place)
})

test.each([
  ['revoked', 'bad-token', (name: string) => revokeToken(relay.data, name)],
  ['narrowed', 'forbidden', (name: string) => changeToken(relay.data, name, '--document', 'd0')],
  ['without its scope', 'scope-required', (name: string) => changeToken(relay.data, name, '--scopes', 'content:read')],
] as const)('R9: an export ends with a token that is %s, and says so in its last line', async (name, code, change) => {
  const headers = { authorization: `Bearer ${await makeToken(relay.data, name, 'workspace:export')}` }
  const { body } = await begin({ headers })
  const reader = body!.getReader()
  await reader.read()
  await change(name)
  await until('the relay to know of it', async () => [401, 403].includes((await begin({ headers })).status))
  let end = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    end = (end + Buffer.from(value).toString()).slice(-10_000)
  }
  expect(JSON.parse(end.trimEnd().split('\n').at(-1)!)).toMatchObject({
    kind: 'failed',
    problem: { code },
  })
})
