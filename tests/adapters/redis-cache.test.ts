// The acceptance suite on a real Redis, and what only Redis can get wrong: it is slow, stands still, is away, emptied, or full of
// somebody else's. Reads never wait for it for long; a write that it cannot be told of is answered when nothing of before is kept.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { KEPT_MS } from '../../server/cache/cache.ts'
import { CachedDocuments } from '../../server/cache/cached-documents.ts'
import { RedisCache } from '../../server/cache/redis.ts'
import { machineClock } from '../../server/clock.ts'
import { createLog } from '../../server/log.ts'
import { freePort } from '../../scripts/free-port.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { TestRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { testsOfCache } from './cache-acceptance.ts'
import { type Pause, PausingStore, readAndWrite, tally } from './readers-and-writers.ts'
import { documentId } from './store-acceptance.ts'

const SCHEDULES = 300
/** So many at once: Redis is asked in another order than in which they would go one by one. */
const AT_ONCE = 25

let redis: TestRedis
beforeAll(async () => {
  redis = await TestRedis.start()
})
afterAll(() => redis.stop())

let databases = 0
let database = ''
let one: RedisCache
let other: RedisCache
const caches: RedisCache[] = []
beforeEach(async () => {
  database = `database-${++databases}`
  one = await relay('one')
  other = await relay('other')
})
afterEach(() => {
  for (const cache of caches.splice(0)) cache.close()
})

/** More patient than a relay's, unless it is said: a busy machine is no Redis in trouble. */
const PATIENT = { patienceMs: 10_000 }

function cacheAt(
  url: string,
  instance: string,
  of = database,
  patience: { patienceMs?: number } = PATIENT,
): RedisCache {
  const log = createLog('silent')
  const cache = new RedisCache({ url, database: of, instance, clock: machineClock, log, ...patience })
  caches.push(cache)
  return cache
}

async function relay(
  instance: string,
  of = database,
  patience: { patienceMs?: number } = PATIENT,
): Promise<RedisCache> {
  const cache = cacheAt(redis.url, instance, of, patience)
  await answering(cache)
  return cache
}

const answering = async (cache: RedisCache): Promise<unknown> =>
  await until('Redis to answer', async () => (await cache.look('anything')).kind !== 'away')

async function keep(cache: RedisCache, key: string, value: string): Promise<void> {
  await until('a lease of its own', async () => {
    const found = await cache.look(key)
    if (found.kind !== 'lease' || !found.mine) return false
    await cache.fill(key, found.lease, value)
    return true
  })
  expect(await cache.look(key)).toEqual({ kind: 'kept', value })
}

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('acceptance', () =>
  testsOfCache({
    get one() {
      return one
    },
    get other() {
      return other
    },
    pass,
  }))

test('two databases on one Redis do not see each other’s', async () => {
  const stranger = await relay('one', 'a-copy')
  await keep(one, 'same', '"here"')
  await keep(stranger, 'same', '"there"')
  expect(await other.look('same')).toEqual({ kind: 'kept', value: '"here"' })
  await stranger.invalidate(['same'])
  expect(await other.look('same')).toEqual({ kind: 'kept', value: '"here"' })
})

test('nothing is left in Redis for longer than it is kept', async () => {
  await keep(one, 'filled', '"x"')
  await one.look('only-leased')
  const keys = (await redis.ask('KEYS', `ligature:cache:${database}:*`)) as string[]
  expect(keys).toHaveLength(3)
  for (const key of keys) {
    const left = Number(await redis.ask('PTTL', key))
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(KEPT_MS)
  }
})

test('R10: a relay that cannot reach Redis reads without it, and says a change only when the others keep nothing from before', async () => {
  const cut = cacheAt(`redis://127.0.0.1:${await freePort()}`, 'cut off')
  expect(await cut.look('cut')).toEqual({ kind: 'away' })
  await keep(other, 'cut', '"old"')
  await cut.invalidate(['cut'])
  expect(await other.look('cut')).toMatchObject({ kind: 'lease', mine: true })
})

test('R10: what is read while a relay is cut off, from before its change, is not kept beyond its answer either', async () => {
  const cut = cacheAt(`redis://127.0.0.1:${await freePort()}`, 'cut off')
  const found = await other.look('late')
  if (found.kind !== 'lease') throw new Error('somebody else was here')
  // It has read the past by now; the change is committed, and on its way to everybody.
  const told = cut.invalidate(['late'])
  await pass(KEPT_MS / 2)
  await other.fill('late', found.lease, '"old"')
  await told
  expect(await one.look('late')).not.toMatchObject({ kind: 'kept' })
})

test('R10: Redis stands still: reads do without it, a change waits, and when Redis goes on nobody finds the past', async () => {
  const hasty = await relay('hasty', database, {})
  await keep(one, 'still', '"old"')
  redis.signal('SIGSTOP')
  let told: Promise<void>
  try {
    const reads = await Promise.all(Array.from({ length: 100 }, () => hasty.look('still')))
    expect(new Set(reads.map(({ kind }) => kind))).toEqual(new Set(['away']))
    told = one.invalidate(['still'])
    expect(await hasty.look('still')).toEqual({ kind: 'away' })
    await pass(KEPT_MS / 4)
  } finally {
    redis.signal('SIGCONT')
  }
  await told
  await until('it to be asked again', async () => {
    const found = await hasty.look('still')
    expect(found).not.toEqual({ kind: 'kept', value: '"old"' })
    return found.kind !== 'away'
  })
  await keep(other, 'still', '"new"')
})

