// A PostgreSQL and a Redis that all stories of a file share, which several relays need.
import { afterAll, beforeAll } from 'vitest'
import { TestPostgres } from './postgres.ts'
import { TestRedis } from './redis.ts'

export interface Servers {
  readonly postgres: TestPostgres
  readonly redis: TestRedis
  /** What relays need to share them: with an empty database of this name. */
  env(database: string): Promise<{ readonly DATABASE_URL: string; readonly REDIS_URL: string }>
}

/** Called at the top of the file: they are there before its stories and hooks, and gone after them. */
export function startServers(): Servers {
  let postgres: TestPostgres | undefined
  let redis: TestRedis | undefined
  beforeAll(async () => {
    postgres = await TestPostgres.start()
    redis = await TestRedis.start()
  }, 60_000)
  afterAll(async () => {
    await postgres?.stop()
    await redis?.stop()
  })
  return {
    get postgres() {
      return postgres!
    },
    get redis() {
      return redis!
    },
    env: async (database) => ({ DATABASE_URL: await postgres!.database(database), REDIS_URL: redis!.url }),
  }
}
