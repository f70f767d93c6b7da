// The list of tables that `migrate` goes by, held against both schemas: a table or a column that is added to one of them and
// forgotten there would be left behind.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../server/log.ts'
import { PostgresStore } from '../../server/store/postgres/store.ts'
import { migrate } from '../../server/store/sqlite/schema.ts'
import { DERIVED_TABLES, STAGING_TABLES, TABLES } from '../../server/store/tables.ts'
import { TestPostgres } from '../support/postgres.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await TestPostgres.start()
}, 60_000)
afterAll(() => postgres.stop())

/** Made anew of the others, or on its way. What FTS5 keeps behind `search` is called `search_` something. */
const isLeftOut = (table: string): boolean =>
  STAGING_TABLES.some((staging) => table === staging) ||
  DERIVED_TABLES.some((derived) => table === derived || table.startsWith(`${derived}_`))
const listed = Object.fromEntries(TABLES.map(({ name, columns }) => [name, columns]))

test('every table and column of SQLite is moved, each with its key and its kind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ligature-tables-'))
  const path = join(folder, 'ligature.db')
  const database = new DatabaseSync(path)
  migrate(database, path)
  const rows = database
    .prepare(
      `SELECT t.name AS "table", c.name AS column, lower(c.type) AS type, c.pk AS place, t.sql LIKE '%AUTOINCREMENT%' AS numbered
       FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`,
    )
    .all() as { table: string; column: string; type: string; place: number }[]
  database.close()
  rmSync(folder, { recursive: true })
  const kinds: Record<string, string> = { text: 'text', integer: 'number', blob: 'bytes' }
  const found: Record<string, Record<string, string>> = {}
  for (const { table, column, type } of rows) if (!isLeftOut(table)) (found[table] ??= {})[column] = kinds[type]!
  expect(found).toEqual(listed)
  for (const { name, key } of TABLES)
    expect(
      rows.filter((row) => row.table === name && row.place > 0).map(({ column }) => column),
      name,
    ).toEqual(key)
})

test('PostgreSQL has the same tables with the same columns, and beside them only what is derived, and those of its images and its version', async () => {
  const url = await postgres.database('tables')
  const store = await PostgresStore.open({ url, log: createLog('silent') })
  await store.close()
  const { rows } = (await postgres.ask(
    'tables',
    `SELECT table_name AS table, column_name AS column, data_type AS type, is_identity = 'YES' AS numbered
     FROM information_schema.columns WHERE table_schema = 'public' ORDER BY ordinal_position`,
  )) as { rows: { table: string; column: string; type: string; numbered: boolean }[] }
  const kinds: Record<string, string> = { text: 'text', bytea: 'bytes' }
  const found: Record<string, Record<string, string>> = {}
  for (const { table, column, type } of rows)
    if (!isLeftOut(table)) (found[table] ??= {})[column] = kinds[type] ?? 'number'
  const { uploads: _, ...others } = found
  expect(others).toEqual({
    ...listed,
    attachments: { sha256: 'text', size: 'number', upload: 'number' },
    attachment_pieces: { upload: 'number', nth: 'number', bytes: 'bytes' },
    ligature_schema: { version: 'number' },
  })
  // What gives out numbers by itself goes on behind those that were moved.
  expect(
    rows
      .filter(({ numbered, table }) => numbered && table !== 'uploads' && !isLeftOut(table))
      .map(({ table }) => table)
      .toSorted(),
  ).toEqual(
    TABLES.filter((table) => 'numbered' in table)
      .map(({ name }) => name)
      .toSorted(),
  )
})
