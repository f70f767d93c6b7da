// Folders and what is moved, from the client's side (D6): shown at once, kept over restarts, told in order, rolled back when refused. The
// relay is the real one, 300 ms away; only IndexedDB is a stand-in, which Node does not have.
import 'fake-indexeddb/auto'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DocumentId, FolderId } from '../../../contracts/ids.ts'
import { DocumentsService } from '../../../renderer/api/documents-service.ts'
import { EventsService } from '../../../renderer/api/events-service.ts'
import { answered } from '../../../renderer/api/kept-database.ts'
import { Library } from '../../../renderer/api/library.ts'
import { newDocumentId, newFolderId } from '../../../renderer/api/random-id.ts'
import type { LibraryFolder, RefusedDeed } from '../../../renderer/api/library-rows.ts'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { seeded } from '../../support/random.ts'
import { TestRelay } from '../../support/relay.ts'
import { RestClient } from '../../support/rest-client.ts'
import { until } from '../../support/until.ts'

const LATE = { passing: { kind: 'late', ms: 150 }, direction: 'both', share: 1 } as const

let relay: TestRelay
let proxy: FaultProxy
let ben: RestClient
/** A computer, a document and a folder for each story. */
let disk: IDBFactory
let plan: DocumentId
let work: FolderId
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
beforeEach(async () => {
  proxy.disturb(LATE)
  disk = new IDBFactory()
  plan = newDocumentId()
  work = newFolderId()
  await ben.create(plan, 'Plan')
})
afterEach(async () => {
  for (const service of open.splice(0)) await service.close()
})

interface App {
  readonly documents: DocumentsService
  readonly library: Library
  readonly refused: RefusedDeed[]
}

/** Ada's app, which reaches the relay through the proxy unless `at` is another way. Opening it again is a restart. */
async function app(at = `http://127.0.0.1:${proxy.port}`): Promise<App> {
  const relayIdentity = relay.url
  const library = await Library.open(relayIdentity, disk)
  const documents = new DocumentsService({
    relay: at,
    relayIdentity,
    library,
    firstWaitMs: 50,
  })
  open.push(documents)
  const refused: RefusedDeed[] = []
  documents.subscribe(() => void documents.takeRefused(() => Promise.resolve()).then((deeds) => refused.push(...deeds)))
  return { documents, library, refused }
}
async function appThatKnows(at?: string): Promise<App> {
  const ada = await app(at)
  await ada.documents.refresh()
  return ada
}

