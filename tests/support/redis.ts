// A real redis-server for tests: on a free port, without a disk, as an ordinary process that can be stopped, paused and started
// again.
import { Redis } from 'ioredis'
import { RedisProcess } from '../../scripts/redis-process.ts'

export class TestRedis {
  readonly #server: RedisProcess

  private constructor(server: RedisProcess) {
    this.#server = server
  }

  static async start(): Promise<TestRedis> {
    return new TestRedis(await RedisProcess.start())
  }

  get url(): string {
    return this.#server.url
  }

  async startAgain(): Promise<void> {
    await this.#server.startAgain()
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
    this.#server.signal(signal)
  }

  async stop(): Promise<void> {
    await this.#server.end()
  }
}
