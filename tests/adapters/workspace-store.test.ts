// The acceptance suite of whole workspaces, on both stores.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Unavailable } from '../../server/errors.ts'
import { createLog } from '../../server/log.ts'
import { Database, type Querying } from '../../server/store/postgres/database.ts'
import { ImportsTable } from '../../server/store/postgres/imports-table.ts'
import { PostgresStore } from '../../server/store/postgres/store.ts'
import { SqliteStore } from '../../server/store/sqlite/store.ts'
import { TestPostgres } from '../support/postgres.ts'
import { document, log, part, testsOfWorkspaceStore } from './workspace-store-acceptance.ts'

describe('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ligature-workspace-'))
  const path = join(folder, 'ligature.db')
  let store: SqliteStore
  beforeAll(async () => {
    const worker = new URL('../../server/store/sqlite/worker.ts', import.meta.url)
    store = await SqliteStore.open({ path, worker, log: createLog('silent') })
  })
  afterAll(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  testsOfWorkspaceStore({
    get store() {
      return store
    },
    count: async (table) => {
      const database = new DatabaseSync(path)
      const { rows } = database.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number }
      database.close()
      return rows
    },
  })
})

describe('PostgreSQL', () => {
  let postgres: TestPostgres
  let store: PostgresStore
  beforeAll(async () => {
    postgres = await TestPostgres.start()
    store = await PostgresStore.open({ url: await postgres.database('workspace'), log: createLog('silent') })
  }, 60_000)
  afterAll(async () => {
    await store.close()
    await postgres.stop()
  })
  testsOfWorkspaceStore({
    get store() {
      return store
    },
    count: async (table) =>
      Number((await postgres.ask('workspace', `SELECT count(*) AS rows FROM ${table}`)).rows[0].rows),
  })

  test('W6: who has given an import back finds it among those that were left, however late PostgreSQL hears of it', async () => {
    class Late extends Database {
      override async transaction<Result>(work: (database: Querying) => Promise<Result>): Promise<Result> {
        return await super.transaction(async (inside) => {
          const result = await work(inside)
          await new Promise((resolve) => setTimeout(resolve, 100))
          return result
        })
      }
    }
    const url = await postgres.database('late')
    await (await PostgresStore.open({ url, log: createLog('silent') })).close()
    const database = new Late(url, 4, createLog('silent'))
    onTestFinished(() => database.close())
    const imports = new ImportsTable(database)
    const { number, release } = await imports.begin()
    expect(await imports.left()).toEqual([])
    await release()
    expect(await imports.left()).toEqual([{ number, isCommitted: false }])
  })

  interface TwoRelays {
    readonly url: string
    readonly one: PostgresStore
    readonly other: PostgresStore
  }
  /** The stores of two relays that share a database of this name. */
  async function twoRelays(name: string): Promise<TwoRelays> {
    const url = await postgres.database(name)
    const open = async (): Promise<PostgresStore> => {
      const opened = await PostgresStore.open({ url, log: createLog('silent') })
      onTestFinished(() => opened.close())
      return opened
    }
    return { url, one: await open(), other: await open() }
  }

  /** The connection that says who works on the import is ended, as by a timeout of PostgreSQL; the relay keeps its others. */
  async function endLock(name: string): Promise<void> {
    const { rows } = await postgres.ask(
      name,
      `SELECT pg_terminate_backend(pid, 10000) AS ended FROM pg_locks
       WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
    expect(rows).toEqual([{ ended: true }])
  }

  /** Something happens in the middle of a transaction: before its first statement in which `text` stands. */
  class Interrupted extends Database {
    readonly #text: string
    readonly #happens: () => Promise<void>

    constructor(url: string, text: string, happens: () => Promise<void>) {
      super(url, 4, createLog('silent'))
      this.#text = text
      this.#happens = happens
      onTestFinished(() => this.close())
    }

    override async transaction<Result>(work: (database: Querying) => Promise<Result>): Promise<Result> {
      return await super.transaction(
        async (inside) =>
          await work({
            ...inside,
            query: async <Found extends object>(sql: string, ...more: [(readonly unknown[])?, string?]) => {
              if (sql.includes(this.#text)) await this.#happens()
              return await inside.query<Found>(sql, ...more)
            },
          }),
      )
    }
  }

  test('W6: an import that another relay has taken for left behind, and begun to clear away, is not committed', async () => {
    const { one, other } = await twoRelays('begun-to-clear')
    const { number, release } = await one.beginImport()
    await one.stage(number, [document(1, 'a'), part(1), log(1, 1, [1]), document(2, 'b'), part(2), log(2, 1, [2])])
    await endLock('begun-to-clear')
    expect(await other.leftImports()).toEqual([{ number, isCommitted: false }])
    expect(await other.clearImport(number)).toBe(true)
    await expect(one.commitImport(number, [])).rejects.toThrow(Unavailable)
    expect(await one.readDocuments(undefined, 10)).toEqual([])
    expect(await one.readLastEvents(10)).toEqual([])
    await release()
    expect(await one.leftImports()).toEqual([{ number, isCommitted: false }])
  })

  test('W6: nor is anything added to it', async () => {
    const { one, other } = await twoRelays('nothing-added')
    const { number, release } = await one.beginImport()
    await one.stage(number, [document(1, 'a'), part(1), log(1, 1, [1])])
    await endLock('nothing-added')
    expect(await other.leftImports()).toEqual([{ number, isCommitted: false }])
    await expect(one.stage(number, [log(1, 2, [2])])).rejects.toThrow(Unavailable)
    while (await other.clearImport(number)) continue
    const left = 'SELECT (SELECT count(*) FROM log) + (SELECT count(*) FROM staged_parts) AS rows'
    expect((await postgres.ask('nothing-added', left)).rows).toEqual([{ rows: '0' }])
    await release()
  })

  test('W6: nobody takes one for left behind that is just being committed, though its lock is lost', async () => {
    const { url, one, other } = await twoRelays('being-committed')
    let found: unknown
    const imports = new ImportsTable(
      new Interrupted(url, 'INSERT INTO heads', async () => {
        found = await other.leftImports()
      }),
    )
    const { number, release } = await imports.begin()
    await imports.stage(number, [document(1, 'a')])
    await endLock('being-committed')
    await imports.commit(number, [])
    expect(found).toEqual([])
    expect(await one.readDocuments(undefined, 10)).toMatchObject([{ id: 'a' }])
    expect(await other.leftImports()).toEqual([{ number, isCommitted: true }])
    await release()
  })

  test('W6: one that is committed while another relay looks is not taken for one that was cut off', async () => {
    const { url, one } = await twoRelays('committed-meanwhile')
    const { number, release } = await one.beginImport()
    await one.stage(number, [document(1, 'a')])
    const looking = new Interrupted(url, 'pg_try_advisory_xact_lock', async () => {
      await one.commitImport(number, [])
      await release()
    })
    expect(await new ImportsTable(looking).left()).toEqual([{ number, isCommitted: true }])
  })

  test("R7: while others' events wait for a commit, it clears nothing away", async () => {
    const { one } = await twoRelays('others-wait')
    const tables = ['staged_parts', 'staged_documents', 'staged_folders']
    await postgres.ask(
      'others-wait',
      `CREATE FUNCTION refuse_while_others_wait() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) THEN
           RAISE 'others wait meanwhile';
         END IF;
         RETURN NULL;
       END $$;
       ${tables.map((table) => `CREATE TRIGGER waits AFTER DELETE ON ${table} EXECUTE FUNCTION refuse_while_others_wait();`).join('\n')}`,
    )
    const { number, release } = await one.beginImport()
    await one.stage(number, [document(1, 'a'), part(1), log(1, 1, [1])])
    expect(await one.commitImport(number, [])).toMatchObject({ renamed: 0 })
    expect(await one.readDocuments(undefined, 10)).toMatchObject([{ id: 'a' }])
    await release()
  })
})
