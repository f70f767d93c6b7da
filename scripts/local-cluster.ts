// Several relays on this computer, with what they share: a PostgreSQL, a redis-server, and a balancer in front. Whoever of them
// ends by itself is started again where it was, as on a server. Run by cluster.ts.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Balancer } from './balancer.ts'
import { LastWill } from './last-will.ts'
import { PostgresProcess } from './postgres-process.ts'
import { RedisProcess } from './redis-process.ts'
import { type RunningRelay, startRelay } from './relay-process.ts'
import { step } from './terminal.ts'

export interface ClusterOptions {
  readonly relays: number
  /** Of the balancer; 0 picks a free one. */
  readonly port: number
  /** Where all is kept. Undefined: in a temporary folder, which is removed in the end. */
  readonly data: string | undefined
  /** Told when one of them has ended by itself, and when it is back. */
  readonly say: (line: string) => void
}

/** One relay. It keeps its name and its address when it is started again. */
export interface Member {
  readonly name: string
  readonly url: string
  readonly pid: number
}

export class LocalCluster {
  readonly folder: string
  readonly #options: ClusterOptions
  readonly #balancer: Balancer
  readonly #will = new LastWill()
  readonly #relays = new Map<string, RunningRelay>()
  /** Each waits for the end of one process, until the cluster stops. */
  readonly #keepers: Promise<void>[] = []
  #postgres: PostgresProcess | undefined
  #redis: RedisProcess | undefined
  #stopping = false

  private constructor(options: ClusterOptions, balancer: Balancer) {
    this.#options = options
    this.#balancer = balancer
    this.folder = folderFor(options.data)
  }

  /** Starts all, and says each step. Throws with a sentence for a person; nothing is left running then. */
  static async start(options: ClusterOptions): Promise<LocalCluster> {
    // First, because it costs nothing and a port that is taken ends it all.
    const balancer = await listen(options.port)
    let cluster: LocalCluster
    try {
      cluster = new LocalCluster(options, balancer)
    } catch (error) {
      await balancer.close()
      throw error
    }
    try {
      await cluster.#start()
      return cluster
    } catch (error) {
      await cluster.stop()
      throw error
    }
  }

  /** Where the editor is, through the balancer. */
  get url(): string {
    return `http://127.0.0.1:${this.#balancer.port}/`
  }

  get members(): readonly Member[] {
    return this.#names.map((name) => ({ name, url: this.#relays.get(name)!.url, pid: this.#relays.get(name)!.pid }))
  }

  get servers(): { readonly postgres: number | undefined; readonly redis: number | undefined } {
    return { postgres: this.#postgres?.pid, redis: this.#redis?.pid }
  }

  /** Whoever cannot wait any longer for `stop`: relays end without saving, which costs nothing that was acknowledged. */
  hurry(): void {
    for (const relay of this.#relays.values()) relay.stop()
  }

  /** The relays save and close, then what they saved to. */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const relay of this.#relays.values()) relay.stop()
    await Promise.all([...this.#relays.values()].map(({ ended }) => ended))
    await this.#balancer.close()
    await this.#redis?.end()
    await this.#postgres?.end('SIGINT')
    await Promise.all(this.#keepers)
    if (this.#options.data === undefined) rmSync(this.folder, { recursive: true, force: true })
    this.#will.revise({ relays: [], postgres: undefined, redis: undefined, folder: undefined })
  }

  async #start(): Promise<void> {
    this.#revise()
    const redis = await step('Starting redis-server', () => RedisProcess.start())
    this.#redis = redis
    this.#keepers.push(this.#keep('redis-server', redis))
    const postgres = await step('Starting PostgreSQL', () => PostgresProcess.start(join(this.folder, 'postgres')))
    this.#postgres = postgres
    this.#keepers.push(this.#keep('PostgreSQL', postgres))
    this.#revise()
    const names = this.#names
    await step(`Starting ${names.length} relays`, async () => {
      // All of them: one that is still starting is ended only when it has started.
      const started = await Promise.allSettled(names.map((name) => this.#startRelay(name, '0')))
      for (const { status, reason } of started as PromiseRejectedResult[])
        if (status === 'rejected') throw reason as Error
    })
    this.#balancer.backends = names.map((name) => ({ host: '127.0.0.1', port: Number(this.#portOf(name)) }))
    for (const name of names) this.#keepers.push(this.#keepRelay(name))
  }

  async #startRelay(name: string, port: string): Promise<void> {
    const settings = {
      LIGATURE_HOST: '127.0.0.1',
      LIGATURE_PORT: port,
      LIGATURE_PUBLIC_URL: '',
      LIGATURE_NAME: name,
      DATABASE_URL: this.#postgres?.urlOf('postgres') ?? '',
      REDIS_URL: this.#redis?.url ?? '',
    }
    const relay = await startRelay(join(this.folder, name.replace(' ', '-')), undefined, settings)
    this.#relays.set(name, relay)
    this.#revise()
    if (this.#stopping) relay.stop()
  }

  async #keepRelay(name: string): Promise<void> {
    for (;;) {
      const { pid, ended, logFile } = this.#relays.get(name)!
      const code = await ended
      if (this.#stopping) return
      this.#options.say(`${name} (process ${pid}) has ended with ${code}, and is started again.`)
      try {
        await this.#startRelay(name, this.#portOf(name))
      } catch (error) {
        this.#options.say(`${name} does not come back: ${(error as Error).message} Its log is ${logFile}.`)
        return
      }
      this.#options.say(`${name} is back: ${this.#relays.get(name)!.url} (process ${this.#relays.get(name)!.pid})`)
    }
  }

  async #keep(name: string, server: Pick<PostgresProcess, 'ended' | 'startAgain' | 'pid'>): Promise<void> {
    for (;;) {
      await server.ended()
      if (this.#stopping) return
      this.#options.say(`${name} has ended, and is started again.`)
      try {
        await server.startAgain()
      } catch (error) {
        if (!this.#stopping) this.#options.say(`${name} does not come back: ${(error as Error).message}`)
        return
      }
      this.#revise()
      this.#options.say(`${name} is back (process ${server.pid})`)
    }
  }

  get #names(): readonly string[] {
    return Array.from({ length: this.#options.relays }, (_, n) => `relay ${n + 1}`)
  }

  #portOf(name: string): string {
    return new URL(this.#relays.get(name)!.url).port
  }

  #revise(): void {
    this.#will.revise({
      relays: [...this.#relays.values()].map(({ pid }) => pid),
      ...this.servers,
      folder: this.#options.data === undefined ? this.folder : undefined,
    })
  }
}

/** PostgreSQL does not run as root: where root starts it, another user has to come to a folder in this one. */
const MODE = process.getuid?.() === 0 ? 0o711 : 0o700

function folderFor(data: string | undefined): string {
  try {
    if (data !== undefined) mkdirSync(data, { recursive: true, mode: MODE })
    const folder = data ?? mkdtempSync(join(tmpdir(), 'ligature-cluster-'))
    if (data === undefined) chmodSync(folder, MODE)
    return folder
  } catch (error) {
    throw new Error(
      `Nothing can be kept in ${data ?? tmpdir()}: ${(error as Error).message}. Name another folder with --data.`,
      { cause: error },
    )
  }
}

async function listen(port: number): Promise<Balancer> {
  try {
    return await Balancer.listen(port)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new Error(
        `Port ${port} is in use. Stop what listens there, or name another with --port (0 picks a free one).`,
        { cause: error },
      )
    throw new Error(`The balancer cannot listen on port ${port}: ${message}. Name another with --port.`, {
      cause: error,
    })
  }
}