test('R10: Redis stands still for longer than anything is kept: the change is answered, and stays so', async () => {
  await keep(one, 'long', '"old"')
  redis.signal('SIGSTOP')
  try {
    await one.invalidate(['long'])
  } finally {
    redis.signal('SIGCONT')
  }
  await until('it to be asked again', async () => {
    const found = await other.look('long')
    expect(found.kind).not.toBe('kept')
    return found.kind !== 'away'
  })
})

test('R10: while Redis rests after it was late, it is asked by one at a time', async () => {
  const hasty = await relay('hasty', database, {})
  redis.signal('SIGSTOP')
  try {
    expect(await hasty.look('rest')).toEqual({ kind: 'away' })
    for (let n = 0; n < 1_000; n++) expect(await hasty.look(`rest-${n}`)).toEqual({ kind: 'away' })
  } finally {
    redis.signal('SIGCONT')
  }
  await answering(hasty)
  // None of the thousand was asked for: it would have left a lease.
  const keys = (await redis.ask('KEYS', `ligature:cache:${database}:rest-*`)) as string[]
  expect(keys.length).toBeLessThan(10)
})

test('R10: Redis is stopped and started again: reads do without it, and then with it', async () => {
  await keep(one, 'stopped', '"old"')
  await redis.stop()
  await until('it to be noticed', async () => (await other.look('stopped')).kind === 'away')
  const told = one.invalidate(['stopped'])
  await redis.startAgain()
  await told
  for (const cache of [one, other]) await answering(cache)
  await keep(one, 'stopped', '"new"')
  expect(await other.look('stopped')).toEqual({ kind: 'kept', value: '"new"' })
})

test('Redis is emptied: nothing is found, and what was being read is not kept', async () => {
  await keep(one, 'kept', '"x"')
  const found = await one.look('leased')
  if (found.kind !== 'lease') throw new Error('somebody else was here')
  await redis.ask('FLUSHALL')
  await one.fill('leased', found.lease, '"x"')
  for (const key of ['kept', 'leased']) expect(await other.look(key)).toMatchObject({ kind: 'lease', mine: true })
})

test('what somebody else has put there is in nobody’s way for long', async () => {
  await redis.ask('LPUSH', `ligature:cache:${database}:foreign`, 'a list')
  expect(await one.look('foreign')).toEqual({ kind: 'away' })
  await one.invalidate(['foreign'])
  await keep(other, 'foreign', '"ours"')
})

test('§8: 200 on each of two relays read at once what has just changed: each relay reads the store once', async () => {
  const id = documentId('stampede')
  const store = new PausingStore(() => pass(20))
  const { counts, looked } = tally()
  const relays = [one, other].map((cache) => new CachedDocuments({ store, cache, looked }))
  for (let round = 1; round <= 5; round++) {
    await relays[round % 2]!.renameDocument(id, `Title ${round}`, undefined)
    const before = store.reads
    const documents = await Promise.all(Array.from({ length: 400 }, (_, nth) => relays[nth % 2]!.getDocument(id)))
    for (const document of documents) expect(document).toMatchObject({ title: `Title ${round}` })
    expect(store.reads - before).toBeLessThanOrEqual(2)
  }
  expect(counts.hit + counts.shared + counts.miss).toBe(2_000)
})

test(
  `§8: ${SCHEDULES} times five people read and write on two relays at once, and never a past after an answer`,
  { timeout: 120_000 },
  async () => {
    const first = seedOfThisRun('readers and writers on Redis')
    const { counts, looked } = tally()
    const play = async (seed: number): Promise<readonly string[]> => {
      const random = seeded(seed)
      const pause: Pause = () =>
        random() < 0.5 ? new Promise((resolve) => void setImmediate(resolve)) : pass(random() * 8)
      const store = new PausingStore(pause)
      const its = await Promise.all(['one', 'other'].map((instance) => relay(instance, `played-${seed}`)))
      const relays = its.map((cache) => new CachedDocuments({ store, cache, looked }))
      const seen = await readAndWrite({ relays, pause, random })
      for (const cache of its) cache.close()
      return seen
    }
    for (let from = first; from < first + SCHEDULES; from += AT_ONCE) {
      const seeds = Array.from({ length: AT_ONCE }, (_, nth) => from + nth)
      const seen = await Promise.all(seeds.map(play))
      expect(seeds.map((seed, nth) => ({ seed, seen: seen[nth] }))).toEqual(seeds.map((seed) => ({ seed, seen: [] })))
    }
    console.info(JSON.stringify(counts))
    for (const outcome of ['hit', 'shared', 'miss'] as const) expect(counts[outcome]).toBeGreaterThan(SCHEDULES)
  },
)
