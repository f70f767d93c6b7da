// A relay with a secret (protocol A5), such as the one inside the desktop app: other programs of the same computer find its
// port, and that is all they get.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RawPeer } from '../support/raw-peer.ts'
import { TestRelay } from '../support/relay.ts'
import { startAndEnd } from '../support/refused-start.ts'
import { RestClient } from '../support/rest-client.ts'

const SECRET = 'k3-0f_this-launch-and-of-no-other-one'
const LIST = '/api/v1/documents'

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start({ env: { LIGATURE_SECRET: SECRET } })
  rest = new RestClient(relay)
})
afterAll(async () => {
  await relay.dispose()
})

const WRONG = [undefined, '', SECRET, 'Bearer', `Bearer ${SECRET.slice(1)}`, `Bearer ${SECRET}x`, `Basic ${SECRET}`]
const headersOf = (authorization: string | undefined): Record<string, string> =>
  authorization === undefined ? {} : { authorization }

test('A5: who sends it comes in, by HTTP and by WebSocket', async () => {
  const headers = { authorization: `Bearer ${SECRET}`, origin: 'app://ligature' }
  expect((await rest.ask('GET', LIST, { headers })).status).toBe(200)
  const peer = await RawPeer.upgrade(relay, '/sync/ours', { Authorization: `Bearer ${SECRET}` })
  expect(peer.status).toBe(101)
  peer.leave()
})

test('A5: who does not is refused at every address, the editor and the health check among them', async () => {
  for (const authorization of WRONG)
    for (const target of [
      LIST,
      `${LIST}/minutes`,
      '/',
      '/healthz',
      '/metrics',
      '/nothing',
      '/%zz',
      '/api/v1/openapi.json',
    ]) {
      const answer = await rest.ask('GET', target, { headers: headersOf(authorization) })
      expect({ authorization, target, code: answer.body?.['code'] }).toEqual({
        authorization,
        target,
        code: 'secret-required',
      })
      expect(answer.status).toBe(401)
      expect(answer.text).not.toContain(SECRET)
    }
})

test('A5: who sends another one is told that, and who sends none how to; either hears what RFC 9110 asks for', async () => {
  const how = 'send it as `Authorization: Bearer …`; whoever runs this relay has it'
  for (const [authorization, detail] of [
    [undefined, how],
    [SECRET, how],
    [`Basic ${SECRET}`, how],
    [`Bearer ${SECRET}x`, 'what was sent is not its secret'],
  ] as const) {
    const { headers, body } = await rest.ask('GET', LIST, { headers: headersOf(authorization) })
    expect([authorization, body?.['detail'], headers['www-authenticate']]).toEqual([
      authorization,
      detail,
      'Bearer realm="ligature"',
    ])
  }
  const peer = await RawPeer.upgrade(relay, '/sync/not-for-you')
  expect(peer.heard.toString()).toMatch(/^www-authenticate: Bearer realm="ligature"\r$/im)
  peer.leave()
})

test('A5: who does not is refused before the upgrade, and opens no document', async () => {
  for (const authorization of WRONG) {
    const named = authorization === undefined ? {} : { Authorization: authorization }
    const peer = await RawPeer.upgrade(relay, '/sync/not-for-you', named)
    expect({ authorization, status: peer.status }).toEqual({ authorization, status: 401 })
    peer.leave()
  }
  const headers = { authorization: `Bearer ${SECRET}` }
  expect((await rest.ask('GET', `${LIST}/not-for-you`, { headers })).status).toBe(404)
})

test('A5: a preflight cannot carry it and is answered; a foreign origin is refused all the same', async () => {
  const asks = { 'access-control-request-method': 'PUT' }
  const ours = await rest.ask('OPTIONS', `${LIST}/x`, { headers: { ...asks, origin: 'app://ligature' } })
  expect(ours.status).toBe(204)
  const bare = await rest.ask('OPTIONS', `${LIST}/x`, { headers: { origin: 'app://ligature' } })
  expect(bare.status).toBe(401)
  const authorization = `Bearer ${SECRET}`
  const foreign = await rest.ask('GET', LIST, { headers: { authorization, origin: 'https://evil.example' } })
  expect(foreign.status).toBe(403)
})

test('a secret that could be guessed is refused at the start, and not repeated', async () => {
  const { code, lines } = await startAndEnd({ LIGATURE_SECRET: 'hunter2' })
  expect(code).toBe(1)
  expect(lines.join('\n')).toContain('LIGATURE_SECRET has 7 characters')
  expect(lines.join('\n')).not.toContain('hunter2')
})
