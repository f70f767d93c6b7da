// What a person does to documents holds on this computer first and reaches the relay when there is one (DESIGN §9, §10).
// The relay is the real one and is really stopped; only IndexedDB is a stand-in, which Node does not have.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DocumentId } from '../../../contracts/ids.ts'
import { DocumentsService } from '../../../renderer/api/documents-service.ts'
import { Library } from '../../../renderer/api/library.ts'
import type { Seen } from '../../../renderer/api/library-rows.ts'
import { newDocumentId } from '../../../renderer/api/random-id.ts'
import { TestRelay } from '../../support/relay.ts'
import { StockClient } from '../../support/stock-client.ts'
import { until } from '../../support/until.ts'

let relay: TestRelay
let disk: IDBFactory
const open: DocumentsService[] = []

/** Short, so that "when the relay is back" is soon. */
const FIRST_WAIT_MS = 50

beforeEach(async () => {
  disk = new IDBFactory()
  relay = await TestRelay.start()
})
afterEach(async () => {
  for (const service of open.splice(0)) await service.close()
  await relay.dispose()
})

/** The app on one computer. Opening it twice on the same disk is a restart, or a second window. */
async function app(
  computer: IDBFactory = disk,
  hasText?: (id: DocumentId, gone: boolean) => Promise<boolean>,
): Promise<DocumentsService> {
  const library = await Library.open(relay.url, computer)
  const service = new DocumentsService({
    relay: relay.url,
    library,
    firstWaitMs: FIRST_WAIT_MS,
    ...(hasText && { hasText }),
  })
  open.push(service)
  return service
}

const titles = async (service: DocumentsService): Promise<string[]> =>
  (await service.list()).map(({ title }) => title).sort()

/** What somebody else sees: another computer, which has only the relay. */
async function elsewhere(): Promise<string[]> {
  const other = await app(new IDBFactory())
  await other.refresh()
  return await titles(other)
}

/** Until the relay has answered everything. */
async function told(service: DocumentsService, id: DocumentId): Promise<void> {
  await until('the relay to know the document', async () => (await service.known(id))?.onRelay === true)
}

test('a document created and renamed here is there for others', async () => {
  const ada = await app()
  const id = newDocumentId()
  await ada.create(id, 'Plan')
  await ada.rename(id, '  The plan ')
  expect(await titles(ada)).toEqual(['The plan'])
  await until('others to see the new title', async () => (await elsewhere()).includes('The plan'))
})

test('what was done while the relay was down survives a restart and is told in order', async () => {
  await relay.kill()
  const ada = await app()
  const [kept, dropped] = [newDocumentId(), newDocumentId()]
  await ada.create(kept, 'Draft')
  await ada.create(dropped, 'Never mind')
  await ada.rename(kept, 'Offline plan')
  await ada.trash(dropped)
  expect(await titles(ada)).toEqual(['Offline plan'])
  await ada.close()
  open.length = 0

  const again = await app()
  expect(await titles(again)).toEqual(['Offline plan'])
  await relay.start()
  await until('everything to be told', async () => (await elsewhere()).join() === 'Offline plan')
  expect(await titles(again)).toEqual(['Offline plan'])
})

test('two windows of one computer show the same, whichever of them tells the relay', async () => {
  await relay.kill()
  const [ada, second] = [await app(), await app()]
  let seen = 0
  second.subscribe(() => (seen += 1))
  const id = newDocumentId()
  await ada.create(id, 'Shared disk')
  await until('the second window to hear of it', () => seen > 0)
  expect(await titles(second)).toEqual(['Shared disk'])
  second.retryNow()
  await relay.start()
  await told(second, id)
  expect(await elsewhere()).toEqual(['Shared disk'])
})

test('the list of the relay is still there when the relay is not', async () => {
  const ada = await app()
  await ada.create(newDocumentId(), 'From Ada')
  await until('the relay to list it', async () => (await elsewhere()).length === 1)
  const bobsDisk = new IDBFactory()
  const bob = await app(bobsDisk)
  await bob.refresh()
  await relay.kill()
  await expect(bob.refresh()).rejects.toThrow('no answer')
  expect(await titles(bob)).toEqual(['From Ada'])
  expect(await titles(await app(bobsDisk))).toEqual(['From Ada'])
})

test('a document trashed elsewhere leaves the list, and comes back with Undo', async () => {
  const [ada, bob] = [await app(), await app(new IDBFactory())]
  const id = newDocumentId()
  await ada.create(id, 'Old minutes')
  await told(ada, id)
  await bob.refresh()
  await bob.trash(id)
  await until('it to leave the list', async () => {
    await ada.refresh()
    return (await titles(ada)).length === 0
  })
  await bob.restore(id)
  await until('it to come back', async () => {
    await ada.refresh()
    return (await titles(ada)).join() === 'Old minutes'
  })
})

