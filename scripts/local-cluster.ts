// Several relays on this computer, with what they share: a PostgreSQL, a redis-server, and a balancer in front. Whoever of them
// ends by itself is started again where it was, as on a server. Run by cluster.ts.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Balancer } from './balancer.ts'
import { LastWill } from './last-will.ts'
import { PostgresProcess } from './postgres-process.ts'
import { RedisProcess } from './redis-process.ts'
import { type RunningRelay, startRelay } from './relay-process.ts'
import { step } from './terminal.ts'

const POSTGRES = 'PostgreSQL'
const REDIS = 'redis-server'
/** Whoever does not come back is tried again after so long. */
const AGAIN_MS = 1_000

export interface ClusterOptions {
  readonly relays: number
  /** Of the balancer; 0 picks a free one. */
  readonly port: number
  /** Where all is kept. Undefined: in a temporary folder, which is removed in the end. */
  readonly data: string | undefined
  /** Told when one of them has ended by itself, and when it is back. */
  readonly say: (line: string) => void
  /** Aborted while all is starting: `start` stops what has been started, and throws its reason. */
  readonly asked: AbortSignal
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
  readonly #will: LastWill
  readonly #relays = new Map<string, RunningRelay>()
  /** Whom the will ends, by name. */
  readonly #spawned = new Map<string, number>()
  /** Each waits for the end of one process, until the cluster stops. */
  readonly #keepers: Promise<void>[] = []
  #postgres: PostgresProcess | undefined
  #redis: RedisProcess | undefined
  #stopping = false

  private constructor(options: ClusterOptions, balancer: Balancer, will: LastWill) {
    this.#options = options
    this.#balancer = balancer
    this.#will = will
    this.folder = folderFor(options.data)
  }

  /** Starts all, and says each step. Throws with a sentence for a person; nothing is left running then. */
  static async start(options: ClusterOptions): Promise<LocalCluster> {
    // First, because it costs nothing and a port that is taken ends it all.
    const balancer = await listen(options.port)
    let cluster: LocalCluster
    try {
      cluster = new LocalCluster(options, balancer, await LastWill.make())
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
    const { asked } = this.#options
    this.#revise()
    const redis = await step(`Starting ${REDIS}`, () => RedisProcess.start(this.#toBeEnded(REDIS)))
    this.#redis = redis
    this.#keepers.push(this.#keep(REDIS, redis))
    asked.throwIfAborted()
    const home = join(this.folder, 'postgres')
    const postgres = await step(`Starting ${POSTGRES}`, () => PostgresProcess.start(home, this.#toBeEnded(POSTGRES)))
    this.#postgres = postgres
    this.#keepers.push(this.#keep(POSTGRES, postgres))
    asked.throwIfAborted()
    const names = this.#names
    await step(`Starting ${names.length} relays`, async () => {
      // All of them: one that is still starting is ended only when it has started.
      const started = await Promise.allSettled(names.map((name) => this.#startRelay(name, '0')))
      for (const { status, reason } of started as PromiseRejectedResult[])
        if (status === 'rejected') throw reason as Error
    })
    asked.throwIfAborted()
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
    const folder = join(this.folder, name.replace(' ', '-'))
    const relay = await startRelay(folder, undefined, settings, this.#toBeEnded(name))
    this.#relays.set(name, relay)
    if (this.#stopping) relay.stop()
  }

  async #keepRelay(name: string): Promise<void> {
    for (;;) {
      const { pid, ended } = this.#relays.get(name)!
      const code = await ended
      if (this.#stopping) return
      this.#options.say(`${name} (process ${pid}) has ended with ${code}, and is started again.`)
      await this.#again(name, () => this.#startRelay(name, this.#portOf(name)))
      if (this.#stopping) return void (await this.#relays.get(name)!.ended)
      this.#options.say(`${name} is back: ${this.#relays.get(name)!.url} (process ${this.#relays.get(name)!.pid})`)
    }
  }

  async #keep(name: string, server: Pick<PostgresProcess, 'ended' | 'startAgain' | 'end' | 'pid'>): Promise<void> {
    for (;;) {
      await server.ended()
      if (this.#stopping) return
      this.#options.say(`${name} has ended, and is started again.`)
      await this.#again(name, () => server.startAgain())
      // It was between two tries when all were ended.
      if (this.#stopping) return await server.end('SIGINT')
      this.#options.say(`${name} is back (process ${server.pid})`)
    }
  }

  /** Until it is there, or the cluster stops. Each reason why it is not is said once. */
  async #again(name: string, start: () => Promise<void>): Promise<void> {
    for (let said = ''; !this.#stopping; await pause(AGAIN_MS)) {
      try {
        return await start()
      } catch (error) {
        const { message } = error as Error
        if (message !== said && !this.#stopping) this.#options.say(`${name} does not come back yet: ${message}`)
        said = message
      }
    }
  }

  get #names(): readonly string[] {
    return Array.from({ length: this.#options.relays }, (_, n) => `relay ${n + 1}`)
  }

  #portOf(name: string): string {
    return new URL(this.#relays.get(name)!.url).port
  }

  /** From the moment in which it is there, long before it is ready. */
  #toBeEnded(name: string): (pid: number) => void {
    return (pid) => {
      this.#spawned.set(name, pid)
      this.#revise()
    }
  }

  #revise(): void {
    this.#will.revise({
      relays: this.#names.flatMap((name) => this.#spawned.get(name) ?? []),
      postgres: this.#spawned.get(POSTGRES),
      redis: this.#spawned.get(REDIS),
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
