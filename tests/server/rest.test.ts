// Documents over REST: made under ids of the client, read, renamed, trashed, brought back, deleted for ever.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import { type Answer, RestClient } from '../support/rest-client.ts'

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start()
  rest = new RestClient(relay)
})
afterAll(async () => {
  await relay.dispose()
})

const expectProblem = (answer: Answer, status: number, code: string): void => {
  expect({ status: answer.status, code: answer.body?.['code'] }).toEqual({ status, code })
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/)
}

test('§9: a PUT creates under the client’s id, and a repeat changes nothing, whatever its title', async () => {
  const first = await rest.create('letter', 'A letter')
  expect(first.status).toBe(201)
  expect(first.body).toMatchObject({ id: 'letter', title: 'A letter', metaVersion: 1, trashedAt: null })
  const again = await rest.create('letter', 'Another title')
  expect(again.status).toBe(200)
  expect(again.body).toEqual(first.body)
})

test('§9: a PUT fills a document that a join created first, once', async () => {
  const ada = await FrameClient.join(relay, 'joined-first')
  expect((await rest.read('joined-first')).body).toMatchObject({ title: '', metaVersion: 1 })
  expect(await rest.create('joined-first', 'Now it has a name')).toMatchObject({
    status: 200,
    body: { title: 'Now it has a name', metaVersion: 2 },
  })
  expect((await rest.create('joined-first', 'Too late')).body).toMatchObject({
    title: 'Now it has a name',
    metaVersion: 2,
  })
  ada.leave()
})

test('§9: a document that a join created, then trashed, still takes its title from the PUT that was on its way', async () => {
  const ada = await FrameClient.join(relay, 'trashed-early')
  await rest.trash('trashed-early')
  expect((await rest.create('trashed-early', 'Made offline')).body).toMatchObject({ title: 'Made offline' })
  ada.leave()
})

test('§9: the ETag is the metaVersion, and a write that does not match it is refused', async () => {
  await rest.create('shared', 'One')
  const read = await rest.read('shared')
  expect(read.headers['etag']).toBe('"1"')
  const renamed = await rest.rename('shared', 'Two', '"1"')
  expect({ status: renamed.status, etag: renamed.headers['etag'] }).toEqual({ status: 200, etag: '"2"' })
  const refused = await rest.rename('shared', 'Three', '"1"')
  expectProblem(refused, 412, 'changed-meanwhile')
  expect(refused.body).toMatchObject({ document: (await rest.read('shared')).body })
  expectProblem(
    await rest.ask('POST', `${rest.document('shared')}/trash`, { headers: { 'if-match': '"1"' } }),
    412,
    'changed-meanwhile',
  )
  expectProblem(await rest.rename('shared', 'Three', 'W/"2"'), 400, 'bad-request')
  expect((await rest.read('shared')).body).toMatchObject({ title: 'Two', metaVersion: 2, trashedAt: null })
  expect((await rest.rename('shared', 'Three', '*')).body).toMatchObject({ title: 'Three', metaVersion: 3 })
})

test('§9: a rename to the same title is no write', async () => {
  await rest.create('same', 'Same')
  expect(await rest.rename('same', '  Same ')).toMatchObject({ status: 200, body: { title: 'Same', metaVersion: 1 } })
})

test('§9: what is trashed leaves the list, shows in the trash, and comes back', async () => {
  await rest.create('drawer', 'Drawer')
  expect((await rest.trash('drawer')).body).toMatchObject({ metaVersion: 2, trashedAt: expect.any(String) })
  expect(await rest.list()).not.toContain('drawer')
  expect(await rest.list({ trashed: 'true' })).toContain('drawer')
  expect((await rest.trash('drawer')).body).toMatchObject({ metaVersion: 2 })
  expect((await rest.restore('drawer')).body).toMatchObject({ metaVersion: 3, trashedAt: null })
  expect(await rest.list()).toContain('drawer')
  expect(await rest.list({ trashed: 'true' })).not.toContain('drawer')
})

test('§9: only what is in the trash can be deleted for ever; then its id answers 410 everywhere, for ever', async () => {
  const ada = await FrameClient.join(relay, 'doomed')
  const ben = await FrameClient.join(relay, 'doomed', { stock: true })
  ada.type('last words')
  await ada.allSaved()
  expectProblem(await rest.deleteForEver('doomed'), 409, 'not-in-trash')
  await rest.trash('doomed')
  expect(await rest.deleteForEver('doomed')).toMatchObject({ status: 204, text: '' })
  expect([await ada.closed(), await ben.closed()]).toEqual([4410, 4410])
  for (const gone of [
    await rest.read('doomed'),
    await rest.create('doomed', 'Again'),
    await rest.rename('doomed', 'Again'),
    await rest.trash('doomed'),
    await rest.restore('doomed'),
    await rest.deleteForEver('doomed'),
  ])
    expectProblem(gone, 410, 'document-gone')
  expect(await (await FrameClient.join(relay, 'doomed')).closed()).toBe(4410)
  expect(await (await FrameClient.join(relay, 'doomed/comments', { stock: true })).closed()).toBe(4410)
  await relay.kill()
  await relay.start()
  expectProblem(await rest.read('doomed'), 410, 'document-gone')
  expect([...(await rest.list()), ...(await rest.list({ trashed: 'true' }))]).not.toContain('doomed')
})

test('§9: an id nobody made is not found, and reading it makes nothing', async () => {
  for (const absent of [
    await rest.read('nobody'),
    await rest.rename('nobody', 'x'),
    await rest.trash('nobody'),
    await rest.restore('nobody'),
    await rest.deleteForEver('nobody'),
  ])
    expectProblem(absent, 404, 'document-not-found')
  expect(await rest.list()).not.toContain('nobody')
})
