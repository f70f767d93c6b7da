// A real PostgreSQL for tests: a cluster of its own in a folder of its own, on a free port, as an ordinary process that can be
// killed, stopped and started again.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { PostgresProcess } from '../../scripts/postgres-process.ts'

export class TestPostgres {
  readonly #home: string
  readonly #server: PostgresProcess

  private constructor(home: string, server: PostgresProcess) {
    this.#home = home
    this.#server = server
  }

  /** Made and started. `stop` when done. */
  static async start(): Promise<TestPostgres> {
    const home = mkdtempSync(join(tmpdir(), 'ligature-postgres-'))
    return new TestPostgres(home, await PostgresProcess.start(home))
  }

  /** An empty database of its own; the answer is its URL. */
  async database(name: string): Promise<string> {
    await this.ask('postgres', `CREATE DATABASE "${name}"`)
    return this.#server.urlOf(name)
  }

  /** As somebody else who is connected. */
  async ask(database: string, sql: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    const client = new pg.Client(this.#server.urlOf(database))
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
    await this.#server.startAgain()
  }

  /** `SIGINT`: those who are connected are turned out; `SIGKILL`: the machine lost its power, as far as a process can tell. */
  async end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    await this.#server.end(signal)
  }

  async stop(): Promise<void> {
    // Nothing of it is wanted any more: to bring many databases onto a busy disk takes long.
    await this.#server.end('SIGQUIT')
    rmSync(this.#home, { recursive: true, force: true })
  }
}
