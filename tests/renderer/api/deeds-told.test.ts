// Whatever stands between this computer and the relay when deeds are told: none is lost, none is told in another's place, and none
// is taken back without a word (DESIGN §9, §10). The relay is the real one and is really stopped; only IndexedDB is a stand-in,
// which Node does not have.
import type { FolderId } from '../../../contracts/ids.ts'
import type { Operation } from '../../../renderer/api/library-rows.ts'
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DocumentResource } from '../../../contracts/document-resource.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { problem } from '../../../contracts/problem.ts'
import { DocumentsService, type DocumentsServiceOptions } from '../../../renderer/api/documents-service.ts'
import { Library } from '../../../renderer/api/library.ts'
import { newDocumentId } from '../../../renderer/api/random-id.ts'
import { TestRelay } from '../../support/relay.ts'
import { RestClient } from '../../support/rest-client.ts'
import { until } from '../../support/until.ts'

const NOBODY = 'http://127.0.0.1:9'

let relay: TestRelay
let ben: RestClient
let disk: IDBFactory
let plan: DocumentId
const open: { close(): unknown }[] = []
beforeAll(async () => {
  relay = await TestRelay.start()
  ben = new RestClient(relay)
})
afterAll(() => relay.dispose())
beforeEach(async () => {
  disk = new IDBFactory()
  plan = newDocumentId()
  await ben.create(plan, 'Plan')
})
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

interface Window {
  readonly library: Library
  readonly documents: DocumentsService
}

/** A window of Ada's app, with the relay at this address. */
async function app(address = relay.url, more: Partial<DocumentsServiceOptions> = {}): Promise<Window> {
  const relayIdentity = relay.url
  const library = await Library.open(relayIdentity, disk)
  const documents = new DocumentsService({ relay: address, relayIdentity, library, firstWaitMs: 50, ...more })
  open.push(documents)
  return { library, documents }
}

/** Does this in an app that has the list and no relay, and closes it. */
async function offline(deeds: (documents: DocumentsService) => Promise<void>): Promise<void> {
  const here = await app()
  await here.documents.refresh()
  await here.documents.close()
  const away = await app(NOBODY)
  await deeds(away.documents)
  await away.documents.close()
  open.length = 0
}

const titles = async ({ documents }: Window): Promise<string[]> => (await documents.list()).map(({ title }) => title)
const titleOnRelay = async (id: DocumentId): Promise<unknown> => (await ben.read(id)).body?.['title']
const allTold = ({ library }: Window): Promise<unknown> =>
  until('every deed to be answered', async () => (await library.operations()).length === 0)

async function deleteForEver(id: DocumentId): Promise<void> {
  await ben.trash(id)
  await ben.deleteForEver(id)
}