/** Between her and the relay; 502 for what is addressed so. Answers where it is. */
async function startProxy(isIll: (path: string) => boolean): Promise<string> {
  const { hostname, port } = new URL(relay.url)
  const server = createServer((asked, answered) => {
    const { url: path = '/', method, headers } = asked
    if (isIll(path)) return void answered.writeHead(502).end('Bad Gateway')
    const onwards = request({ hostname, port, path, method, headers }, (answer) => {
      answered.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(answered)
    })
    asked.pipe(onwards)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({ close: () => server.close() })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Titles of the folders of this story, as she sees them. */
const shown = async ({ documents }: App, ...ids: readonly FolderId[]): Promise<string[]> =>
  (await (await documents.folders()).list()).filter(({ id }) => ids.includes(id)).map(({ title }) => title)
const placeOf = async ({ documents }: App): Promise<string | null | undefined> => (await documents.known(plan))?.folder
const placeOnRelay = async (): Promise<unknown> => (await ben.read(plan)).body?.['folder']
const titleOnRelay = async (id: FolderId): Promise<unknown> => (await ben.ask('GET', ben.folder(id))).body?.['title']
const allTold = ({ library }: App): Promise<unknown> =>
  until('everything to be told', async () => (await library.operations()).length === 0)

test('D6: a folder that is made, and what is moved into it, show before the relay has heard of them', async () => {
  const ada = await appThatKnows()
  const folders = await ada.documents.folders()
  await folders.create(work, ' Work ')
  await ada.documents.move(plan, work)
  expect([await shown(ada, work), await placeOf(ada)]).toEqual([['Work'], work])
  expect(await placeOnRelay()).toBe(null)
  await allTold(ada)
  expect([await titleOnRelay(work), await placeOnRelay()]).toEqual(['Work', work])
  await folders.rename(work, 'Office')
  expect(await shown(ada, work)).toEqual(['Office'])
  await folders.delete(work)
  expect([await shown(ada, work), await placeOf(ada)]).toEqual([[], null])
  await allTold(ada)
  expect(await placeOnRelay()).toBe(null)
  expect(ada.refused).toEqual([])
})

test(
  'D6: made, filled, renamed and emptied offline: it is all there after a restart, and told in the order it was done',
  { timeout: 60_000 },
  async () => {
    const later = newFolderId()
    const first = await appThatKnows()
    await relay.kill()
    const folders = await first.documents.folders()
    await folders.create(work, 'Work')
    await first.documents.move(plan, work)
    await folders.rename(work, 'Office')
    await folders.create(later, 'Later')
    await first.documents.move(plan, later)
    await folders.delete(work)
    await first.documents.close()
    open.splice(0)
    const again = await app()
    expect([await shown(again, work, later), await placeOf(again)]).toEqual([['Later'], later])
    // Readable offline, in its folder.
    expect((await again.documents.list()).find(({ id }) => id === plan)).toMatchObject({ title: 'Plan', folder: later })
    await relay.start()
    await allTold(again)
    expect([await titleOnRelay(later), await placeOnRelay()]).toEqual(['Later', later])
    expect((await ben.ask('GET', ben.folder(work))).status).toBe(410)
    expect(again.refused).toEqual([])
    await again.documents.refresh()
    expect([await shown(again, work, later), await placeOf(again)]).toEqual([['Later'], later])
  },
)

test('D6: into a folder that somebody has deleted meanwhile nothing goes: the document is back where it was, and it is said', async () => {
  const home = newFolderId()
  await ben.createFolder(work, 'Work')
  await ben.createFolder(home, 'Home')
  await ben.move(plan, home)
  const ada = await appThatKnows()
  expect(await shown(ada, work, home)).toEqual(['Home', 'Work'])
  await ben.ask('DELETE', ben.folder(work))
  await ada.documents.move(plan, work)
  expect(await placeOf(ada)).toBe(work)
  await until('the refusal', () => ada.refused.length === 1)
  expect(ada.refused[0]).toMatchObject({ deed: { kind: 'move' }, problem: { code: 'folder-gone' } })
  expect([await placeOf(ada), await placeOnRelay()]).toEqual([home, home])
  await ada.documents.refresh()
  expect(await shown(ada, work, home)).toEqual(['Home'])
})

test('D6: a folder that the relay refuses is taken back, and so is what was moved into it; both are said', async () => {
  await ben.createFolder(work, 'Ben’s')
  await ben.ask('DELETE', ben.folder(work))
  const ada = await appThatKnows()
  // Never seen here, and its id was used before.
  await (await ada.documents.folders()).create(work, 'Work')
  await ada.documents.move(plan, work)
  expect([await shown(ada, work), await placeOf(ada)]).toEqual([['Work'], work])
  await until('both refusals', () => ada.refused.length === 2)
  expect(ada.refused.map(({ deed }) => deed.kind)).toEqual(['create', 'move'])
  expect([await shown(ada, work), await placeOf(ada), await placeOnRelay()]).toEqual([[], null, null])
})

test('D6: a clock that was an hour fast when the relay answered: what others do to folders since is taken in all the same', async () => {
  const other = newFolderId()
  await ben.createFolder(work, 'Work')
  await ben.createFolder(other, 'Other')
  const ada = await appThatKnows()
  await ada.library.change([], async (rows) => {
    for (const row of (await answered(rows.getAll())) as LibraryFolder[])
      rows.put({ ...row, confirmedAt: Date.now() + 3_600_000 })
  })
  await ben.ask('PATCH', ben.folder(work), { body: { title: 'Office' } })
  await ben.ask('DELETE', ben.folder(other))
  await ada.documents.refresh()
  expect(await shown(ada, work, other)).toEqual(['Office'])
})

test('D6: a rename of a folder that is gone takes it off the list; deleting one that is gone is what was wanted', async () => {
  const other = newFolderId()
  await ben.createFolder(work, 'Work')
  await ben.createFolder(other, 'Other')
  const ada = await appThatKnows()
  for (const id of [work, other]) await ben.ask('DELETE', ben.folder(id))
  const folders = await ada.documents.folders()
  await folders.rename(work, 'Office')
  await folders.delete(other)
  await allTold(ada)
  expect(await shown(ada, work, other)).toEqual([])
  expect(ada.refused.map(({ problem }) => problem.code)).toEqual(['folder-gone'])
})

test('D6: what a folder is waiting for waits, and other documents go on', { timeout: 60_000 }, async () => {
  const other = newDocumentId()
  await ben.create(other, 'Other')
  let isIll = true
  const between = await startProxy((path) => isIll && path.endsWith(`/folders/${work}`))
  const ada = await appThatKnows(between)
  await (await ada.documents.folders()).create(work, 'Work')
  await ada.documents.move(plan, work)
  await ada.documents.rename(other, 'Told all the same')
  await until('the other', async () => (await ben.read(other)).body?.['title'] === 'Told all the same')
  expect([await placeOnRelay(), ada.refused]).toEqual([null, []])
  isIll = false
  ada.documents.retryNow()
  await allTold(ada)
  expect([await placeOnRelay(), ada.refused]).toEqual([work, []])
})

test('D4: what others do with folders shows as it happens, and what was done here stays in front of it', async () => {
  await ben.createFolder(work, 'Work')
  // What she does to this folder does not get through, while she hears everything.
  let isIll = true
  const between = await startProxy((path) => isIll && path.endsWith(`/folders/${work}`))
  const ada = await appThatKnows(between)
  const { documents, library } = ada
  const events = new EventsService({
    relay: between,
    relayIdentity: relay.url,
    library,
    documents,
    locks: navigator.locks,
    firstWaitMs: 50,
  })
  open.push(events)
  await until('events to be heard', () => documents.live)
  const theirs = newFolderId()
  await ben.createFolder(theirs, 'Theirs')
  await ben.move(plan, theirs)
  await until('their folder, and what is in it', async () => (await placeOf(ada)) === theirs)
  expect(await shown(ada, theirs)).toEqual(['Theirs'])
  await (await documents.folders()).rename(work, 'Mine')
  await ben.ask('PATCH', ben.folder(work), { body: { title: 'Their name for it' } })
  await ben.ask('PATCH', ben.folder(theirs), { body: { title: 'Told after that' } })
  await until('what came after', async () => (await shown(ada, theirs))[0] === 'Told after that')
  expect(await shown(ada, work)).toEqual(['Mine'])
  isIll = false
  documents.retryNow()
  await allTold(ada)
  expect([await shown(ada, work), await titleOnRelay(work)]).toEqual([['Mine'], 'Mine'])
  await ben.ask('DELETE', ben.folder(theirs))
  await until('it to be gone', async () => (await shown(ada, theirs)).length === 0 && (await placeOf(ada)) === null)
})

test('D6: who meets no folder loads nothing of them, and an older relay’s list takes none away', async () => {
  const ada = await appThatKnows()
  await (await ada.documents.folders()).create(work, 'Work')
  await ada.documents.move(plan, work)
  await allTold(ada)
  const { body } = await ben.read(plan)
  const { folder: _, ...withoutFolder } = body as unknown as Parameters<Library['takePage']>[0][number]
  await ada.library.takePage([{ ...withoutFolder, metaVersion: 9 }], Date.now() + 1)
  expect(await ada.documents.known(plan)).toMatchObject({ folder: work, metaVersion: 9 })
})

test('D6: a list that was on its way when a folder was deleted, by whomever, does not bring it back', async () => {
  const ada = await appThatKnows(relay.url)
  const folders = await ada.documents.folders()
  const theirs = newFolderId()
  for (const id of [work, theirs]) await ben.createFolder(id, 'Work')
  const { folders: told } = (await ben.ask('GET', '/api/v1/folders')).body as unknown as { folders: object[] }
  await folders.take(told, Date.now())
  expect(await shown(ada, work, theirs)).toEqual(['Work', 'Work'])
  const askedAt = Date.now() - 1
  await folders.delete(work)
  await allTold(ada)
  await ben.ask('DELETE', ben.folder(theirs))
  await folders.hear([{ kind: 'folder-deleted', folder: { id: theirs } }])
  await folders.take(told, askedAt)
  expect(await shown(ada, work, theirs)).toEqual([])
  // Nothing of them is left once the relay was asked since.
  await folders.take(undefined, Date.now() + 1)
  await ada.library.change([], async (rows) => {
    const ids = ((await answered(rows.getAll())) as LibraryFolder[]).map(({ id }) => id)
    expect(ids).not.toContain(work)
    expect(ids).not.toContain(theirs)
  })
})
