// A server as a child of this process, which is ready when it says so. What PostgreSQL and Redis have in common here.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** How a server tells that it is ready. */
export interface Readiness {
  /** What people call it. */
  readonly name: string
  readonly says: string
  readonly on: 'stdout' | 'stderr'
  readonly withinMs: number
}

export class ServerProcess {
  readonly #spawned: (pid: number) => void
  #process: ChildProcess | undefined

  /** `spawned` is told of each process, long before it is ready. */
  protected constructor(spawned: (pid: number) => void) {
    this.#spawned = spawned
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

  /** Resolves when it is ready. Throws with what it said when it ends before that, or takes too long. */
  protected async ready(child: ChildProcess, { name, says, on, withinMs }: Readiness): Promise<void> {
    this.#process = child
    if (child.pid !== undefined) this.#spawned(child.pid)
    let said = ''
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        child.kill('SIGKILL')
        reject(new Error(`${name} was not ready in time: ${said}`))
      }, withinMs)
      child.once('error', reject)
      // Not at its exit: what it said last may still be on its way.
      child.once('close', (code) => {
        clearTimeout(late)
        reject(new Error(`${name} ended with ${code}: ${said.trim()}`))
      })
      const speaks: Readable | null = child[on]
      speaks?.on('data', (bytes: Buffer) => {
        said = (said + bytes.toString()).slice(-4_000)
        if (!said.includes(says)) return
        clearTimeout(late)
        resolve()
      })
    })
  }

  protected kill(signal: NodeJS.Signals): void {
    this.#process?.kill(signal)
  }
}
