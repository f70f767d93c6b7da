// What is no request to this API (issue "Bad input"): each has its status and its stable code as problem+json, and
// nothing that was saved changes.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ProblemSchema } from '../../contracts/errors.ts'
import { RawPeer } from '../support/raw-peer.ts'
import { TestRelay } from '../support/relay.ts'
import { type Ask, RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start()
  rest = new RestClient(relay)
  await rest.create('kept', 'Kept')
})
afterAll(async () => {
  expect((await rest.read('kept')).body).toMatchObject({ title: 'Kept', metaVersion: 1, trashedAt: null })
  expect(await rest.list()).toEqual(['kept'])
  await relay.dispose()
})

const KEPT = '/api/v1/documents/kept'
const json = { 'content-type': 'application/json' }

test.each<[string, string, string, Ask, number, string]>([
  ['a body that is not JSON', 'PATCH', KEPT, { body: '{"title":' }, 400, 'bad-request'],
  ['an empty body', 'PATCH', KEPT, { body: '', headers: json }, 400, 'bad-request'],
  ['no body', 'PATCH', KEPT, {}, 400, 'bad-request'],
  ['a body that is JSON null', 'PATCH', KEPT, { body: 'null' }, 400, 'bad-request'],
  ['a list for a body', 'PATCH', KEPT, { body: [] }, 400, 'bad-request'],
  ['a title that is a number', 'PATCH', KEPT, { body: { title: 7 } }, 400, 'bad-request'],
  ['a title that is too long', 'PATCH', KEPT, { body: { title: 'x'.repeat(201) } }, 400, 'bad-request'],
  ['no title', 'PATCH', KEPT, { body: {} }, 400, 'bad-request'],
  ['a property nobody knows', 'PATCH', KEPT, { body: { title: 'x', owner: 'me' } }, 400, 'bad-request'],
  [
    'a property nobody knows, at creation',
    'PUT',
    '/api/v1/documents/new',
    { body: { colour: 'red' } },
    400,
    'bad-request',
  ],
  ['__proto__', 'PATCH', KEPT, { body: '{"title":"x","__proto__":{"a":1}}' }, 400, 'bad-request'],
  ['a body over 64 KB', 'PATCH', KEPT, { body: { title: 'x'.repeat(70_000) } }, 413, 'too-large'],
  ['plain text', 'PATCH', KEPT, { body: 'title', headers: { 'content-type': 'text/plain' } }, 415, 'wrong-media-type'],
  [
    'a form',
    'PUT',
    '/api/v1/documents/new',
    { body: 'title=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'wrong-media-type',
  ],
  ['an address nobody serves', 'GET', '/api/v1/nothing', {}, 404, 'not-found'],
  ['an address under a document that nobody serves', 'GET', `${KEPT}/nothing`, {}, 404, 'not-found'],
  ['a method the address does not take', 'POST', KEPT, {}, 405, 'method-not-allowed'],
  ['a method the list does not take', 'DELETE', '/api/v1/documents', {}, 405, 'method-not-allowed'],
  ['a method nobody takes', 'PROPFIND', KEPT, {}, 405, 'method-not-allowed'],
  ['a GET of the sync address', 'GET', '/sync/kept', {}, 426, 'upgrade-required'],
  ['a POST to the sync address', 'POST', '/sync/kept', {}, 405, 'method-not-allowed'],
  ['an id of 5,000 characters', 'PUT', `/api/v1/documents/${'x'.repeat(5_000)}`, { body: {} }, 400, 'bad-document-id'],
  ['an id of 65 characters', 'PUT', `/api/v1/documents/${'x'.repeat(65)}`, { body: {} }, 400, 'bad-document-id'],
  ['an id of 12,000 characters', 'GET', `/api/v1/documents/${'x'.repeat(12_000)}`, {}, 400, 'bad-document-id'],
  ['an id of two dots', 'PUT', '/api/v1/documents/..', { body: {} }, 400, 'bad-document-id'],
  ['an id of NUL', 'PUT', '/api/v1/documents/%00', { body: {} }, 400, 'bad-document-id'],
  ['an emoji for an id', 'PUT', '/api/v1/documents/%F0%9F%99%82', { body: {} }, 400, 'bad-document-id'],
  ['an empty id', 'PUT', '/api/v1/documents/', { body: {} }, 400, 'bad-document-id'],
  ['an id with a percent sign that escapes nothing', 'GET', '/api/v1/documents/%zz', {}, 400, 'bad-request'],
  ['an id with half of a character', 'GET', '/api/v1/documents/%F0%9F', {}, 400, 'bad-request'],
])('Bad input: %s', async (_, method, target, ask, status, code) => {
  const answer = await rest.ask(method, target, ask)
  expect({ status: answer.status, code: answer.body?.['code'] }).toEqual({ status, code })
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/)
  expect(ProblemSchema.parse(answer.body)).toMatchObject({ type: `urn:ligature:${code}`, status })
  expect(answer.text).not.toMatch(/node_modules|\.ts:|\.js:|FST_ERR|Zod/)
})

test.each([
  ['a letter beyond ASCII', 'über'],
  ['a space', 'two words'],
])('Bad input: of %s in an address it is said how it is written there', async (_, words) => {
  const peer = RawPeer.connect(relay)
  peer.sendBytes(Buffer.from(`GET /api/v1/search?q=${words} HTTP/1.1\r\nHost: ${new URL(relay.url).host}\r\n\r\n`))
  await until('all of the answer', () => peer.body.endsWith('}'))
  peer.leave()
  expect(peer.status).toBe(400)
  expect(ProblemSchema.parse(JSON.parse(peer.body))).toMatchObject({
    code: 'bad-request',
    detail: expect.stringMatching(/percent-encoded.*curl -G --data-urlencode/),
  })
})

test('Bad input: a refused method names the ones that work', async () => {
  const answer = await rest.ask('POST', KEPT)
  expect(String(answer.headers['allow']).split(', ').toSorted()).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH', 'PUT'])
})

test('Bad input: headers over the limit are refused as problem+json too', async () => {
  const answer = await rest.ask('GET', KEPT, { headers: { 'x-long': 'x'.repeat(20_000) } })
  expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({
    status: 431,
    type: 'application/problem+json',
  })
})
