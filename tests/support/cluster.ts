// `npm run cluster` for tests: the script as a process of its own, with what it prints.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { ROOT } from '../../scripts/root.ts'
import { until } from './until.ts'

/** With a build, and everything it starts. */
const START_MS = 120_000
const END_MS = 60_000

export interface ClusterMember {
  readonly name: string
  readonly url: string
  readonly pid: number
}

export class TestCluster {
  output = ''
  readonly #process: ChildProcess

  constructor(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    this.#process = spawn(
      process.execPath,
      [join(ROOT, 'scripts', 'run.mjs'), 'cluster', ...(args.includes('--port') ? args : ['--port', '0', ...args])],
      { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    this.#process.stdout?.on('data', (text: Buffer) => (this.output += text.toString()))
    this.#process.stderr?.on('data', (text: Buffer) => (this.output += text.toString()))
  }

  /** Everything is there. */
  static async start(...args: ConstructorParameters<typeof TestCluster>): Promise<TestCluster> {
    const cluster = new TestCluster(...args)
    await until(
      'the cluster to print its address',
      () => {
        if (cluster.ended) throw new Error(`npm run cluster ended: ${cluster.output}`)
        return cluster.#address
      },
      START_MS,
    )
    return cluster
  }

  /** `http://127.0.0.1:port`, through the balancer. */
  get url(): string {
    return this.#address!.replace(/\/$/, '')
  }

  get syncUrl(): string {
    return `${this.url.replace('http', 'ws')}/sync`
  }

  /** As it was printed last: who was started again is another process. */
  get members(): readonly ClusterMember[] {
    const printed = this.output.matchAll(/^(relay \d+)(?: is back)?: (\S+) \(process (\d+)\)$/gm)
    const members = new Map<string, ClusterMember>()
    for (const [, name, url, pid] of printed) members.set(name!, { name: name!, url: url!, pid: Number(pid) })
    return [...members.values()]
  }

  get servers(): readonly number[] {
    const [, postgres, redis] = /^PostgreSQL is process (\d+), redis-server process (\d+)\.$/m.exec(this.output)!
    return [Number(postgres), Number(redis)]
  }

  /** Its data, when it was not named. */
  get folder(): string {
    return /^Everything is (?:kept )?in (\S+?)[,.] /m.exec(this.output)![1]!
  }

  /** Ends one, and waits until it is back. Answers what it ended with. */
  async restart({ name, pid }: ClusterMember, signal: 'SIGTERM' | 'SIGKILL'): Promise<number> {
    process.kill(pid, signal)
    await until(`${name} to be back`, () => this.members.find((member) => member.name === name)?.pid !== pid, END_MS)
    return Number(new RegExp(`^${name} \\(process ${pid}\\) has ended with (\\d+)`, 'm').exec(this.output)![1])
  }

  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null
  }

  get pid(): number {
    return this.#process.pid!
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }

  /** What it ends with. */
  async exit(): Promise<number | null> {
    if (!this.ended) await once(this.#process, 'close', { signal: AbortSignal.timeout(END_MS) })
    return this.#process.exitCode
  }

  /** As by Ctrl-C. For afterAll. */
  async stop(): Promise<number | null> {
    this.signal('SIGINT')
    return await this.exit()
  }

  get #address(): string | undefined {
    return /^http:\S+$/m.exec(this.output)?.[0]
  }
}
