// Lists of documents: newest change first, page by page, without gaps or doubles.
import { setTimeout as pass } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start()
  rest = new RestClient(relay)
})
afterAll(async () => {
  await relay.dispose()
})

/** Lists are ordered by the millisecond: the next write must fall into a later one. */
const nextMillisecond = (): Promise<void> => pass(2)

test('§9: pages follow each other without gaps or doubles', async () => {
  const made = Array.from({ length: 45 }, (_, n) => `page-${n}`)
  await Promise.all(made.map((id) => rest.create(id)))
  for (const limit of ['1', '7', '44', '45', '46']) {
    const listed = await rest.list({ limit })
    expect(listed.toSorted()).toEqual(made.toSorted())
  }
})

test('§9, M2: an edit of the text moves a document up, a moment later, and leaves its metaVersion alone', async () => {
  await rest.create('older')
  await nextMillisecond()
  await rest.create('newer')
  expect((await rest.list()).slice(0, 2)).toEqual(['newer', 'older'])
  const before = (await rest.read('older')).body
  const ada = await FrameClient.join(relay, 'older')
  await nextMillisecond()
  ada.type('a word')
  await ada.allSaved()
  await until('it to be the first', async () => (await rest.list())[0] === 'older')
  expect((await rest.list()).slice(0, 2)).toEqual(['older', 'newer'])
  const after = await until('its time to be the new one', async () => {
    const { body } = await rest.read('older')
    return body?.['changedAt'] === before?.['changedAt'] ? undefined : body
  })
  expect(after).toEqual({ ...before, changedAt: after['changedAt'] })
  expect(Date.parse(String(after['changedAt']))).toBeGreaterThan(Date.parse(String(before?.['changedAt'])))
  await nextMillisecond()
  await rest.rename('newer', 'Renamed')
  expect((await rest.list()).slice(0, 2)).toEqual(['newer', 'older'])
  ada.leave()
})

test.each([
  ['a cursor of no page', 'cursor=bm9wZQ'],
  ['an empty cursor', 'cursor='],
  ['a cursor that is too long', `cursor=${'A'.repeat(201)}`],
  ['no rows', 'limit=0'],
  ['too many rows', 'limit=201'],
  ['half a row', 'limit=1.5'],
  ['a limit in words', 'limit=many'],
  ['two limits', 'limit=1&limit=2'],
  ['a trash that is neither', 'trashed=perhaps'],
])('§9: a list asked for with %s is refused', async (_, query) => {
  const answer = await rest.ask('GET', `/api/v1/documents?${query}`)
  expect({ status: answer.status, code: answer.body?.['code'] }).toEqual({ status: 400, code: 'bad-request' })
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/)
})
