// A real redis-server as a child of this process: on a free port, without a disk, with a password of its own. `npm run cluster`
// starts one, and so do the tests (tests/support/redis.ts).
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { freePort } from './free-port.ts'
import { redisServerPath } from './tools.ts'

const READY = 'Ready to accept connections'
const READY_MS = 30_000

export class RedisProcess {
  readonly #port: number
  readonly #spawned: (pid: number) => void
  readonly #password = randomBytes(24).toString('base64url')
  #process: ChildProcess | undefined

  private constructor(port: number, spawned: (pid: number) => void) {
    this.#port = port
    this.#spawned = spawned
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

  get pid(): number | undefined {
    return this.#process?.pid
  }

  get running(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** Resolves when it has ended, whoever ended it. */
  async ended(): Promise<void> {
    if (this.#process !== undefined && this.running) await once(this.#process, 'exit')
  }

  async startAgain(): Promise<void> {
    // On its stdin, where no other user of this computer sees the password.
    const child = spawn(redisServerPath(), ['-'], { stdio: ['pipe', 'pipe', 'ignore'], detached: true })
    this.#process = child
    if (child.pid !== undefined) this.#spawned(child.pid)
    child.stdin.on('error', () => undefined) // It has ended, and says so below.
    child.stdin.end(
      `port ${this.#port}\nbind 127.0.0.1\nsave ""\nappendonly no\ndaemonize no\nrequirepass ${this.#password}\n`,
    )
    let said = ''
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        child.kill('SIGKILL')
        reject(new Error(`redis-server was not ready in time: ${said}`))
      }, READY_MS)
      child.once('error', reject)
      child.once('exit', (code) => {
        clearTimeout(late)
        reject(new Error(`redis-server ended with ${code}: ${said.trim()}`))
      })
      child.stdout.on('data', (bytes: Buffer) => {
        said = (said + bytes.toString()).slice(-4_000)
        if (!said.includes(READY)) return
        clearTimeout(late)
        resolve()
      })
    })
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process?.kill(signal)
  }

  /** It keeps nothing, and has nothing to say goodbye to. */
  async end(): Promise<void> {
    if (!this.running) return
    this.#process?.kill('SIGKILL')
    await this.ended()
  }
}
