// §8: metadata read through a cache: who reads the store and who does not, and thousands of orders in which readers and writers
// of two relays may meet, in virtual time.
import { expect, test } from 'vitest'
import { MAX_PAGE_ROWS } from '../../contracts/limits.ts'
import { type Cache, KEPT_MS } from '../../server/cache/cache.ts'
import { CachedDocuments } from '../../server/cache/cached-documents.ts'
import { MemoryCache } from '../../server/cache/memory.ts'
import type { DocumentStore, FolderStore } from '../../server/store/store.ts'
import { FIRST_PAGE, PausingCache, PausingStore, readAndWrite, tally } from '../adapters/readers-and-writers.ts'
import { documentId } from '../adapters/store-acceptance.ts'
import { VirtualClock } from '../faults/simulator/virtual-clock.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'

const SCHEDULES = 3_000
const ID = documentId('read')

function stage(): { readonly time: VirtualClock; readonly cache: MemoryCache; readonly store: PausingStore } {
  const time = new VirtualClock(() => 0)
  const store = new PausingStore(() => new Promise((resolve) => void setImmediate(resolve)))
  return { time, cache: new MemoryCache({ clock: time.life().clock }), store }
}

test('§8: 200 who read at once, and again, cost one read of the store; a write has the next one read anew', async () => {
  const { time, cache, store } = stage()
  const { counts, looked } = tally()
  const documents = new CachedDocuments({ store, cache, looked })
  await documents.putDocument(ID, 'One')
  const readAll = (): Promise<unknown[]> => Promise.all(Array.from({ length: 200 }, () => documents.getDocument(ID)))
  expect(new Set((await readAll()).map((document) => JSON.stringify(document))).size).toBe(1)
  await readAll()
  expect([store.reads, counts]).toEqual([1, { miss: 1, shared: 199, hit: 200, bypass: 0 }])
  await documents.renameDocument(ID, 'Two', undefined)
  expect((await readAll())[0]).toMatchObject({ title: 'Two' })
  expect(store.reads).toBe(2)
  await time.runUntil(time.at + KEPT_MS)
  await readAll()
  expect(store.reads).toBe(3)
})

test('§8: the first pages that are often asked for are kept, and no others', async () => {
  const { cache, store } = stage()
  const documents = new CachedDocuments({ store, cache, looked: tally().looked })
  const readTwice = async (request: Partial<typeof FIRST_PAGE>): Promise<number> => {
    const before = store.reads
    for (let n = 0; n < 2; n++) await documents.listDocuments({ ...FIRST_PAGE, ...request })
    return store.reads - before
  }
  for (const trashed of [false, true])
    for (const limit of [FIRST_PAGE.limit, MAX_PAGE_ROWS]) expect(await readTwice({ limit, trashed })).toBe(1)
  expect(await readTwice({ limit: 7 })).toBe(2)
  expect(await readTwice({ cursor: 'of-the-second-page' })).toBe(2)
  await documents.putDocument(ID, 'One')
  for (const trashed of [false, true])
    for (const limit of [FIRST_PAGE.limit, MAX_PAGE_ROWS]) expect(await readTwice({ limit, trashed })).toBe(1)
})

test('§8: that a document is not there is not kept: it is seen as soon as a join has made it', async () => {
  const { cache, store } = stage()
  const { counts, looked } = tally()
  const documents = new CachedDocuments({ store, cache, looked })
  expect(await documents.getDocument(ID)).toBe('absent')
  // By somebody whom the cache does not hear of.
  await store.putDocument(ID, '')
  expect(await documents.getDocument(ID)).toMatchObject({ id: ID })
  expect(counts).toEqual({ hit: 0, shared: 0, miss: 2, bypass: 0 })
})

test('§8: what is no metadata is not believed, and not found again', async () => {
  const { cache, store } = stage()
  const { counts, looked } = tally()
  const documents = new CachedDocuments({ store, cache, looked })
  await documents.putDocument(ID, 'One')
  const { title: _left, ...untitled } = (await store.getDocument(ID)) as { title: string }
  for (const nonsense of ['no JSON', 'null', '[]', '{"id":"read"}', JSON.stringify(untitled)]) {
    const found = await cache.look(`document/${ID}`)
    if (found.kind === 'lease') await cache.fill(`document/${ID}`, found.lease, nonsense)
    expect(await documents.getDocument(ID)).toMatchObject({ title: 'One' })
    expect((await cache.look(`document/${ID}`)).kind).toBe('lease')
    await cache.invalidate([`document/${ID}`])
  }
  expect(counts).toMatchObject({ hit: 0, bypass: 5 })
})

