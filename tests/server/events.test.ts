// V1 to V5: what happens to documents, as an event stream: nothing missed and nothing twice, whatever happens to the connection.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { EVENTS_ROUTE, type DocumentEvent } from '../../contracts/events.ts'
import { MAX_TITLE_CHARACTERS } from '../../contracts/limits.ts'
import { write } from '../../contracts/wire.ts'
import { writeAwareness } from '../../server/presence/awareness.ts'
import { EVENTS_KEPT } from '../../server/store/document-rows.ts'
import { databaseOf } from '../support/data-folder.ts'
import { EventReader, readWholeLog, readWithCuts } from '../support/event-reader.ts'
import { FrameClient } from '../support/frame-client.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
let rest: RestClient
/** From the beginning to the end of this file: it is to hear that it is connected. */
let patient: EventReader
beforeAll(async () => {
  relay = await TestRelay.start()
  rest = new RestClient(relay)
  patient = await EventReader.open(relay)
})
afterAll(() => relay.dispose())

const readers: EventReader[] = []
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close()
})

async function reads(lastId?: string, how?: 'header' | 'query'): Promise<EventReader> {
  const reader = await EventReader.open(relay, lastId, how)
  readers.push(reader)
  return reader
}

const idOf = (event: DocumentEvent): string => ('document' in event ? event.document.id : event.id)
const of = (reader: EventReader, id: string): DocumentEvent[] => reader.events.filter((event) => idOf(event) === id)

async function metric(name: string): Promise<number> {
  const { text } = await rest.ask('GET', '/metrics')
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)![1])
}

