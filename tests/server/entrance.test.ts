// The entrance (protocol A2): every request and every upgrade is checked by Host and Origin first. WebSockets
// have no CORS, and a hostile page can point a name of its own at 127.0.0.1.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../scripts/free-port.ts'
import { RawPeer } from '../support/raw-peer.ts'
import { TestRelay } from '../support/relay.ts'
import type { Reachable } from '../support/relay-address.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
let rest: RestClient
let here: string
let door: Reachable
beforeAll(async () => {
  const port = await freePort()
  relay = await TestRelay.start({
    env: {
      LIGATURE_PORT: String(port),
      LIGATURE_ORIGINS: 'https://wiki.example.org, HTTPS://Notes.Example.ORG',
      LIGATURE_PUBLIC_URL: 'https://write.example.org',
      LIGATURE_ALLOW_OPEN_NETWORK: '1',
    },
  })
  // It announces the public address; the story goes on at the real one, behind the proxy.
  door = { url: `http://127.0.0.1:${port}` }
  rest = new RestClient(door)
  here = new URL(door.url).host
})
afterAll(async () => {
  await relay.dispose()
})

const LIST = '/api/v1/documents'

type Knock = Readonly<Record<string, string>>
const knocks = (): { allowed: readonly Knock[]; origins: readonly Knock[]; hosts: readonly Knock[] } => {
  const port = new URL(door.url).port
  return {
    allowed: [
      {},
      { origin: `http://${here}` },
      { origin: 'app://ligature' },
      { origin: 'https://wiki.example.org' },
      { origin: 'https://notes.example.org' },
      { origin: 'https://write.example.org' },
      { host: 'write.example.org', origin: 'https://write.example.org' },
      { host: `localhost:${port}`, origin: `http://localhost:${port}` },
      { host: `[::1]:${port}`, origin: `http://[::1]:${port}` },
    ],
    origins: [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: '' },
      { origin: `http://${here}.evil.example` },
      { origin: `http://127.0.0.1:${Number(port) + 1}` },
      { origin: 'https://wiki.example.org.evil.example' },
      { origin: 'http://wiki.example.org' },
      { origin: 'https://wiki.example.org:8443' },
      { origin: 'app://ligature.evil' },
      { origin: 'file://' },
      { origin: `http://localhost:${port}` },
      { origin: `ftp://${here}` },
    ],
    hosts: [
      { host: `evil.example:${port}` },
      { host: `evil.example:${port}`, origin: `http://evil.example:${port}` },
      { host: `127.0.0.1.evil.example:${port}` },
      { host: `127.0.0.1:${port}@evil.example` },
      { host: `evil.example@127.0.0.1:${port}` },
      { host: 'ligature' },
      { host: '0.0.0.0' },
      { host: 'a b' },
    ],
  }
}

test('A2: it announces the address that people use', () => {
  expect(relay.url).toBe('https://write.example.org')
})

test('A2: who may come in over HTTP comes in', async () => {
  for (const headers of knocks().allowed) {
    const answer = await rest.ask('GET', LIST, { headers })
    expect({ headers, status: answer.status }).toEqual({ headers, status: 200 })
  }
})

test('A2: who may come in by an upgrade is upgraded', async () => {
  for (const headers of knocks().allowed) {
    const peer = await RawPeer.upgrade(door, '/sync/open-door', named(headers))
    expect({ headers, status: peer.status }).toEqual({ headers, status: 101 })
    peer.leave()
  }
})

test('A2: a foreign Origin or a wrong Host is refused at every address, and no CORS header answers', async () => {
  const { origins, hosts } = knocks()
  const refused = [
    ...origins.map((knock) => [knock, 'forbidden-origin'] as const),
    ...hosts.map((knock) => [knock, 'forbidden-host'] as const),
  ]
  for (const [headers, code] of refused)
    for (const [method, target] of [
      ['GET', LIST],
      ['OPTIONS', LIST],
      ['GET', '/'],
      ['GET', '/healthz'],
      ['GET', '/readyz'],
      ['GET', '/metrics'],
      ['GET', '/nothing'],
      ['GET', '/%zz'],
    ] as const) {
      const answer = await rest.ask(method, target, { headers })
      expect({ headers, method, target, status: answer.status, code: answer.body?.['code'] }).toEqual({
        headers,
        method,
        target,
        status: 403,
        code,
      })
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/)
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
})

test('A2: a foreign Origin or a wrong Host is refused before the upgrade, and opens no document', async () => {
  const { origins, hosts } = knocks()
  for (const headers of [...origins, ...hosts]) {
    const peer = await RawPeer.upgrade(door, '/sync/not-for-you', named(headers))
    expect({ headers, status: peer.status }).toEqual({ headers, status: 403 })
    expect(JSON.parse(peer.body)).toMatchObject({
      status: 403,
      code: expect.stringMatching(/^forbidden-(origin|host)$/),
    })
    peer.leave()
  }
  expect((await rest.read('not-for-you')).status).toBe(404)
})

