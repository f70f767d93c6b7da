// D: folders over REST, on one relay: made under ids of the client, renamed, filled, listed, deleted; and what whoever listens hears of it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ProblemSchema } from '../../contracts/errors.ts'
import { EventReader } from '../support/event-reader.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import { type Answer, type Ask, RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start()
  rest = new RestClient(relay)
})
afterAll(() => relay.dispose())

const expectProblem = (answer: Answer, status: number, code: string): void => {
  expect({ status: answer.status, code: answer.body?.['code'] }).toEqual({ status, code })
  expect(ProblemSchema.parse(answer.body)).toMatchObject({ status, code })
}
const folders = async (): Promise<unknown[]> => (await rest.ask('GET', '/api/v1/folders')).body!['folders'] as unknown[]

test('D1: a PUT creates a folder under the client’s id, and a repeat changes nothing', async () => {
  const first = await rest.createFolder('plans', ' Plans ')
  expect(first).toMatchObject({ status: 201, body: { id: 'plans', title: 'Plans', metaVersion: 1 } })
  expect(first.headers['etag']).toBe('"1"')
  expect(await rest.createFolder('plans', 'Other')).toMatchObject({ status: 200, body: first.body })
  expect((await rest.ask('GET', rest.folder('plans'))).body).toEqual(first.body)
  expect(await folders()).toEqual([first.body])
})

test('D1: a rename that does not match the version is refused, with the folder as it is', async () => {
  await rest.createFolder('bound', 'One')
  const rename = (title: string, ifMatch: string): Promise<Answer> =>
    rest.ask('PATCH', rest.folder('bound'), { body: { title }, headers: { 'if-match': ifMatch } })
  expect(await rename('Two', '"1"')).toMatchObject({ status: 200, body: { title: 'Two', metaVersion: 2 } })
  const refused = await rename('Three', '"1"')
  expectProblem(refused, 412, 'changed-meanwhile')
  expect(refused.body!['folder']).toEqual((await rest.ask('GET', rest.folder('bound'))).body)
  expectProblem(await rename('Three', '2'), 400, 'bad-request')
  const deleted = await rest.ask('DELETE', rest.folder('bound'), { headers: { 'if-match': '"1"' } })
  expectProblem(deleted, 412, 'changed-meanwhile')
})

test('D2: a document is made in a folder, moved with If-Match, listed by it, and edits do not touch its version', async () => {
  await rest.createFolder('in', 'In')
  await rest.createFolder('out', 'Out')
  const made = await rest.ask('PUT', rest.document('letter'), { body: { title: 'Letter', folder: 'in' } })
  expect(made).toMatchObject({ status: 201, body: { folder: 'in', metaVersion: 1 } })
  const ada = await FrameClient.join(relay, 'letter')
  ada.type('Dear Ben')
  await ada.allSaved()
  const moved = await rest.move('letter', 'out', '"1"')
  expect(moved).toMatchObject({ status: 200, body: { folder: 'out', metaVersion: 2 } })
  expect(moved.headers['etag']).toBe('"2"')
  expectProblem(await rest.move('letter', 'in', '"1"'), 412, 'changed-meanwhile')
  expect([await rest.list({ folder: 'in' }), await rest.list({ folder: 'out' })]).toEqual([[], ['letter']])
  expect(ada.closeCode).toBeUndefined()
  ada.leave()
  await rest.trash('letter')
  expect([await rest.list({ folder: 'out' }), await rest.list({ folder: 'out', trashed: 'true' })]).toEqual([
    [],
    ['letter'],
  ])
  expect((await rest.restore('letter')).body).toMatchObject({ folder: 'out', title: 'Letter' })
  expect((await rest.move('letter', null)).body).toMatchObject({ folder: null })
})

test('D2: a list of a folder goes on by its cursor', async () => {
  await rest.createFolder('pages', 'Pages')
  const ids = Array.from({ length: 7 }, (_, n) => `page-${n}`)
  for (const id of ids) await rest.ask('PUT', rest.document(id), { body: { folder: 'pages' } })
  for (const limit of ['1', '3', '7']) expect((await rest.list({ folder: 'pages', limit })).toSorted()).toEqual(ids)
})

test('D3: to delete a folder is to delete no document', async () => {
  await rest.createFolder('going', 'Going')
  for (const id of ['kept-1', 'kept-2'])
    await rest.ask('PUT', rest.document(id), { body: { title: id, folder: 'going' } })
  await rest.trash('kept-2')
  expect(await rest.ask('DELETE', rest.folder('going'))).toMatchObject({ status: 204, text: '' })
  expect((await rest.read('kept-1')).body).toMatchObject({
    title: 'kept-1',
    folder: null,
    metaVersion: 2,
    trashedAt: null,
  })
  expect((await rest.read('kept-2')).body).toMatchObject({ folder: null, trashedAt: expect.any(String) })
  for (const gone of [
    await rest.ask('GET', rest.folder('going')),
    await rest.createFolder('going', 'Again'),
    await rest.ask('PATCH', rest.folder('going'), { body: { title: 'Again' } }),
    await rest.ask('DELETE', rest.folder('going')),
    await rest.move('kept-1', 'going'),
    await rest.ask('PUT', rest.document('new-in-going'), { body: { folder: 'going' } }),
    await rest.ask('GET', '/api/v1/documents?folder=going'),
  ])
    expectProblem(gone, 410, 'folder-gone')
  expect((await rest.read('new-in-going')).status).toBe(404)
})

