// What a run happens to: three relays, a PostgreSQL and a Redis as real processes, with a proxy between every pair of them and
// between each relay and its clients. Started once, for any number of runs.
import { fileURLToPath } from 'node:url'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { freePort } from '../../../scripts/free-port.ts'
import { TestPostgres } from '../../support/postgres.ts'
import type { SyncAddress } from '../../support/relay-address.ts'
import { TestRedis } from '../../support/redis.ts'
import { TestRelay } from '../../support/relay.ts'
import { type Happened, RELAYS, type Side, SIDES } from './trouble.ts'

const DATABASE = 'cluster'
const PLANT = fileURLToPath(new URL('plant.ts', import.meta.url))
const SOURCE = fileURLToPath(new URL('../../../server/main.ts', import.meta.url))

/** A relay that everybody comes to, and that comes to everybody, through a proxy. */
export class ProxiedRelay implements SyncAddress {
  readonly relay: TestRelay
  readonly proxies: Readonly<Record<Side, FaultProxy>>

  constructor(relay: TestRelay, proxies: Readonly<Record<Side, FaultProxy>>) {
    this.relay = relay
    this.proxies = proxies
  }

  get syncUrl(): string {
    return `ws://127.0.0.1:${this.proxies.clients.port}/sync`
  }

  async close(): Promise<void> {
    await this.relay.dispose()
    for (const side of SIDES) await this.proxies[side].close()
  }
}

export class Servers {
  readonly postgres: TestPostgres
  readonly redis: TestRedis
  readonly relays: readonly ProxiedRelay[]
  /** What was done to them, in all runs. */
  readonly happened: Happened[] = []

  private constructor(postgres: TestPostgres, redis: TestRedis, relays: readonly ProxiedRelay[]) {
    this.postgres = postgres
    this.redis = redis
    this.relays = relays
  }

  /** `random`: which connections a disturbance hits. `plantedBug`: one of planted-bugs.ts, for all of the relays. */
  static async start(random: () => number, plantedBug?: string): Promise<Servers> {
    const [postgres, redis] = await Promise.all([TestPostgres.start(), TestRedis.start()])
    const [database, bus] = [new URL(await postgres.database(DATABASE)), new URL(redis.url)]
    const startRelay = async (): Promise<ProxiedRelay> => {
      const toDatabase = await FaultProxy.start(Number(database.port), random)
      const toBus = await FaultProxy.start(Number(bus.port), random)
      const relay = await TestRelay.start({
        env: {
          DATABASE_URL: through(toDatabase, database),
          REDIS_URL: through(toBus, bus),
          // One that nobody takes while it is down.
          LIGATURE_PORT: String(await freePort()),
          ...(plantedBug !== undefined && { PLANTED_BUG: plantedBug }),
        },
        // Bugs are planted in sources, module by module.
        ...(plantedBug !== undefined && { entry: SOURCE, nodeOptions: ['--import', PLANT] }),
      })
      const clients = await FaultProxy.start(Number(new URL(relay.url).port), random)
      return new ProxiedRelay(relay, { clients, Redis: toBus, PostgreSQL: toDatabase })
    }
    const started = await Promise.allSettled(Array.from({ length: RELAYS }, startRelay))
    const relays = started.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
    const servers = new Servers(postgres, redis, relays)
    const failed = started.find(({ status }) => status === 'rejected')
    if (failed?.status !== 'rejected') return servers
    await servers.close()
    throw failed.reason
  }

  /** As an operator who looks into the database, past all proxies. */
  async ask<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return (await this.postgres.ask(DATABASE, sql, values)).rows as Row[]
  }

  async close(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.close()))
    await this.redis.stop()
    await this.postgres.stop()
  }
}

function through({ port }: FaultProxy, url: URL): string {
  const changed = new URL(url)
  changed.port = String(port)
  return changed.href
}
