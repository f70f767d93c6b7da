// Several instances of one relay with what they share: a Redis, and a PostgreSQL where their documents are in one. All of it
// runs on this machine, for one run of a workload.
import { TestPostgres } from '../../tests/support/postgres.ts'
import { TestRedis } from '../../tests/support/redis.ts'
import type { Contestant } from './contestants.ts'
import { cpuSecondsOfAll, ServerProcess, usageOf } from './server-process.ts'

const DATABASE = 'bench'

/** CPU seconds of each part. */
interface Cpu {
  readonly relays: number
  /** Of them the first. */
  readonly first: number
  readonly redis: number
  /** 0 where there is none. */
  readonly postgres: number
}

interface Counters {
  /** Messages that Redis was given. */
  readonly publishes: number
  /** What Redis has sent to all who listen, its answers included. */
  readonly redisBytes: number
  /** What PostgreSQL has written to its log; 0 where there is none. */
  readonly walBytes: number
}

export type Spent = Cpu & Counters

export class Cluster {
  readonly contestant: Contestant
  readonly redis: TestRedis
  readonly #postgres: TestPostgres | undefined
  readonly #relays: ServerProcess[] = []
  #redisPid = 0
  #postmaster = 0

  private constructor(contestant: Contestant, redis: TestRedis, postgres: TestPostgres | undefined) {
    this.contestant = contestant
    this.redis = redis
    this.#postgres = postgres
  }

  /** So many instances, for as long as `work` takes. */
  static async run<Result>(
    contestant: Contestant,
    instances: number,
    work: (cluster: Cluster) => Promise<Result>,
  ): Promise<Result> {
    const postgres = contestant.shares.includes('postgres') ? await TestPostgres.start() : undefined
    const cluster = new Cluster(contestant, await TestRedis.start(), postgres)
    try {
      await cluster.#start(instances)
      return await work(cluster)
    } finally {
      await cluster.#dispose()
    }
  }

  get relays(): readonly ServerProcess[] {
    return this.#relays
  }

  /** The instance with this number; they go round. */
  relay(nth: number): ServerProcess {
    return this.#relays[nth % this.#relays.length]!
  }

  get cpu(): Cpu {
    return {
      relays: this.#relays.reduce((sum, { usage }) => sum + usage.cpuSeconds, 0),
      first: this.relay(0).usage.cpuSeconds,
      redis: this.#redisPid === 0 ? 0 : usageOf(this.#redisPid).cpuSeconds,
      postgres: this.#postmaster === 0 ? 0 : cpuSecondsOfAll(this.#postmaster),
    }
  }

  /** What `work` has used. Asking is work, too, and not in it. */
  async spentBy(work: () => Promise<void>): Promise<Spent> {
    const counted = await this.#counters()
    const used = this.cpu
    await work()
    const cpu = this.cpu
    const counters = await this.#counters()
    return {
      relays: cpu.relays - used.relays,
      first: cpu.first - used.first,
      redis: cpu.redis - used.redis,
      postgres: cpu.postgres - used.postgres,
      publishes: counters.publishes - counted.publishes,
      redisBytes: counters.redisBytes - counted.redisBytes,
      walBytes: counters.walBytes - counted.walBytes,
    }
  }

  /** Kills Redis; `redis.startAgain` brings it back, with nothing of what it knew. */
  async killRedis(): Promise<void> {
    this.#redisPid = 0
    await this.redis.stop()
  }

  /** Of its `INFO`. 0 when Redis does not know it, as of a command that nobody has used. */
  async redisFigure(section: string, name: string): Promise<number> {
    const said = String(await this.redis.ask('INFO', section))
    return Number(new RegExp(`^${name}[:=](\\d+)`, 'm').exec(said)?.[1] ?? 0)
  }

  async #start(instances: number): Promise<void> {
    const environment: Record<string, string> = { REDIS_URL: this.redis.url }
    this.#redisPid = await this.redisFigure('server', 'process_id')
    if (this.#postgres !== undefined) {
      environment['DATABASE_URL'] = await this.#postgres.database(DATABASE)
      const [row] = (await this.#postgres.ask(DATABASE, `SELECT pg_read_file('postmaster.pid') AS file`)).rows
      this.#postmaster = Number.parseInt((row as { file: string }).file, 10)
    }
    for (let n = 0; n < instances; n++) this.#relays.push(await ServerProcess.start(this.contestant, { environment }))
  }

  async #counters(): Promise<Counters> {
    return {
      publishes: await this.redisFigure('commandstats', 'cmdstat_publish:calls'),
      redisBytes: await this.redisFigure('stats', 'total_net_output_bytes'),
      walBytes: await this.#walBytes(),
    }
  }

  async #walBytes(): Promise<number> {
    if (this.#postgres === undefined) return 0
    const { rows } = await this.#postgres.ask(
      DATABASE,
      `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS bytes`,
    )
    return (rows[0] as { bytes: number }).bytes
  }

  async #dispose(): Promise<void> {
    for (const relay of this.#relays) await relay.dispose()
    await this.redis.stop()
    await this.#postgres?.stop()
  }
}
