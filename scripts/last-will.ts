// What is to happen with the servers of a cluster when the process that started them is killed and can do nothing more: a process
// of its own, which hears from it whom to end, and does so when it hears nothing any more. PostgreSQL and redis-server do not
// notice by themselves that nobody needs them.
import { type ChildProcess, fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Will {
  /** Asked first, with SIGTERM: they still save to the others. */
  readonly relays: readonly number[]
  /** With its whole group: initdb has children of its own. */
  readonly postgres: number | undefined
  readonly redis: number | undefined
  /** Removed in the end. */
  readonly folder: string | undefined
}

const LOOK_EVERY_MS = 50
/** Longer than a relay takes before it cuts itself off. */
const RELAYS_MS = 15_000
const POSTGRES_MS = 30_000

/** Kept by a child that hears of every change, by `revise`, and needs no other end than that of this process. */
export class LastWill {
  readonly #keeper: ChildProcess

  private constructor(keeper: ChildProcess) {
    this.#keeper = keeper
  }

  /** Resolves when the child listens: what is started from then on is not left behind. */
  static async make(): Promise<LastWill> {
    const keeper = fork(fileURLToPath(import.meta.url), { stdio: 'ignore', detached: true })
    await new Promise<unknown>((resolve) => {
      // Without it nothing is lost, unless this process is killed, too.
      keeper.once('message', resolve).once('error', resolve).once('exit', resolve)
    })
    keeper.unref()
    keeper.channel?.unref()
    return new LastWill(keeper)
  }

  revise(will: Will): void {
    if (this.#keeper.connected) this.#keeper.send(will)
  }
}

if (import.meta.main) {
  let will: Will | undefined
  process.on('message', (revised) => (will = revised as Will))
  process.on('disconnect', () => {
    if (will !== undefined) void execute(will)
  })
  process.send?.('listening')
}

async function execute({ relays, postgres, redis, folder }: Will): Promise<void> {
  for (const pid of relays) signal(pid, 'SIGTERM')
  await gone(relays, RELAYS_MS)
  for (const pid of relays) signal(pid, 'SIGKILL')
  if (redis !== undefined) signal(redis, 'SIGKILL')
  if (postgres !== undefined) {
    signal(-postgres, 'SIGINT')
    await gone([-postgres], POSTGRES_MS)
  }
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
}

async function gone(pids: readonly number[], withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  while (pids.some((pid) => signal(pid, 0)) && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
}

/** False: there is no such process, or none of ours. */
function signal(pid: number, which: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, which)
  } catch {
    return false // It has ended by itself.
  }
}
