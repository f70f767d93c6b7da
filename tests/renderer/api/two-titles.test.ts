// Two people rename one document: nobody's title is overwritten unseen, and none is lost (DESIGN §9, §10). The relay is the real one,
// 300 ms away; only IndexedDB is a stand-in, which Node does not have.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DocumentId } from '../../../contracts/ids.ts'
import { DocumentsService } from '../../../renderer/api/documents-service.ts'
import { Library } from '../../../renderer/api/library.ts'
import type { LibraryDocument } from '../../../renderer/api/library-rows.ts'
import { newDocumentId } from '../../../renderer/api/random-id.ts'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { seeded } from '../../support/random.ts'
import { TestRelay } from '../../support/relay.ts'
import { RestClient } from '../../support/rest-client.ts'
import { until } from '../../support/until.ts'

const LATE = { passing: { kind: 'late', ms: 150 }, direction: 'both', share: 1 } as const

let relay: TestRelay
let proxy: FaultProxy
let ben: RestClient
/** A computer and a document for each story. */
let disk: IDBFactory
let plan: DocumentId
const open: DocumentsService[] = []
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
  await ben.create(plan, 'Plan')
})
afterEach(async () => {
  for (const service of open.splice(0)) await service.close()
})

/** Ada's app. Opening it again is a restart. */
async function app(): Promise<DocumentsService> {
  const relayIdentity = relay.url
  const library = await Library.open(relayIdentity, disk)
  const service = new DocumentsService({
    relay: `http://127.0.0.1:${proxy.port}`,
    relayIdentity,
    library,
    firstWaitMs: 50,
  })
  open.push(service)
  return service
}

/** And it knows the document as it is. */
async function appWithPlan(): Promise<DocumentsService> {
  const ada = await app()
  await ada.refresh()
  return ada
}

const titleOnRelay = async (): Promise<unknown> => (await ben.read(plan)).body?.['title']
const shown = async (ada: DocumentsService): Promise<[string | undefined, string | null | undefined]> => {
  const row = await ada.known(plan)
  return [row?.title, row?.ownTitle]
}
const shows = (ada: DocumentsService, title: string, ownTitle: string | null): Promise<unknown> =>
  until(`${title} and ${ownTitle}`, async () => String(await shown(ada)) === String([title, ownTitle]))

/** In a list, or in the trash. */
const rowIn = async (ada: DocumentsService): Promise<LibraryDocument | undefined> =>
  [...(await ada.list()), ...(await ada.listTrash())].find(({ id }) => id === plan)

test('a rename shows at once, and goes back to the other’s title with one’s own kept beside it, over a restart', async () => {
  const ada = await appWithPlan()
  await ben.rename(plan, 'Ben’s plan')
  await ada.rename(plan, 'Ada’s plan', 'Plan')
  expect(await shown(ada)).toEqual(['Ada’s plan', null])
  await shows(ada, 'Ben’s plan', 'Ada’s plan')
  expect(await titleOnRelay()).toBe('Ben’s plan')
  await ada.close()
  const again = await app()
  await again.refresh()
  expect(await shown(again)).toEqual(['Ben’s plan', 'Ada’s plan'])
  await again.rename(plan, 'Ada’s plan')
  await until('hers on the relay', async () => (await titleOnRelay()) === 'Ada’s plan')
  expect(await shown(again)).toEqual(['Ada’s plan', null])
})

test('theirs may stay', async () => {
  const ada = await appWithPlan()
  await ben.rename(plan, 'Ben’s plan')
  await ada.rename(plan, 'Ada’s plan')
  await shows(ada, 'Ben’s plan', 'Ada’s plan')
  await ada.keepTitle(plan)
  expect(await shown(ada)).toEqual(['Ben’s plan', null])
  await ada.refresh()
  expect([await shown(ada), await titleOnRelay()]).toEqual([['Ben’s plan', null], 'Ben’s plan'])
})

test('whoever began to type before the other’s title arrived does not overwrite it either', async () => {
  const ada = await appWithPlan()
  await ben.rename(plan, 'Ben’s plan')
  await ada.refresh()
  await ada.rename(plan, 'Ada’s plan', 'Plan')
  expect(await shown(ada)).toEqual(['Ben’s plan', 'Ada’s plan'])
  expect(await titleOnRelay()).toBe('Ben’s plan')
})

test('deeds that follow each other without an answer are nobody’s conflict', { timeout: 60_000 }, async () => {
  const ada = await appWithPlan()
  await relay.kill()
  await ada.rename(plan, 'One')
  await ada.trash(plan)
  await ada.rename(plan, 'Two')
  await ada.restore(plan)
  await ada.rename(plan, 'Three')
  await ada.close()
  const again = await app()
  expect(await shown(again)).toEqual(['Three', null])
  await relay.start()
  await until('the last on the relay', async () => (await titleOnRelay()) === 'Three')
  await until('the answer', async () => (await again.known(plan))?.metaVersion === 6)
  expect(await shown(again)).toEqual(['Three', null])
})

test(
  'renamed and trashed offline, renamed by another meanwhile: theirs stands, the trash too, and no title is lost',
  { timeout: 60_000 },
  async () => {
    const ada = await appWithPlan()
    await relay.kill()
    await ada.rename(plan, 'First try')
    await ada.trash(plan)
    await ada.rename(plan, 'Ada’s plan')
    await ada.close()
    await relay.start()
    await ben.rename(plan, 'Ben’s plan')
    const again = await app()
    await until('the trash to be told', async () => (await ben.read(plan)).body?.['trashedAt'] !== null)
    await shows(again, 'Ben’s plan', 'Ada’s plan')
    expect(await titleOnRelay()).toBe('Ben’s plan')
    expect((await rowIn(again))?.trashedAt).not.toBe(null)
  },
)

test('whose answer was lost on the way is told again, and is nobody’s conflict', async () => {
  const ada = await appWithPlan()
  proxy.disturb({ passing: { kind: 'not at all' }, direction: 'back', share: 1 })
  await ada.rename(plan, 'Ada’s plan')
  await until('it to reach the relay', async () => (await titleOnRelay()) === 'Ada’s plan')
  await ada.rename(plan, 'Ada’s better plan')
  proxy.cut('reset')
  proxy.heal()
  await until('the answer', async () => (await ada.known(plan))?.metaVersion === 3)
  expect(await shown(ada)).toEqual(['Ada’s better plan', null])
})

test('what others did besides the title is in nobody’s way', async () => {
  const ada = await appWithPlan()
  await ben.trash(plan)
  await ada.rename(plan, 'Ada’s plan')
  await until('hers on the relay', async () => (await titleOnRelay()) === 'Ada’s plan')
  await until('the trash', async () => (await ada.known(plan))?.trashedAt !== null)
  expect(await shown(ada)).toEqual(['Ada’s plan', null])
})

test('what the relay refuses goes back to how it is there, and is said', async () => {
  await ben.trash(plan)
  const ada = await appWithPlan()
  await ben.restore(plan)
  await ben.rename(plan, 'Needed after all')
  await ada.deleteForEver(plan)
  expect(await rowIn(ada)).toBe(undefined)
  const refused = await until('the refusal', async () => (await ada.takeRefused(() => Promise.resolve()))[0])
  expect(refused.problem.code).toBe('not-in-trash')
  await until('the list to have it', async () => (await rowIn(ada))?.title === 'Needed after all')
})
