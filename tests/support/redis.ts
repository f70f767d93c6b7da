// A real redis-server for tests: on a free port, without a disk, as an ordinary process that can be stopped, paused and started
// again.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Redis } from 'ioredis'
import { redisServerPath } from '../../scripts/tools.ts'
import { freePort } from './free-port.ts'
import { until } from './until.ts'

export class TestRedis {
  readonly #port: number
  #process: ChildProcess | undefined

  private constructor(port: number) {
    this.#port = port
  }

  static async start(): Promise<TestRedis> {
    const server = new TestRedis(await freePort())
    await server.startAgain()
    return server
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`
  }

  async startAgain(): Promise<void> {
    const args = ['--port', String(this.#port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    this.#process = spawn(redisServerPath(), args, { stdio: 'ignore' })
    await until('Redis to answer', () =>
      this.ask('PING').then(
        () => true,
        () => false,
      ),
    )
  }

  /** As somebody else who is connected. */
  async ask(command: string, ...args: readonly string[]): Promise<unknown> {
    const client = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return await client.call(command, ...args)
    } finally {
      client.disconnect()
    }
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(signal)
  }

  async stop(): Promise<void> {
    const child = this.#process
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
}
