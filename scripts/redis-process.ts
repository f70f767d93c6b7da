// A real redis-server as a child of this process: on a free port, without a disk, with a password of its own. `npm run cluster`
// starts one, and so do the tests (tests/support/redis.ts).
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { freePort } from './free-port.ts'
import { type Readiness, ServerProcess } from './server-process.ts'
import { redisServerPath } from './tools.ts'

const READY: Readiness = {
  name: 'redis-server',
  says: 'Ready to accept connections',
  on: 'stdout',
  withinMs: 30_000,
}

export class RedisProcess extends ServerProcess {
  readonly #port: number
  readonly #password = randomBytes(24).toString('base64url')

  private constructor(port: number, spawned: (pid: number) => void) {
    super(spawned)
    this.#port = port
  }

  /** Throws with a sentence for a person. `spawned` is told of each process long before it is ready. */
  static async start(spawned: (pid: number) => void = () => undefined): Promise<RedisProcess> {
    const server = new RedisProcess(await freePort(), spawned)
    await server.startAgain()
    return server
  }

  /** With the password in it. */
  get url(): string {
    return `redis://:${this.#password}@127.0.0.1:${this.#port}`
  }

  async startAgain(): Promise<void> {
    // On its stdin, where no other user of this computer sees the password.
    const child = spawn(redisServerPath(), ['-'], { stdio: ['pipe', 'pipe', 'ignore'], detached: true })
    child.stdin.on('error', () => undefined) // It has ended, and says so below.
    child.stdin.end(
      `port ${this.#port}\nbind 127.0.0.1\nsave ""\nappendonly no\ndaemonize no\nrequirepass ${this.#password}\n`,
    )
    await this.ready(child, READY)
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.kill(signal)
  }

  /** It keeps nothing, and has nothing to say goodbye to. */
  async end(): Promise<void> {
    if (!this.running) return
    this.kill('SIGKILL')
    await this.ended()
  }
}