test('V1, D4: whoever listens hears of folders and of what is moved, once and in order, and resumes among them', async () => {
  const ada = await EventReader.open(relay)
  await rest.createFolder('heard', 'Heard')
  await rest.ask('PUT', rest.document('in-heard'), { body: { title: 'x' } })
  await rest.move('in-heard', 'heard')
  await rest.ask('PATCH', rest.folder('heard'), { body: { title: 'Heard again' } })
  await rest.ask('DELETE', rest.folder('heard'))
  const told = (reader: EventReader): unknown[] =>
    reader.messages
      .map(({ name, data }) => [name, data] as [string, Record<string, Record<string, unknown>>])
      .filter(([, { document, folder }]) => folder?.['id'] === 'heard' || document?.['id'] === 'in-heard')
      .map(([name, { kind, document, folder }]) => [name, kind, document?.['folder'] ?? folder?.['title']])
  await until('the end of the folder', () => told(ada).length >= 6)
  expect(told(ada)).toEqual([
    ['folder', 'folder-created', 'Heard'],
    ['document', 'created', undefined],
    ['document', 'moved', 'heard'],
    ['folder', 'folder-renamed', 'Heard again'],
    ['document', 'moved', undefined],
    ['folder', 'folder-deleted', undefined],
  ])
  const renamed = ada.messages.findLast(({ data }) => (data as { kind?: string }).kind === 'folder-renamed')
  const ben = await EventReader.open(relay, renamed!.id)
  await until('the rest', () => told(ben).length >= 2)
  expect(told(ben)).toEqual(told(ada).slice(-2))
  for (const reader of [ada, ben]) reader.close()
})

const PUT_KEPT: Ask = { body: { title: 'Kept' } }
test.each<[string, string, string, Ask, number, string]>([
  ['no title', 'PUT', '/api/v1/folders/new', { body: {} }, 400, 'bad-request'],
  ['an empty title', 'PUT', '/api/v1/folders/new', { body: { title: '  ' } }, 400, 'bad-request'],
  ['a title of nothing', 'PUT', '/api/v1/folders/new', { body: { title: '\0' } }, 400, 'bad-request'],
  ['a title that is too long', 'PUT', '/api/v1/folders/new', { body: { title: 'x'.repeat(201) } }, 400, 'bad-request'],
  ['a property nobody knows', 'PUT', '/api/v1/folders/new', { body: { title: 'x', parent: 'y' } }, 400, 'bad-request'],
  ['an id of 65 characters', 'PUT', `/api/v1/folders/${'x'.repeat(65)}`, PUT_KEPT, 400, 'bad-folder-id'],
  ['an id of 12,000 characters', 'GET', `/api/v1/folders/${'x'.repeat(12_000)}`, {}, 400, 'bad-folder-id'],
  ['an id of two dots', 'PUT', '/api/v1/folders/..', PUT_KEPT, 400, 'bad-folder-id'],
  ['a folder that is none', 'GET', '/api/v1/folders/nowhere', {}, 404, 'folder-not-found'],
  ['a rename of none', 'PATCH', '/api/v1/folders/nowhere', PUT_KEPT, 404, 'folder-not-found'],
  ['to delete none', 'DELETE', '/api/v1/folders/nowhere', {}, 404, 'folder-not-found'],
  ['the documents of none', 'GET', '/api/v1/documents?folder=nowhere', {}, 404, 'folder-not-found'],
  ['the documents of an id that is none', 'GET', '/api/v1/documents?folder=no.where', {}, 400, 'bad-request'],
  ['a POST', 'POST', '/api/v1/folders/new', PUT_KEPT, 405, 'method-not-allowed'],
  ['a move into none', 'PATCH', '/api/v1/documents/still', { body: { folder: 'nowhere' } }, 404, 'folder-not-found'],
  ['a move to a number', 'PATCH', '/api/v1/documents/still', { body: { folder: 7 } }, 400, 'bad-request'],
  ['a move to nothing', 'PATCH', '/api/v1/documents/still', { body: { folder: '' } }, 400, 'bad-request'],
  [
    'a title and a folder',
    'PATCH',
    '/api/v1/documents/still',
    { body: { title: 'x', folder: null } },
    400,
    'bad-request',
  ],
  ['a move of none', 'PATCH', '/api/v1/documents/nobody', { body: { folder: null } }, 404, 'document-not-found'],
])('Bad input: %s', async (_, method, target, ask, status, code) => {
  await rest.create('still', 'Still')
  const before = await folders()
  expectProblem(await rest.ask(method, target, ask), status, code)
  expect(await folders()).toEqual(before)
  expect((await rest.read('still')).body).toMatchObject({ title: 'Still', folder: null, metaVersion: 1 })
})
