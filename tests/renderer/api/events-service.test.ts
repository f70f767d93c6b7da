// What happens on the relay comes into the list by itself, through one window of the app (DESIGN §9, §10). The relay is the real
// one and is really cut off and killed; only IndexedDB is a stand-in, which Node does not have.
import 'fake-indexeddb/auto'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { EVENTS_PATH } from '../../../contracts/events-path.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { DocumentsService } from '../../../renderer/api/documents-service.ts'
import { EventsService } from '../../../renderer/api/events-service.ts'
import { eventMessages } from '../../../renderer/api/event-messages.ts'
import { Library } from '../../../renderer/api/library.ts'
import { newDocumentId } from '../../../renderer/api/random-id.ts'
import { EventReader } from '../../support/event-reader.ts'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { seeded } from '../../support/random.ts'
import { TestRelay } from '../../support/relay.ts'
import { RestClient } from '../../support/rest-client.ts'
import { StockClient } from '../../support/stock-client.ts'
import { changeToken, makeToken } from '../../support/tokens.ts'
import { until } from '../../support/until.ts'

/** Issue 6: the list in every open app is right within this. */
const HEARD_MS = 500

const [EARLIER, AT, LATER] = [1, 2, 3].map((ms) => new Date(ms).toISOString()) as [string, string, string]