test('A2: a page that may write may not read the answer of another site: CORS names exactly the one that asked', async () => {
  const answer = await rest.ask('GET', LIST, { headers: { origin: 'https://wiki.example.org' } })
  expect(answer.headers).toMatchObject({ 'access-control-allow-origin': 'https://wiki.example.org', vary: 'Origin' })
  expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
  const own = await rest.ask('GET', LIST)
  expect(own.headers['access-control-allow-origin']).toBeUndefined()
  const problem = await rest.ask('GET', `${LIST}/nobody`, { headers: { origin: 'app://ligature' } })
  expect(problem.headers['access-control-allow-origin']).toBe('app://ligature')
})

const site = (of: string, mode = 'no-cors', dest = 'image'): Knock => ({
  'sec-fetch-site': of,
  'sec-fetch-mode': mode,
  'sec-fetch-dest': dest,
})
const PAGES = ['/', '/documents', '/trash', '/d/minutes', '/d/minutes?from=mail']
const NO_PAGES = [
  LIST,
  '/api/v1/export',
  '/graphql?query={documents{nextCursor}}',
  '/sync/minutes',
  '/api/v1/line',
  '/healthz',
  '/metrics',
  '/nothing',
  '/d/minutes/more',
  '//d/minutes',
  '/d/..%2fapi%2fv1%2fexport/x',
]

test('A2: what a page of another site has a browser ask without an Origin is refused as that site is', async () => {
  const knocks = [
    ...[site('cross-site'), site('same-site'), site('cross-site', 'no-cors', 'script'), site('something-new')],
    ...[
      site('cross-site', 'navigate', 'iframe'),
      site('cross-site', 'cors', 'empty'),
      { 'sec-fetch-site': 'cross-site' },
    ],
  ].flatMap((headers) => [...PAGES, ...NO_PAGES].map((target) => [headers, target] as const))
  const links = ['cross-site', 'same-site'].flatMap((of) =>
    NO_PAGES.map((target) => [{ ...site(of, 'navigate', 'document'), 'sec-fetch-user': '?1' }, target] as const),
  )
  for (const [headers, target] of [...knocks, ...links]) {
    const answer = await rest.ask('GET', target, { headers })
    expect({ headers, target, status: answer.status, code: answer.body?.['code'] }).toEqual({
      headers,
      target,
      status: 403,
      code: 'forbidden-origin',
    })
  }
})

test('A2: a link from another site opens a page, and what people and the relay’s own pages ask goes by', async () => {
  for (const of of ['cross-site', 'same-site', 'none', 'same-origin'])
    for (const target of PAGES) {
      const answer = await rest.ask('GET', target, { headers: site(of, 'navigate', 'document') })
      expect({ of, target, status: answer.status }).toEqual({ of, target, status: 200 })
    }
  for (const headers of [
    site('same-origin'),
    site('none', 'navigate', 'document'),
    site('same-origin', 'cors', 'empty'),
  ])
    expect((await rest.ask('GET', LIST, { headers })).status).toBe(200)
  // An Origin that may come in says more than that it is another one.
  const origin = 'https://wiki.example.org'
  const allowed = await rest.ask('GET', LIST, { headers: { ...site('cross-site', 'cors', 'empty'), origin } })
  expect(allowed.status).toBe(200)
})

test('A2: a preflight of an allowed origin is answered with what the API takes', async () => {
  const answer = await rest.ask('OPTIONS', `${LIST}/some`, {
    headers: {
      origin: 'app://ligature',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'content-type,if-match',
    },
  })
  expect(answer.status).toBe(204)
  for (const method of ['GET', 'PUT', 'PATCH', 'POST', 'DELETE'])
    expect(String(answer.headers['access-control-allow-methods']).split(', ')).toContain(method)
  expect(answer.headers['access-control-allow-headers']).toMatch(/content-type.*if-match/)
})

test('A2: an upgrade anywhere but under /sync/ is refused as not found', async () => {
  for (const target of ['/', '/sync', '/syncs/x', '/api/v1/documents', '/sync/../sync', 'http://evil.example/sync/x']) {
    const peer = await RawPeer.upgrade(door, target)
    expect({ target, status: peer.status }).toEqual({ target, status: target === '/sync/../sync' ? 101 : 404 })
    if (target === '/sync/../sync') expect(peer.closeCode).toBe(4404)
    peer.leave()
  }
})

test('an offer to speak HTTP/2 is not taken up, and the request answered like any other', async () => {
  const offer = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQCAAAAAAIAAAAA' }
  for (const [target, status] of [
    ['/healthz', 200],
    [LIST, 200],
    [`${LIST}/nobody`, 404],
    ['/sync/some', 426],
  ] as const) {
    const peer = await RawPeer.upgrade(door, target, offer)
    expect({ target, status: peer.status }).toEqual({ target, status })
    if (target === `${LIST}/nobody`) await until('the whole answer', () => peer.body.includes('document-not-found'))
    peer.leave()
  }
  const stranger = await RawPeer.upgrade(door, LIST, { ...offer, Host: 'evil.example' })
  expect(stranger.status).toBe(403)
  stranger.leave()
})

/** RawPeer spells headers as browsers do. */
const named = (headers: Knock): Knock =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`${name[0]!.toUpperCase()}${name.slice(1)}`, value]),
  )