test('§8: a store that fails is the trouble of those who read and write; the next ones ask it again', async () => {
  const { cache, store } = stage()
  const documents = new CachedDocuments({ store, cache, looked: tally().looked })
  await documents.putDocument(ID, 'One')
  const down = async (): Promise<never> => {
    throw new Error('the database is away')
  }
  const failing: Partial<DocumentStore> = { getDocument: down, renameDocument: down }
  const { getDocument, renameDocument } = store
  Object.assign(store, failing)
  const reads = [documents.getDocument(ID), documents.getDocument(ID)]
  for (const read of reads) await expect(read).rejects.toThrow('the database is away')
  await expect(documents.renameDocument(ID, 'Two', undefined)).rejects.toThrow('the database is away')
  Object.assign(store, { getDocument, renameDocument })
  expect(await documents.getDocument(ID)).toMatchObject({ title: 'One' })
})

/** A relay that is cut off from the cache: it reads the store, and has its writes wait until nothing is kept from before. */
class OftenCutOff implements Cache {
  readonly fill: Cache['fill']
  readonly look: Cache['look']
  readonly invalidate: Cache['invalidate']
  readonly close = (): void => undefined

  constructor(cache: Cache, time: VirtualClock) {
    const cutOff = (): boolean => time.chance(0.2)
    this.look = async (key) => (cutOff() ? { kind: 'away' } : await cache.look(key))
    this.fill = async (...args) => (cutOff() ? undefined : await cache.fill(...args))
    this.invalidate = (keys) =>
      cutOff() ? new Promise((resolve) => void time.after(KEPT_MS, resolve)) : cache.invalidate(keys)
  }
}

interface Planted {
  readonly cache?: (cache: MemoryCache) => Cache
  readonly documents?: (store: DocumentStore & FolderStore, cache: Cache) => DocumentStore
}

/** One order of events, which follows from the seed alone. Answers what was seen and should not have been. */
async function play(seed: number, counts: ReturnType<typeof tally>, planted: Planted = {}): Promise<readonly string[]> {
  const time = new VirtualClock(seeded(seed))
  // Mostly short; now and then longer than anything is kept.
  const pause = (): Promise<void> =>
    new Promise(
      (resolve) => void time.after(time.chance(0.02) ? time.between(0, KEPT_MS * 1.5) : time.between(0, 20), resolve),
    )
  const memory = new MemoryCache({ clock: time.life().clock })
  const shared = planted.cache?.(memory) ?? memory
  const store = new PausingStore(pause)
  const relays = [1, 2].map(() => {
    const cache = new PausingCache(new OftenCutOff(shared, time), pause)
    return planted.documents?.(store, cache) ?? new CachedDocuments({ store, cache, looked: counts.looked })
  })
  const seen = readAndWrite({ relays, pause, random: time.random })
  await time.runUntil(Infinity)
  return await seen
}

test(
  `§8: ${SCHEDULES} orders of reads, writes and invalidations on two relays, and never a past after an answer`,
  { timeout: 60_000 },
  async () => {
    const first = seedOfThisRun('readers and writers')
    const counts = tally()
    for (let seed = first; seed < first + SCHEDULES; seed++)
      expect({ seed, seen: await play(seed, counts) }).toEqual({ seed, seen: [] })
    console.info(JSON.stringify(counts.counts))
    for (const count of Object.values(counts.counts)) expect(count).toBeGreaterThan(SCHEDULES)
  },
)

/** What the stories above must find. */
const PLANTED: Readonly<Record<string, Planted>> = {
  'whoever has read keeps it, lease or not': {
    cache: (memory) => ({
      look: (key) => memory.look(key),
      fill: async (key, _, value) => {
        const found = await memory.look(key)
        if (found.kind === 'lease') await memory.fill(key, found.lease, value)
      },
      invalidate: (keys) => memory.invalidate(keys),
      close: () => undefined,
    }),
  },
  'the cache is told before the commit': {
    documents: (store, cache) =>
      Object.assign(new CachedDocuments({ store, cache, looked: () => undefined }), {
        renameDocument: async (...args: Parameters<DocumentStore['renameDocument']>) => {
          await cache.invalidate([`document/${args[0]}`, `documents/${FIRST_PAGE.limit}`])
          return await store.renameDocument(...args)
        },
      }),
  },
  'a write that changed nothing tells nobody': {
    documents: (store, cache) => {
      const documents = new CachedDocuments({ store, cache, looked: () => undefined })
      const { renameDocument } = documents
      return Object.assign(documents, {
        renameDocument: async (...[id, title, condition]: Parameters<DocumentStore['renameDocument']>) => {
          const now = await store.getDocument(id)
          return typeof now === 'object' && now.title === title
            ? { kind: 'unchanged', document: now }
            : await renameDocument(id, title, condition)
        },
      })
    },
  },
  'who cannot tell the cache does not wait': {
    cache: (memory) => ({
      look: (key) => memory.look(key),
      fill: (...args) => memory.fill(...args),
      invalidate: async () => undefined,
      close: () => undefined,
    }),
  },
}

test.each(Object.entries(PLANTED))('planted: %s; it is found', { timeout: 60_000 }, async (_, planted) => {
  const first = seedOfThisRun('planted')
  for (let seed = first; seed < first + SCHEDULES; seed++) if ((await play(seed, tally(), planted)).length > 0) return
  throw new Error(`not found within ${SCHEDULES} orders`)
})