/** Answers some requests in the relay's place; the others get there. */
async function before(answers: (request: IncomingMessage, response: ServerResponse) => boolean): Promise<string> {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request
    let body = ''
    for await (const piece of request.setEncoding('utf8')) body += String(piece)
    const type = { 'content-type': headers['content-type'] ?? 'application/json' }
    const match = headers['if-match'] === undefined ? {} : { 'if-match': headers['if-match'] }
    const asked = ben.ask(method, url, { headers: { ...match, ...(body && type) }, ...(body && { body }) })
    const answer = await asked.catch(() => undefined)
    if (answer === undefined) return void response.destroy()
    response.writeHead(answer.status, { 'content-type': String(answer.headers['content-type']) }).end(answer.text)
  }
  const server = createServer((request, response) => {
    if (!answers(request, response)) void pass(request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  open.push({
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a relay that lets nobody in for a moment takes no title away', { timeout: 60_000 }, async () => {
  const written = newDocumentId()
  await offline(async (documents) => {
    await documents.create(written, 'Written on the train')
    await documents.rename(plan, 'New title')
  })
  await relay.kill()
  const secret = { LIGATURE_PORT: new URL(relay.url).port, LIGATURE_SECRET: 'x'.repeat(32) }
  const shut = await TestRelay.start({ data: relay.data, env: secret })
  open.push({ close: () => shut.kill() })
  let asked = 0
  const address = await before(({ url = '' }) => {
    if (url.includes('/documents/')) asked++
    return false
  })
  const ada = await app(address)
  await expect(ada.documents.refresh()).rejects.toThrow('secret-required')
  expect(ada.documents.reached).toBe(false)
  await until('both to have been turned away', () => asked > 4)
  expect((await ada.library.operations()).length).toBe(2)
  expect((await titles(ada)).sort()).toEqual(['New title', 'Written on the train'])
  await shut.kill()
  await relay.start()
  await until('the relay to have both', async () => (await titleOnRelay(written)) === 'Written on the train')
  await until('the relay to have both', async () => (await titleOnRelay(plan)) === 'New title')
  expect(await ada.documents.takeRefused(() => Promise.resolve())).toEqual([])
})

test.each([
  ['a page of a filter', 403, 'text/html', '<html>Blocked'],
  [
    'a code of a newer relay',
    409,
    'application/problem+json',
    JSON.stringify({ ...problem('forbidden'), code: 'newer' }),
  ],
  ['a route that an older relay lacks', 404, 'application/problem+json', JSON.stringify(problem('not-found'))],
  ['an answer of another version', 200, 'application/json', '{"ok":true}'],
])('%s holds up its own document and no other', async (_what, status, type, body) => {
  const address = await before((request, response) => {
    const isIt = request.method === 'PATCH' && request.url?.endsWith(plan) === true
    if (isIt) response.writeHead(status, { 'content-type': type }).end(body)
    return isIt
  })
  const other = newDocumentId()
  await offline(async (documents) => {
    await documents.rename(plan, 'A title that somebody dislikes')
    await documents.create(other, 'Another')
  })
  const ada = await app(address)
  await until('the other to be told', async () => (await titleOnRelay(other)) === 'Another')
  const waiting = async (): Promise<string> =>
    ((await ada.library.operations()) as Operation[]).map(({ id }) => id).join()
  await until('nothing else to wait', async () => (await waiting()) === plan)
})

test('a deed that was refused before anybody looked is told to who looks then, once', async () => {
  await offline((documents) => documents.rename(plan, 'Offline title'))
  await deleteForEver(plan)
  const unseen = await app()
  await allTold(unseen)
  await unseen.documents.close()
  open.length = 0
  const [ada, second] = [await app(), await app()]
  const [refused] = await ada.documents.takeRefused(() => Promise.resolve())
  expect(refused).toMatchObject({ id: plan, deed: { title: 'Offline title' }, problem: { code: 'document-gone' } })
  expect([
    await second.documents.takeRefused(() => Promise.resolve()),
    await ada.documents.takeRefused(() => Promise.resolve()),
  ]).toEqual([[], []])
})

test('a deed that another window told the relay is refused to the one that is looked at', async () => {
  await offline((documents) => documents.rename(plan, 'Mine'))
  await deleteForEver(plan)
  const ada = await app(NOBODY)
  let looks = 0
  const heard: unknown[] = []
  ada.documents.subscribe(() => {
    looks++
    void ada.documents.takeRefused(() => Promise.resolve()).then((refused) => heard.push(...refused))
  })
  await app()
  await until('her window to hear of it', () => heard.length === 1)
  expect(looks).toBeGreaterThan(0)
})

test('who does a deed says so before it is said to be refused, however soon that is', async () => {
  const ada = await app()
  await ada.documents.refresh()
  await ada.documents.list()
  const said: string[] = []
  const look = async (): Promise<void> => {
    for (const { deed } of await ada.documents.takeRefused(() => Promise.resolve())) said.push(`${deed.kind} refused`)
  }
  // What is kept takes a while to be read again.
  const read = ada.library.some.bind(ada.library)
  let goOn = (): void => undefined
  const held = new Promise<void>((resolve) => (goOn = resolve))
  ada.library.some = async (ids) => {
    await held
    return await read(ids)
  }
  const moved = ada.documents.move(plan, 'not-there' as FolderId).then(() => said.push('moved'))
  await until('it to be kept', async () => (await ada.library.operations()).length === 1)
  // Something else has the relay told what waits, as the end of a list does.
  ada.documents.retryNow()
  await allTold(ada)
  const looked = look()
  // As long as it takes to be told, were there nothing to wait for.
  for (let turn = 0; turn < 10; turn++) await ada.library.operations()
  goOn()
  await Promise.all([moved, looked])
  expect(said).toEqual(['moved', 'move refused'])
})

test('what was deleted for ever meanwhile does not come back with the deed that is refused', async () => {
  await offline((documents) => documents.rename(plan, 'Offline title'))
  await deleteForEver(plan)
  const ada = await app()
  await until('the refusal', async () => (await ada.documents.takeRefused(() => Promise.resolve())).length === 1)
  await until('it to leave the list', async () => (await ada.documents.known(plan)) === undefined)
})

test('unless text of it is here that was never acknowledged', async () => {
  await offline((documents) => documents.rename(plan, 'Offline title'))
  await deleteForEver(plan)
  const asked: boolean[] = []
  const ada = await app(relay.url, { hasText: async (_id, gone) => asked.push(gone) > 0 })
  await until('it to be looked for', () => asked.length > 0)
  expect([(await ada.documents.known(plan))?.title, asked]).toEqual(['Plan', [true]])
})

const resource = (metaVersion: number, title: string): DocumentResource => {
  const at = new Date(metaVersion).toISOString()
  return { id: plan, title, metaVersion, createdAt: at, changedAt: at, trashedAt: null }
}

test('what the relay tells while one’s own deed is answered is not lost to the older answer', async () => {
  const { library } = await app(NOBODY)
  await library.takeEvents([resource(1, 'Plan')])
  await library.keep(plan, { kind: 'trash' })
  await library.keep(plan, { kind: 'restore' })
  const [trashed, restored] = (await library.operations()) as Operation[]
  await library.confirm(trashed!, { ...resource(2, 'Plan'), trashedAt: new Date(2).toISOString() })
  await library.takeEvents([resource(4, 'Ben’s plan')])
  expect(await library.document(plan)).toMatchObject({ title: 'Plan', trashedAt: null })
  await library.confirm(restored!, resource(3, 'Plan'))
  expect(await library.document(plan)).toMatchObject({ title: 'Ben’s plan', metaVersion: 4, told: null })
})

test('a title that was told while one’s own was refused is the one that one yields to', async () => {
  const { library } = await app(NOBODY)
  await library.takeEvents([resource(1, 'Plan')])
  await library.keep(plan, { kind: 'rename', title: 'Mine' })
  await library.takeEvents([resource(3, 'Ben’s better plan')])
  const [renamed] = (await library.operations()) as Operation[]
  await library.yieldTitle(renamed!, resource(2, 'Ben’s plan'))
  expect(await library.document(plan)).toMatchObject({ title: 'Ben’s better plan', ownTitle: 'Mine' })
})

test('an answer that another window has brought in already changes nothing', async () => {
  const { library } = await app(NOBODY)
  await library.takeEvents([resource(1, 'Plan')])
  await library.keep(plan, { kind: 'rename', title: 'Plan B' })
  await library.keep(plan, { kind: 'rename', title: 'Plan C' })
  const [first, second] = (await library.operations()) as Operation[]
  await library.confirm(first!, resource(2, 'Plan B'))
  await library.confirm(second!, resource(3, 'Plan C'))
  await library.confirm(first!, resource(2, 'Plan B'))
  await library.yieldTitle(first!, resource(3, 'Plan C'))
  await library.rollBack(first!, problem('changed-meanwhile'))
  expect(await library.document(plan)).toMatchObject({ title: 'Plan C', ownTitle: null, metaVersion: 3 })
  expect(await library.takeRefused(() => Promise.resolve())).toEqual([])
})

test('after a move that was refused, what was done next is told all the same, and stays', async () => {
  const { library } = await app(NOBODY)
  await library.takeEvents([resource(1, '')])
  const folder = 'gone' as FolderId
  await library.keep(plan, { kind: 'move', folder })
  await library.keep(plan, { kind: 'rename', title: 'Letter to the bank' })
  const [moved, renamed] = (await library.operations()) as Operation[]
  await library.rollBack(moved!, problem('folder-gone'))
  expect(await library.document(plan)).toMatchObject({ title: 'Letter to the bank', folder: null })
  expect(await library.operations()).toMatchObject([{ n: renamed!.n, before: { title: '', folder: null } }])
  await library.confirm(renamed!, resource(2, 'Letter to the bank'))
  expect(await library.document(plan)).toMatchObject({ title: 'Letter to the bank', folder: null })
  expect(await library.takeRefused(() => Promise.resolve())).toMatchObject([{ deed: { kind: 'move', folder } }])
})