test('V1: whoever listens is told of each write of metadata, in order, with what was written', async () => {
  const ada = await reads()
  await rest.create('plan', 'Plan')
  await rest.rename('plan', 'The plan')
  await rest.trash('plan')
  await rest.restore('plan')
  await rest.trash('plan')
  await rest.deleteForEver('plan')
  await until('all of it', () => of(ada, 'plan').length >= 6)
  expect(of(ada, 'plan').map(({ kind }) => kind)).toEqual([
    'created',
    'renamed',
    'trashed',
    'restored',
    'trashed',
    'deleted',
  ])
  expect(of(ada, 'plan')[1]).toMatchObject({ document: { title: 'The plan', metaVersion: 2 } })
  expect(ada.headers).toMatchObject({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
})

test('V1: who begins is told to read the lists, once, and hears also of what happened just before', async () => {
  await rest.create('before', 'Before')
  const ada = await reads()
  await until('what happened before', () => of(ada, 'before').length > 0)
  expect(ada.resets).toEqual([{ why: 'first' }])
  expect(ada.messages[0]).toMatchObject({ name: 'reset', id: expect.stringMatching(/^\d+(-[\w-]{10})?$/) })
})

test('V1: a document that a join creates is told of at once, and an edit is not', async () => {
  const ada = await reads()
  const ben = await FrameClient.join(relay, 'joined')
  await until('the document', () => of(ada, 'joined').length > 0)
  ben.type('Hello')
  await ben.allSaved()
  await rest.create('after-the-edit')
  await until('what came after', () => of(ada, 'after-the-edit').length > 0)
  expect(of(ada, 'joined').map(({ kind }) => kind)).toEqual(['created'])
  ben.socket.close()
})

test('V2: under cuts at random moments the events are those of the log, each once and in order', async () => {
  const random = seeded(seedOfThisRun('cuts'))
  const titles = Array.from({ length: 120 }, (_, nth) => `Title ${nth}`)
  const isLast = (event: DocumentEvent): boolean => 'document' in event && event.document.title === titles.at(-1)
  await rest.create('often')
  const reading = readWithCuts([relay], random, (events) => events.some(isLast))
  for (const title of titles) await rest.rename('often', title)
  const { events, cuts, resets } = await reading
  expect(events).toEqual(await readWholeLog(relay, events.length))
  expect(cuts).toBeGreaterThan(10)
  expect(resets).toBe(0)
})

test('V2: a first connection names where it was in the address, and the header counts before that', async () => {
  const all = await reads('0', 'query')
  await until('all of the log', () => all.messages.some(({ id }) => id === patient.lastId))
  const ids = all.messages.flatMap(({ id }) => id ?? [])
  const ben = await reads(ids[1], 'query')
  await until('the rest of the log', () => ben.lastId === ids.at(-1))
  expect(ben.events).toEqual(all.events.slice(2))
})

test('V3: an id that is too old, of another database or nonsense begins anew, once, and goes on', async () => {
  await rest.create('known')
  await until('it to be told', () => of(patient, 'known').length > 0)
  const [number, seal] = patient.lastId!.split('-')
  const lost = [`${number}-${'x'.repeat(10)}`, `${Number(number) + 5}-${seal}`, `${number}`, '0-0', '-1', 'ﬂ', '']
  for (const id of lost) {
    const ada = await reads(encodeURIComponent(id), 'query')
    await until(`"${id}" to be answered`, () => ada.messages.length > 0)
    expect(ada.messages[0], id).toMatchObject({ name: 'reset', data: { why: 'lost' } })
  }
  const [ada] = readers
  await rest.rename('known', 'Still heard')
  await until('what happens after', () => ada!.events.some((event) => JSON.stringify(event).includes('Still heard')))
  expect(ada!.resets).toHaveLength(1)
})

test('V4: how many are in which document comes first, and then whoever comes and goes', async () => {
  const ben = await FrameClient.join(relay, 'meeting')
  const carla = await FrameClient.join(relay, 'meeting')
  const ada = await reads()
  await until('who is there', () => ada.messages.some(({ name }) => name === 'present'))
  expect(ada.present).not.toHaveProperty('meeting')
  for (const { doc, socket } of [ben, carla]) {
    const state = JSON.stringify({ user: { name: `Client ${doc.clientID}`, color: '#123456' } })
    socket.send(write.awareness(writeAwareness([{ client: doc.clientID, clock: 1, state }])))
  }
  await until('both to be counted', () => ada.present['meeting'] === 2)
  const dora = await reads()
  await until('both to be counted for who comes later', () => dora.present['meeting'] === 2)
  expect(dora.messages.findIndex(({ name }) => name === 'present')).toBeLessThanOrEqual(1)
  for (const { socket } of [ben, carla]) socket.close(1000)
  await until('nobody to be there', () => !('meeting' in ada.present) && !('meeting' in dora.present))
})

test.each([
  ['an id that is far too long', 'GET', `?lastEventId=${'9'.repeat(200)}`, 400, 'bad-request'],
  ['an id that is there twice', 'GET', '?lastEventId=1&lastEventId=2', 400, 'bad-request'],
  ['a HEAD, which would never end', 'HEAD', '', 405, undefined],
  ['a POST', 'POST', '', 405, 'method-not-allowed'],
  ['an address below it', 'GET', '/1', 404, 'not-found'],
])('Bad input: %s', async (_, method, more, status, code) => {
  const answer = await rest.ask(method, `${EVENTS_ROUTE.path}${more}`)
  expect({ status: answer.status, code: answer.body?.['code'] }).toEqual({ status, code })
})

test('R8: a stream on which nothing happens says that it is there, and all that are open are counted', async () => {
  await until('a word of life', () => patient.comments > 0, 20_000)
  await reads()
  const open = await until('the others to be forgotten', async () => {
    const streams = await metric('ligature_event_streams')
    return streams <= 2 ? streams : undefined
  })
  expect(open).toBe(2)
})

test(
  'R11: a relay that ends says so by ending the stream, and the next one goes on where it was',
  { timeout: 60_000 },
  async () => {
    const ada = await reads()
    await until('a place in the log', () => ada.lastId)
    await rest.create('last-words')
    await until('the last', () => of(ada, 'last-words').length > 0)
    expect(await relay.stop()).toBe(0)
    await until('the end', () => ada.ended && patient.ended)
    expect([ada.complete, patient.complete]).toEqual([true, true])
    await relay.start()
    const again = await reads(ada.lastId)
    await rest.create('first-words')
    await until('the first', () => again.events.length > 0)
    expect(again.events.map(idOf)).toEqual(['first-words'])
    expect(again.resets).toEqual([])
  },
)

test('R6: who reads nothing costs a place in the log and no queue, and has everything when it goes on', async () => {
  await relay.stop()
  const database = databaseOf(relay.data)
  const event = {
    kind: 'renamed',
    document: {
      id: 'long',
      title: '界'.repeat(MAX_TITLE_CHARACTERS),
      metaVersion: 2,
      createdAt: new Date(0).toISOString(),
      changedAt: new Date(0).toISOString(),
      trashedAt: null,
    },
  }
  database.exec('BEGIN')
  const insert = database.prepare('INSERT INTO events (at, event) VALUES (0, ?)')
  while (Number(insert.run(JSON.stringify(event)).lastInsertRowid) < EVENTS_KEPT);
  database.exec('COMMIT')
  database.close()
  await relay.start()
  const ben = await reads('0')
  ben.pause()
  let before = -1
  const sent = await until('no more to be made', async () => {
    const now = await metric('ligature_events_sent_total')
    const stands = now > 100 && now === before
    before = now
    return stands ? now : undefined
  })
  // The network's own buffers hold a few MB; all of it is 9 MB.
  expect(sent).toBeLessThan(EVENTS_KEPT * 0.8)
  ben.resume()
  await until('everything', () => ben.messages.length > EVENTS_KEPT, 40_000)
  expect(ben.events).toHaveLength(EVENTS_KEPT)
}, 60_000)
