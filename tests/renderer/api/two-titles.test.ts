// Two people rename one document: nobody's title is overwritten unseen, and none is lost (DESIGN §9, §10). The relay is the real one,
// 300 ms away; only IndexedDB is a stand-in, which Node does not have.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DocumentId } from '../../../contracts/ids.ts'
import { DocumentsService } from '../../../renderer/api/documents-service.ts'
import { Library } from '../../../renderer/api/library.ts'
import type { RefusedDeed } from '../../../renderer/api/replay.ts'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { seeded } from '../../support/random.ts'
import { TestRelay } from '../../support/relay.ts'
import { RestClient } from '../../support/rest-client.ts'
import { until } from '../../support/until.ts'

const LATE = { passing: { kind: 'late', ms: 150 }, direction: 'both', share: 1 } as const
const PLAN = 'plan' as DocumentId

let relay: TestRelay
let proxy: FaultProxy
let ben: RestClient
let disk: IDBFactory
const open: DocumentsService[] = []
beforeEach(async () => {
  relay = await TestRelay.start()
  proxy = await FaultProxy.start(Number(new URL(relay.url).port), seeded(1))
  proxy.disturb(LATE)
  ben = new RestClient(relay)
  disk = new IDBFactory()
  await ben.create(PLAN, 'Plan')
})
afterEach(async () => {
  for (const service of open.splice(0)) await service.close()
  await proxy.close()
  await relay.dispose()
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

const titleOnRelay = async (): Promise<unknown> => (await ben.read(PLAN)).body?.['title']
const shown = async (ada: DocumentsService): Promise<[string | undefined, string | null | undefined]> => {
  const row = await ada.known(PLAN)
  return [row?.title, row?.ownTitle]
}
const shows = (ada: DocumentsService, title: string, ownTitle: string | null): Promise<unknown> =>
  until(`${title} and ${ownTitle}`, async () => String(await shown(ada)) === String([title, ownTitle]))

test('a rename shows at once, and goes back to the other’s title with one’s own kept beside it, over a restart', async () => {
  const ada = await appWithPlan()
  await ben.rename(PLAN, 'Ben’s plan')
  await ada.rename(PLAN, 'Ada’s plan', 'Plan')
  expect(await shown(ada)).toEqual(['Ada’s plan', null])
  await shows(ada, 'Ben’s plan', 'Ada’s plan')
  expect(await titleOnRelay()).toBe('Ben’s plan')
  await ada.close()
  const again = await app()
  await again.refresh()
  expect(await shown(again)).toEqual(['Ben’s plan', 'Ada’s plan'])
  await again.rename(PLAN, 'Ada’s plan')
  await until('hers on the relay', async () => (await titleOnRelay()) === 'Ada’s plan')
  expect(await shown(again)).toEqual(['Ada’s plan', null])
})

test('theirs may stay', async () => {
  const ada = await appWithPlan()
  await ben.rename(PLAN, 'Ben’s plan')
  await ada.rename(PLAN, 'Ada’s plan')
  await shows(ada, 'Ben’s plan', 'Ada’s plan')
  await ada.keepTitle(PLAN)
  expect(await shown(ada)).toEqual(['Ben’s plan', null])
  await ada.refresh()
  expect([await shown(ada), await titleOnRelay()]).toEqual([['Ben’s plan', null], 'Ben’s plan'])
})

test('whoever began to type before the other’s title arrived does not overwrite it either', async () => {
  const ada = await appWithPlan()
  await ben.rename(PLAN, 'Ben’s plan')
  await ada.refresh()
  await ada.rename(PLAN, 'Ada’s plan', 'Plan')
  expect(await shown(ada)).toEqual(['Ben’s plan', 'Ada’s plan'])
  expect(await titleOnRelay()).toBe('Ben’s plan')
})

test('deeds that follow each other without an answer are nobody’s conflict', async () => {
  const ada = await appWithPlan()
  await relay.kill()
  await ada.rename(PLAN, 'One')
  await ada.trash(PLAN)
  await ada.rename(PLAN, 'Two')
  await ada.restore(PLAN)
  await ada.rename(PLAN, 'Three')
  await ada.close()
  const again = await app()
  expect(await shown(again)).toEqual(['Three', null])
  await relay.start()
  await until('the last on the relay', async () => (await titleOnRelay()) === 'Three')
  await until('the answer', async () => (await again.known(PLAN))?.metaVersion === 6)
  expect(await shown(again)).toEqual(['Three', null])
})

test('renamed and trashed offline, renamed by another meanwhile: theirs stands, the trash too, and no title is lost', async () => {
  const ada = await appWithPlan()
  await relay.kill()
  await ada.rename(PLAN, 'First try')
  await ada.trash(PLAN)
  await ada.rename(PLAN, 'Ada’s plan')
  await ada.close()
  await relay.start()
  await ben.rename(PLAN, 'Ben’s plan')
  const again = await app()
  await until('the trash to be told', async () => (await ben.read(PLAN)).body?.['trashedAt'] !== null)
  await shows(again, 'Ben’s plan', 'Ada’s plan')
  expect(await titleOnRelay()).toBe('Ben’s plan')
  expect((await again.listTrash()).map(({ id }) => id)).toEqual([PLAN])
})

test('whose answer was lost on the way is told again, and is nobody’s conflict', async () => {
  const ada = await appWithPlan()
  proxy.disturb({ passing: { kind: 'not at all' }, direction: 'back', share: 1 })
  await ada.rename(PLAN, 'Ada’s plan')
  await until('it to reach the relay', async () => (await titleOnRelay()) === 'Ada’s plan')
  proxy.cut('reset')
  proxy.heal()
  await until('the answer', async () => (await ada.known(PLAN))?.metaVersion === 2)
  expect(await shown(ada)).toEqual(['Ada’s plan', null])
})

test('what others did besides the title is in nobody’s way', async () => {
  const ada = await appWithPlan()
  await ben.trash(PLAN)
  await ada.rename(PLAN, 'Ada’s plan')
  await until('hers on the relay', async () => (await titleOnRelay()) === 'Ada’s plan')
  await until('the trash', async () => (await ada.known(PLAN))?.trashedAt !== null)
  expect(await shown(ada)).toEqual(['Ada’s plan', null])
})

test('what the relay refuses goes back to how it is there, and is said', async () => {
  await ben.trash(PLAN)
  const ada = await appWithPlan()
  const refused: RefusedDeed[] = []
  ada.onRefused((deed) => refused.push(deed))
  await ben.restore(PLAN)
  await ben.rename(PLAN, 'Needed after all')
  await ada.deleteForEver(PLAN)
  expect([...(await ada.list()), ...(await ada.listTrash())]).toEqual([])
  await until('the refusal', () => refused.length === 1)
  expect(refused[0]!.problem.code).toBe('not-in-trash')
  await until('the list to have it', async () => (await ada.list())[0]?.title === 'Needed after all')
})
