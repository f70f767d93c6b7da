// A real relay process for tests: started on a free port with a data folder of its own, killed without mercy, started
// again on the same data. Stopped by its pid when the test ends.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { BUILT_RELAY } from './built-relay.ts'

const START_DEADLINE_MS = 40_000

export interface RelayOptions {
  /** Kept after the test when given; else a temporary folder, removed. */
  readonly data?: string
  readonly env?: Readonly<Record<string, string>>
  /** Put before `node`: strace, for example. */
  readonly under?: readonly string[]
  /** Arguments of node itself, e.g. `--import`. */
  readonly nodeOptions?: readonly string[]
  /** The entry; the built relay unless given. */
  readonly entry?: string
}

export interface LogLine {
  readonly msg: string
  readonly [field: string]: unknown
}

export class TestRelay {
  readonly data: string
  readonly log: LogLine[] = []
  stderr = ''
  readonly #options: RelayOptions
  #process: ChildProcess | undefined
  #url = ''
  #port = '0'

  private constructor(options: RelayOptions) {
    this.#options = options
    this.data = options.data ?? mkdtempSync(join(tmpdir(), 'ligature-relay-'))
  }

  static async start(options: RelayOptions = {}): Promise<TestRelay> {
    const relay = new TestRelay(options)
    await relay.start()
    return relay
  }

  /** `http://127.0.0.1:port`; the same after a restart. */
  get url(): string {
    return this.#url
  }

  /** What y-websocket takes as server URL. */
  get syncUrl(): string {
    return `${this.#url.replace(/^http/, 'ws')}/sync`
  }

  /** The relay itself, also when it runs under something else. */
  get pid(): number {
    return (JSON.parse(readFileSync(join(this.data, 'holder.json'), 'utf8')) as { pid: number }).pid
  }

  get running(): boolean {
    return this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null
  }

  /** Starts it, again on the same port and data. Rejects with what it printed when it does not come up. */
  async start(): Promise<void> {
    const { under = [], nodeOptions = [], entry = BUILT_RELAY, env = {} } = this.#options
    const [command, ...args] = [...under, process.execPath, ...nodeOptions, entry]
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...withoutSettings(process.env),
        LIGATURE_PORT: this.#port,
        LIGATURE_DATA: this.data,
        LIGATURE_LOG: 'info',
        ...env,
      },
    })
    this.#process = child
    child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()))
    const lines = createInterface({ input: child.stdout })
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => {
        child.kill('SIGKILL')
        reject(new Error(`the relay did not listen; it printed: ${this.stderr}`))
      }, START_DEADLINE_MS)
      child.once('exit', (code) => {
        clearTimeout(deadline)
        reject(new Error(`the relay ended with ${code}: ${this.stderr}`))
      })
      lines.on('line', (text) => {
        const line = JSON.parse(text) as LogLine
        this.log.push(line)
        if (line.msg !== 'listening') return
        clearTimeout(deadline)
        this.#url = String(line['url'])
        this.#port = new URL(this.#url).port
        resolve()
      })
    })
  }

  /** SIGKILL: no goodbye, no flush. Resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** SIGTERM: drains and exits. Answers the exit code. */
  async stop(): Promise<number | null> {
    return await this.#end('SIGTERM')
  }

  /** While it is down: its disk is another one from now on. */
  loseEverything(): void {
    rmSync(this.data, { recursive: true, force: true })
    mkdirSync(this.data)
  }

  /** Ends it and removes its folder. For afterEach. */
  async dispose(): Promise<void> {
    await this.kill()
    if (this.#options.data === undefined) rmSync(this.data, { recursive: true, force: true })
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal)
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process
    if (child === undefined || !this.running) return child?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    process.kill(this.#options.under === undefined ? child.pid! : this.pid, signal)
    return await gone
  }
}

/** The settings of whoever runs the tests must not reach the relay under test. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(LIGATURE_|NODE_OPTIONS$|DATABASE_URL$|REDIS_URL$)/.test(name)),
  )
}