test('a list asked for before a document was created does not take it away again', async () => {
  const library = await Library.open(relay.url, disk)
  const ada = await app()
  const id = newDocumentId()
  const askedBefore = Date.now() - 1
  await ada.create(id, 'Just made')
  await told(ada, id)
  expect(await library.missingFrom(new Set(), askedBefore, false)).toEqual([])
  expect(await titles(ada)).toEqual(['Just made'])
  library.close()
})

test('a clock that was an hour fast when the relay answered: what others do since is taken in all the same', async () => {
  const [ada, ben] = [await app(), await app(new IDBFactory())]
  const id = newDocumentId()
  await ada.create(id, 'Plan')
  await told(ada, id)
  const library = await Library.open(relay.url, disk)
  await library.noteSeen(id, { confirmedAt: Date.now() + 3_600_000 } as object as Seen)
  await ben.refresh()
  await ben.rename(id, 'The plan')
  await until('the new title', async () => {
    await ada.refresh()
    return (await titles(ada)).join() === 'The plan'
  })
  library.close()
})

test('a document that slipped between two pages of the list stays: only what the relay calls gone leaves', async () => {
  const library = await Library.open(relay.url, disk)
  const ada = await app()
  const id = newDocumentId()
  await ada.create(id, 'Moved while the list was read')
  await told(ada, id)
  expect(await library.missingFrom(new Set(), Date.now() + 1, false)).toEqual([id])
  expect(await titles(ada)).toEqual(['Moved while the list was read'])
  library.close()
})

test('a relay that has lost its documents empties no list: what has text here stays, the rest leaves', async () => {
  const withText = newDocumentId()
  const ada = await app(disk, (id) => Promise.resolve(id === withText))
  await ada.create(withText, 'My plan')
  await ada.create(newDocumentId(), 'Never opened here')
  await until('both to be told', async () => (await elsewhere()).length === 2)
  await relay.kill()
  relay.loseEverything()
  await relay.start()
  await ada.refresh()
  expect(await titles(ada)).toEqual(['My plan'])
})

test('deleted for ever by somebody else, a document stays on the list while text of it was never acknowledged', async () => {
  const [owing, settled] = [newDocumentId(), newDocumentId()]
  const asked: [DocumentId, boolean][] = []
  const ada = await app(disk, (id, gone) => {
    asked.push([id, gone])
    return Promise.resolve(id === owing)
  })
  await ada.create(owing, 'Written on the train')
  await ada.create(settled, 'All saved')
  await until('both to be told', async () => (await elsewhere()).length === 2)
  const ben = await app(new IDBFactory())
  await ben.refresh()
  for (const id of [owing, settled]) {
    await ben.trash(id)
    await ben.deleteForEver(id)
  }
  await until('both to be gone', async () => (await ada.get(owing)) === 'gone' && (await ada.get(settled)) === 'gone')
  await ada.refresh()
  // Whether she heard of the trash in between decides where it is shown.
  const shown = [...(await ada.list()), ...(await ada.listTrash())]
  expect(shown.map(({ title }) => title)).toEqual(['Written on the train'])
  expect(asked).toContainEqual([settled, true])
})

test('the one that was opened last is known after a restart', async () => {
  const ada = await app()
  const [first, second] = [newDocumentId(), newDocumentId()]
  await ada.create(first, 'First')
  await ada.create(second, 'Second')
  await ada.markOpened(first)
  const again = await app()
  const opened = (await again.list()).filter(({ openedAt }) => openedAt !== null)
  expect(opened.map(({ id }) => id)).toEqual([first])
})

test('somebody who answers in the relay’s place is no relay', async () => {
  const library = await Library.open('http://127.0.0.1:9', new IDBFactory())
  const service = new DocumentsService({ relay: 'http://127.0.0.1:9', library })
  open.push(service)
  expect(await service.get(newDocumentId())).toBe('unreachable')
})

test('R13: how many have a document open is what the relay said last, and nothing when it does not answer', async () => {
  const ada = await app()
  const id = newDocumentId()
  await ada.create(id, 'Plan')
  await told(ada, id)
  const ben = await StockClient.join(relay, id)
  ben.provider.awareness.setLocalState({ user: { name: 'Ben', color: '#123456' } })
  let changes = 0
  ada.subscribe(() => changes++)
  await until('the list to say so', async () => {
    await ada.refresh()
    return ada.presentIn(id) === 1
  })
  expect(changes).toBeGreaterThan(0)
  expect(ada.presentIn(newDocumentId())).toBe(0)
  ben.leave()
  await relay.kill()
  await expect(ada.refresh()).rejects.toThrow()
  expect(ada.presentIn(id)).toBe(0)
})
