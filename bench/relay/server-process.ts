// One relay under measurement, in a process of its own: started, asked what it has used, stopped or killed. CPU seconds
// and memory come from /proc, so all its threads are in them and a busy machine does not change them much.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Contestant } from './contestants.ts'

const START_DEADLINE_MS = 60_000
/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
/** Fields of /proc/<pid>/stat behind the command's name: user and system time, its own and of children that have ended. */
const UTIME = 11
const STIME = 12
const CUTIME = 13
const CSTIME = 14
const MOST_TRIES = 10

export interface Usage {
  readonly cpuSeconds: number
  readonly rssBytes: number
}

export interface StartOptions {
  /** Where it keeps its data; a fresh temporary folder unless given. */
  readonly folder?: string
  /** Put before `node`: strace, for example. */
  readonly under?: readonly string[]
  /** Options of node itself. */
  readonly nodeOptions?: readonly string[]
  /** Beside the contestant's own: where its Redis is, say. */
  readonly environment?: Readonly<Record<string, string>>
}

export class ServerProcess {
  readonly contestant: Contestant
  readonly folder: string
  readonly #options: StartOptions
  #child: ChildProcess | undefined
  #pid = 0
  #port = 0
  /** The last lines it printed, for when it does not come up. */
  #printed: string[] = []

  private constructor(contestant: Contestant, options: StartOptions) {
    this.contestant = contestant
    this.#options = options
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'ligature-bench-'))
  }

  static async start(contestant: Contestant, options: StartOptions = {}): Promise<ServerProcess> {
    const server = new ServerProcess(contestant, options)
    await server.start()
    return server
  }

  get port(): number {
    return this.#port
  }

  get usage(): Usage {
    return usageOf(this.#pid)
  }

  /** Milliseconds from the start of the process until it listened. */
  startedInMs = 0

  async start(): Promise<void> {
    const { under = [], nodeOptions = [], environment = {} } = this.#options
    const node = [process.execPath, ...nodeOptions, ...this.contestant.command(this.folder)]
    const [command = process.execPath, ...args] = [...under, ...node]
    const from = performance.now()
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...withoutSettings(process.env), ...this.contestant.environment(this.folder), ...environment },
    })
    this.#child = child
    this.#pid = child.pid!
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const deadline = setTimeout(() => reject(new Error(this.#complaint('did not listen'))), START_DEADLINE_MS)
    child.once('exit', (code, signal) => reject(new Error(this.#complaint(`ended with ${code ?? signal}`))))
    child.stderr.on('data', (bytes: Buffer) => this.#keep(bytes.toString()))
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#keep(line)
      const said = listening(line)
      if (said === undefined) return
      this.#port = said.port
      if (under.length > 0) this.#pid = onlyChildOf(this.#pid)
      this.startedInMs = performance.now() - from
      resolve()
    })
    try {
      await promise
    } finally {
      clearTimeout(deadline)
    }
  }

  /** SIGTERM: it may write what it has in mind. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** SIGKILL, to the relay itself. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Kills it and removes its data. */
  async dispose(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    process.kill(this.#pid, signal)
    await gone
  }

  #keep(text: string): void {
    this.#printed.push(text)
    if (this.#printed.length > 20) this.#printed.shift()
  }

  #complaint(what: string): string {
    return `${this.contestant.title} ${what}; it printed: ${this.#printed.join('\n')}`
  }
}

/** The line by which a contestant says that it listens. Ours is a log line with a URL. */
function listening(line: string): { port: number } | undefined {
  if (!line.startsWith('{')) return undefined
  const said = JSON.parse(line) as { port?: number; msg?: string; url?: string }
  if (said.port !== undefined) return { port: said.port }
  return said.msg === 'listening' ? { port: Number(new URL(said.url!).port) } : undefined
}

/** Under strace, say, the process that was started is not the relay. */
const onlyChildOf = (pid: number): number => childrenOf(pid)[0]!

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number)

export function usageOf(pid: number): Usage {
  const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
  return { cpuSeconds: secondsOf(pid, [UTIME, STIME]), rssBytes: Number(rss?.[1] ?? 0) * 1024 }
}

/** CPU seconds of a process and its children, those that have ended included. PostgreSQL has one for each connection. */
export function cpuSecondsOfAll(pid: number): number {
  for (let tries = 1; ; tries++)
    try {
      const own = secondsOf(pid, [UTIME, STIME, CUTIME, CSTIME])
      return childrenOf(pid).reduce((sum, child) => sum + secondsOf(child, [UTIME, STIME]), own)
    } catch (error) {
      // One of them has ended meanwhile; its time is its parent's now.
      if (tries === MOST_TRIES) throw error
    }
}

function secondsOf(pid: number, fields: readonly number[]): number {
  const stat = statOf(pid)
  return fields.reduce((sum, field) => sum + Number(stat[field]), 0) / TICKS_PER_SECOND
}

function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** The settings of whoever runs the bench must not reach what it measures. */
const withoutSettings = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(LIGATURE_|DATABASE_URL$|REDIS_URL$)/.test(name)),
  )
