// What several relays share, and the relays: a PostgreSQL, a Redis and relays on them. Called at the top of a file, in this order, they
// are there before its stories and hooks, and gone after them.
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { TestPostgres } from './postgres.ts'
import { TestRedis } from './redis.ts'
import { TestRelay } from './relay.ts'

/** Of a few servers or relays, on a busy machine. */
const START_MS = 60_000

export interface Database {
  readonly postgres: TestPostgres
  /** What relays need to share it: with an empty database of this name. */
  env(database: string): Promise<RelayEnv>
}

export interface Servers extends Database {
  readonly redis: TestRedis
}

/** With a Redis, its REDIS_URL too. */
type RelayEnv = { readonly DATABASE_URL: string }

/** At least two. */
export type Relays = readonly [TestRelay, TestRelay, ...TestRelay[]]

/** For relays that have no Redis. */
export function startPostgres(): Database {
  let postgres: TestPostgres | undefined
  beforeAll(async () => void (postgres = await TestPostgres.start()), START_MS)
  afterAll(async () => await postgres?.stop())
  return {
    get postgres() {
      return postgres!
    },
    env: async (database) => ({ DATABASE_URL: await postgres!.database(database) }),
  }
}

export function startServers(): Servers {
  const database = startPostgres()
  let redis: TestRedis | undefined
  beforeAll(async () => void (redis = await TestRedis.start()), START_MS)
  afterAll(async () => await redis?.stop())
  return {
    get postgres() {
      return database.postgres
    },
    get redis() {
      return redis!
    },
    env: async (name) => ({ ...(await database.env(name)), REDIS_URL: redis!.url }),
  }
}

export interface RelaysOptions {
  readonly count?: number
  /** Each story has relays and a database of its own. */
  readonly anew?: boolean
}

/** Relays that share a database of this name. Both parts of the answer are filled when they have started. */
export function startRelays(
  servers: Pick<Database, 'env'>,
  database: string,
  { count = 2, anew = false }: RelaysOptions = {},
): { readonly relays: Relays; readonly env: RelayEnv } {
  const relays: TestRelay[] = []
  const env = { DATABASE_URL: '' }
  let databases = 0
  const [before, after] = anew ? [beforeEach, afterEach] : [beforeAll, afterAll]
  before(async () => {
    Object.assign(env, await servers.env(`${database}${anew ? `-${++databases}` : ''}`))
    relays.push(...(await Promise.all(Array.from({ length: count }, () => TestRelay.start({ env })))))
  }, START_MS)
  after(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.dispose()))
  })
  return { relays: relays as unknown as Relays, env }
}