let relay: TestRelay
let proxy: FaultProxy
let ben: RestClient
let disk: IDBFactory
let plan: DocumentId
const open: { close(): unknown }[] = []
beforeAll(async () => {
  relay = await TestRelay.start()
  proxy = await FaultProxy.start(Number(new URL(relay.url).port), seeded(1))
  ben = new RestClient(relay)
})
afterAll(async () => {
  await proxy.close()
  await relay.dispose()
})
/** For each story a computer, and nothing on the relay but one document. */
beforeEach(async () => {
  disk = new IDBFactory()
  for (const id of await ben.list()) await ben.trash(id)
  for (const id of await ben.list({ trashed: 'true' })) await ben.deleteForEver(id)
  plan = newDocumentId()
  await ben.create(plan, 'Plan')
})
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** How often somebody has asked the relay for a list. */
async function listReads(): Promise<number> {
  const { text } = await ben.ask('GET', '/metrics')
  const counts = text.matchAll(/^ligature_cache_reads_total\{cache="list",.*\} (\d+)$/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}

const isHere = (person: StockClient, name: string): void =>
  person.provider.awareness.setLocalState({ user: { name, color: '#123456' } })

interface Window {
  readonly documents: DocumentsService
  readonly events: EventsService
}

/** A window of the app, on the way to the relay that can be cut; twice on the same disk is two windows. */
async function app(computer: IDBFactory = disk, port = proxy.port): Promise<Window> {
  const address = `http://127.0.0.1:${port}`
  const relayIdentity = relay.url
  const library = await Library.open(relayIdentity, computer)
  const documents = new DocumentsService({ relay: address, relayIdentity, library, firstWaitMs: 50 })
  const events = new EventsService({
    relay: address,
    relayIdentity,
    library,
    documents,
    locks: navigator.locks,
    firstWaitMs: 50,
  })
  open.push(events, documents)
  return { documents, events }
}

const titles = async ({ documents }: Window): Promise<string[]> => (await documents.list()).map(({ title }) => title)
const live = (window: Window): Promise<unknown> => until('events to be heard', () => window.documents.live)

async function sees(window: Window, title: string, deadlineMs?: number): Promise<void> {
  await until(`the list to have ${title}`, async () => (await titles(window)).includes(title), deadlineMs)
}

test('what others do is in the list within half a second, and nobody asked for the list', async () => {
  const ada = await app()
  await sees(ada, 'Plan')
  await live(ada)
  await ben.rename(plan, 'The plan')
  await sees(ada, 'The plan', HEARD_MS)
  await ben.create(newDocumentId(), 'Another')
  await sees(ada, 'Another', HEARD_MS)
  await ben.trash(plan)
  await until('the trash', async () => (await ada.documents.listTrash()).length === 1, HEARD_MS)
  expect(await titles(ada)).toEqual(['Another'])
  await ben.restore(plan)
  await sees(ada, 'The plan', HEARD_MS)
  await ben.trash(plan)
  await ben.deleteForEver(plan)
  await until('it to be gone', async () => (await titles(ada)).length + (await ada.documents.listTrash()).length === 1)
})

test(
  'while the relay was out of reach nothing is claimed, and what happened meanwhile comes after',
  { timeout: 60_000 },
  async () => {
    const ada = await app()
    await sees(ada, 'Plan')
    await live(ada)
    const carla = await StockClient.join(relay, plan)
    isHere(carla, 'Carla')
    await until('Carla to be counted', () => ada.documents.presentIn(plan) === 1)
    proxy.refuse()
    proxy.cut('reset')
    await until('nothing to be claimed', () => !ada.documents.live)
    expect(ada.documents.presentIn(plan)).toBe(0)
    const before = await listReads()
    await ben.rename(plan, 'Renamed meanwhile')
    await ben.create(newDocumentId(), 'Made meanwhile')
    proxy.heal()
    await sees(ada, 'Renamed meanwhile')
    await sees(ada, 'Made meanwhile')
    await until('Carla to be counted again', () => ada.documents.presentIn(plan) === 1)
    // It was told, and not looked up.
    expect(await listReads()).toBe(before)
    await relay.kill()
    await until('nothing to be claimed', () => !ada.documents.live)
    await relay.start()
    await live(ada)
    await ben.rename(plan, 'After the restart')
    await sees(ada, 'After the restart', HEARD_MS)
    carla.leave()
  },
)

test('what one did oneself and the relay has not heard of stays in front of what others did', async () => {
  const ada = await app()
  await sees(ada, 'Plan')
  await live(ada)
  let tell = (): void => undefined
  // As when another window is just telling the relay something that takes long.
  const held = navigator.locks.request(`ligature-replay ${relay.url}`, () => new Promise<void>((go) => (tell = go)))
  await ada.documents.trash(plan)
  await ben.rename(plan, 'Ben’s plan')
  await ben.create(newDocumentId(), 'Sign')
  await sees(ada, 'Sign')
  expect(await titles(ada)).toEqual(['Sign'])
  tell()
  await held
  await until('the relay to hear of it', async () => (await ben.read(plan)).body?.['trashedAt'] !== null)
  await until('the title', async () => (await ada.documents.listTrash())[0]?.title === 'Ben’s plan')
})

test('what was told late does not bring back what was', async () => {
  const library = await Library.open(relay.url, disk)
  const told = { id: plan, title: 'Second', metaVersion: 2, createdAt: AT, changedAt: AT, trashedAt: null }
  await library.takeEvents([told])
  await library.takeEvents([{ ...told, title: 'First', metaVersion: 1, changedAt: LATER }])
  await library.takeEvents([{ ...told, changedAt: EARLIER }])
  expect(await library.document(plan)).toMatchObject({ title: 'Second', changedAt: AT })
  library.close()
})

test('of two windows one listens for both, and when it is closed the other goes on', async () => {
  const streams = async (): Promise<number> => {
    const { text } = await ben.ask('GET', '/metrics')
    return Number(/^ligature_event_streams (\d+)$/m.exec(text)![1])
  }
  const one = await app()
  await live(one)
  const other = await app()
  await live(other)
  await until('one stream', async () => (await streams()) === 1)
  await ben.rename(plan, 'For both')
  for (const window of [one, other]) await sees(window, 'For both')
  one.events.close()
  await ben.rename(plan, 'While nobody listened')
  await sees(other, 'While nobody listened')
  await until('the first to hang up', async () => (await streams()) === 1)
  const carla = await StockClient.join(relay, plan)
  isHere(carla, 'Carla')
  await until('Carla to be counted', () => other.documents.presentIn(plan) === 1)
  carla.leave()
})

test('a relay that has lost its log, or is another one, has the lists read anew', { timeout: 60_000 }, async () => {
  const ada = await app()
  await sees(ada, 'Plan')
  await live(ada)
  await relay.kill()
  relay.loseEverything()
  await relay.start()
  await ben.create(newDocumentId(), 'Fresh')
  await sees(ada, 'Fresh')
  await until('what is no more to leave', async () => !(await titles(ada)).includes('Plan'))
})

test('what is told to whoever shows a token, and what a newer relay tells, ends no stream of the app', async () => {
  const token = await makeToken(relay.data, 'app', 'documents:read')
  let streams = 0
  const target = new URL(relay.url)
  // Something on the way that shows a token for the app.
  const way = createServer((incoming, answer) => {
    if (incoming.url!.startsWith(EVENTS_PATH)) streams++
    const headers = { ...incoming.headers, host: target.host, authorization: `Bearer ${token}` }
    const onward = request(target, { path: incoming.url!, method: incoming.method!, headers }, (response) => {
      answer.writeHead(response.statusCode!, response.headers)
      response.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    answer.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => way.close() })
  const ada = await app(disk, (way.address() as AddressInfo).port)
  await sees(ada, 'Plan')
  await live(ada)
  await changeToken(relay.data, 'app', '--scopes', 'documents:read,content:read')
  const told = await EventReader.open(relay, undefined, 'header', token)
  await until('it to be told', () => JSON.stringify(told.permissions.at(-1))?.includes('content:read'))
  told.close()
  await ben.rename(plan, 'After the change')
  await sees(ada, 'After the change')
  expect(streams).toBe(1)
})

test('an event stream is read whatever its pieces, line ends and comments are', async () => {
  const text =
    ': hello\n\nevent: a\nid: 1\ndata: {"x":\ndata: 1}\n\n:\r\n\r\nid: 2\r\ndata:é\r\n\r\nevent: b\n\nretry: 5\ndata: last\n\nunfin'
  const bytes = new TextEncoder().encode(text)
  for (const size of [1, 3, 1_000]) {
    const pieces = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
        controller.close()
      },
    })
    const found = []
    for await (const messages of eventMessages(pieces)) found.push(...messages)
    expect(found).toEqual([
      { name: 'a', id: '1', data: '{"x":\n1}' },
      { name: 'message', id: '2', data: 'é' },
      { name: 'message', id: undefined, data: 'last' },
    ])
  }
})
