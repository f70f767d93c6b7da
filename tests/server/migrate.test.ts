// `migrate` (§8): everything goes from a data folder into a PostgreSQL, is compared there, and served from there as before.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { write } from '../../contracts/wire.ts'
import { move } from '../../server/jobs/move.ts'
import { createLog } from '../../server/log.ts'
import { AttachmentFiles } from '../../server/store/files/attachment-files.ts'
import { PostgresStore } from '../../server/store/postgres/store.ts'
import { PostgresDestination } from '../../server/store/postgres/tables.ts'
import { SqliteTables } from '../../server/store/sqlite/tables.ts'
import { TABLES } from '../../server/store/tables.ts'
import { damage, look, withDatabase } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { type FullFolder, fullFolder, LARGE_IMAGE, SMALL_IMAGE } from '../support/full-folder.ts'
import { sha256Of } from '../support/images.ts'
import { TestPostgres } from '../support/postgres.ts'
import { type Ended, startAndEnd } from '../support/refused-start.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { found } from '../support/search-client.ts'
import { until } from '../support/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'ligature-migrate-'))
const full = join(folder, 'full')
let left: FullFolder
let postgres: TestPostgres
beforeAll(async () => {
  ;[postgres, left] = await Promise.all([TestPostgres.start(), fullFolder(full)])
}, 120_000)
afterAll(async () => {
  await postgres.stop()
  rmSync(folder, { recursive: true })
  // PostgreSQL brings all its databases onto the disk before it ends.
}, 60_000)

let [copies, databases] = [0, 0]
function copy(): string {
  const data = join(folder, `copy-${++copies}`)
  cpSync(full, data, { recursive: true })
  return data
}
async function database(): Promise<{ readonly name: string; readonly url: string }> {
  const name = `migrate-${++databases}`
  return { name, url: await postgres.database(name) }
}
async function tablesMade(): Promise<{ readonly name: string; readonly url: string }> {
  const made = await database()
  await (await PostgresStore.open({ url: made.url, log: createLog('silent') })).close()
  return made
}

const migrate = (data: string, url: string, ...more: readonly string[]): Promise<Ended> =>
  startAndEnd({ LIGATURE_DATA: data, DATABASE_URL: url }, 'migrate', '--from', 'sqlite', '--to', 'postgres', ...more)

const WHAT = String.raw`\d+ documents \(1 in the trash; 1 more deleted for ever\), \d+ rows, 2 images`

/** Every row of every table, on either side. */
const rowsIn = (data: string): unknown =>
  TABLES.map(({ name, key }) => look(data, `SELECT * FROM ${name} ORDER BY ${key.join(', ')}`))
const rowsOf = async (name: string): Promise<unknown[]> =>
  await Promise.all(
    TABLES.map(async (table) => {
      const { rows } = await postgres.ask(name, `SELECT * FROM ${table.name} ORDER BY ${table.key.join(', ')}`)
      return rows.map((row: object) =>
        Object.fromEntries(
          Object.entries(row).map(([column, value]) => [
            column,
            value instanceof Uint8Array
              ? new Uint8Array(value)
              : typeof value === 'string' && (table.columns as Record<string, string>)[column] === 'number'
                ? Number(value)
                : (value as unknown),
          ]),
        ),
      )
    }),
  )

test('§8: all of it is in PostgreSQL afterwards, row by row, and the folder is as it was', async () => {
  const data = copy()
  const files = (): unknown =>
    readdirSync(data, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(data, path)).isFile() && !/holder\.json|lock\.db|-shm$/.test(path))
      .map((path) => [path, readFileSync(join(data, path)).toString('base64')])
  const before = files()
  const { name, url } = await database()
  const { code, stdout, lines } = await migrate(data, url)
  expect({ code, lines }).toEqual({ code: 0, lines: [] })
  const [moved, next, ...more] = stdout.split('\n')
  expect(moved).toMatch(new RegExp(`^${WHAT} moved and compared, \\d+ bytes in [\\d.]+ s: all is the same\\.$`))
  expect(next).toMatch(/^Start relays with the same DATABASE_URL from now on\. .*copy-\d+ is as it was, and old/)
  expect(more).toEqual([''])
  expect(await rowsOf(name)).toEqual(rowsIn(data))
  // There was something of everything.
  for (const rows of rowsIn(data) as unknown[][]) expect(rows.length).toBeGreaterThan(0)
  expect(files()).toEqual(before)
})

test('§8: a relay on PostgreSQL serves the same, clients go on from where they are, and numbers go on', async () => {
  const { name, url } = await database()
  expect((await migrate(copy(), url)).code).toBe(0)
  const relay = await TestRelay.start({ env: { DATABASE_URL: url } })
  try {
    const rest = new RestClient(relay)
    expect((await rest.read('tidy')).body).toMatchObject({ title: 'A title — Ünïcødé 🙂 “quoted” \\ {},"' })
    expect((await rest.read('tidy')).body).toMatchObject({ folder: 'plans' })
    expect((await rest.ask('GET', rest.folder('plans'))).body).toMatchObject({ title: 'Plans' })
    expect(await rest.list({ trashed: 'true' })).toEqual(['trashed'])
    expect((await rest.list()).toSorted()).toEqual(
      ['aside', 'begun-anew', 'folded', 'joined-only', 'tidy', 'untouched'].toSorted(),
    )
    expect((await rest.read('gone')).status).toBe(410)
    // What is searched is made anew there.
    await until('a title to be found', async () => (await found(relay, 'UNICØDE 🙂')).includes('tidy'))
    for (const [path, doc] of left.copies) {
      const newcomer = await FrameClient.join(relay, path)
      expect(newcomer.text, path).toBe(doc.getText('text').toString())
      const { hello } = newcomer.frames('hello')[0]!
      expect(hello.epoch, path).toBe(left.epochs.get(path))
      newcomer.leave()
      // A copy that is up to date names its cursor, and hears nothing but that there is nothing.
      const back = new FrameClient(relay, path, { doc: doc, mute: true })
      await until('hello', () => back.frames('hello')[0])
      back.send(write.cursor(hello.epoch, hello.head))
      back.send(write.step1(Y.encodeStateVector(doc)))
      await until('a step2', () => back.frames('update').some(({ step2 }) => step2))
      expect(
        back.frames('update').map(({ update }) => update.byteLength),
        path,
      ).toEqual([2])
      back.type(' and on')
      await back.allSaved()
      back.leave()
    }
    const images = [LARGE_IMAGE, SMALL_IMAGE]
    for (const image of images) {
      const answer = await fetch(relay.url + attachmentPath(sha256Of(image)))
      expect(Buffer.from(await answer.arrayBuffer()).equals(image)).toBe(true)
    }
    await rest.create('new', 'New')
    const newest = await FrameClient.join(relay, 'new')
    newest.type('text')
    await newest.allSaved()
    const { rows: told } = await postgres.ask(name, 'SELECT max(number)::int AS last FROM events')
    expect(told).toEqual([{ last: left.events + 1 }])
    const [{ seq }] = look<{ seq: number }>(full, `SELECT seq FROM sqlite_sequence WHERE name = 'heads'`) as [
      { seq: number },
    ]
    const { rows: given } = await postgres.ask(name, `SELECT number::int FROM heads WHERE document = 'new'`)
    expect(given).toEqual([{ number: seq + 1 }])
    expect(relay.log.filter(({ level }) => level === 'error')).toEqual([])
  } finally {
    await relay.dispose()
  }
})

const flip = (column: string): string => `NEW.${column} := set_byte(NEW.${column}, 0, get_byte(NEW.${column}, 0) # 1)`

/** From now on PostgreSQL does this to each row before it keeps it. */
async function spoil(name: string, table: string, change: string): Promise<void> {
  await postgres.ask(
    name,
    `CREATE OR REPLACE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${change}; RETURN NEW; END $$;
     CREATE TRIGGER spoil BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION spoil()`,
  )
}

async function isEmpty(name: string): Promise<boolean> {
  const { rows } = await postgres.ask(name, 'SELECT 1 FROM attachments UNION ALL SELECT 1 FROM attachment_pieces')
  return rows.length === 0 && ((await rowsOf(name)) as unknown[][]).flat().length === 0
}

test('§8: one byte that PostgreSQL has otherwise is found, and nothing of it stays there', async () => {
  const { name, url } = await tablesMade()
  await spoil(name, 'log', `IF NEW.seq = 2 AND NEW.number = 2 THEN ${flip('bytes')}; END IF`)
  const { code, stdout, lines } = await migrate(copy(), url)
  expect({ code, lines }).toEqual({ code: 1, lines: [] })
  const [difference, next, ...more] = stdout.split('\n')
  expect(difference).toBe('differs: log of tidy (text): 4 rows here, 4 there, and they are not the same')
  expect(next).toMatch(
    /^What PostgreSQL gave back .* \(1 difference\), so nothing of it was kept there\. .* go on with the/,
  )
  expect(more).toEqual([''])
  expect(await isEmpty(name)).toBe(true)
})

test('§8: so is whatever else is different', { timeout: 60_000 }, async () => {
  const { name, url } = await tablesMade()
  const source = new SqliteTables(join(full, 'ligature.db'))
  const destination = await PostgresDestination.open(url, createLog('silent'))
  for (const [table, change, said] of [
    [
      'log',
      'IF NEW.seq = 3 THEN RETURN NULL; END IF',
      'log of tidy (text): 4 rows here, 3 there, and they are not the same',
    ],
    ['snapshots', flip('held'), 'snapshots of folded (text): 2 rows here, 2 there, and they are not the same'],
    ['quarantine', flip('bytes'), 'quarantine of aside (text): 1 row here, 1 there, and they are not the same'],
    ['versions', flip('bytes'), 'versions of tidy (text): 1 row here, 1 there, and they are not the same'],
    ['heads', `NEW.epoch := NEW.epoch || 'x'`, 'heads of tidy (text): 1 row here, 1 there, and they are not the same'],
    ['documents', 'NEW.deleted_at := NULL', 'documents of gone: 1 row here, 1 there, and they are not the same'],
    ['documents', `IF NEW.id = 'untouched' THEN RETURN NULL; END IF`, 'documents of untouched: 1 row here, none there'],
    ['events', 'NEW.number := NEW.number + 100', 'events of 1: 1 row here, none there'],
    ['events', 'NEW.number := NEW.number + 100', 'events of 101: none here, 1 row there'],
    ['attachment_pieces', flip('bytes'), expect.stringMatching(/^image .*: \d+ bytes here, \d+ there/)],
    [
      'attachment_pieces',
      'IF NEW.nth = 1 THEN RETURN NULL; END IF',
      expect.stringMatching(/^image .*: \d+ bytes here, \d+ there/),
    ],
    ['attachments', `IF NEW.size < 1000 THEN RETURN NULL; END IF`, `image ${sha256Of(SMALL_IMAGE)}: not there`],
  ] as const) {
    await spoil(name, table, change)
    const moved = await move({
      source,
      images: [LARGE_IMAGE, SMALL_IMAGE].map(sha256Of),
      imagesThere: AttachmentFiles.reading(join(full, 'attachments')),
      destination,
      moving: () => undefined,
      comparing: () => undefined,
    })
    expect(moved).toEqual({ kind: 'differs', differences: expect.arrayContaining([said]) })
    await postgres.ask(name, `DROP TRIGGER spoil ON ${table}`)
    expect(await isEmpty(name), table).toBe(true)
  }
  source.close()
  await destination.close()
})

test(
  '§8: a database that holds something else is left as it is; the same once more is found to be there',
  { timeout: 60_000 },
  async () => {
    const { name, url } = await tablesMade()
    const store = await PostgresStore.open({ url, log: createLog('silent') })
    await store.putDocument('mine' as never, 'Mine')
    await store.close()
    const before = await rowsOf(name)
    for (const [more, said] of [
      [[], /already holds something else than this folder, and is left as it is\. .*empty database: make one/],
      [['--dry-run'], /is not empty\. .*empty database: make one/],
    ] as const)
      expect(await migrate(full, url, ...more)).toMatchObject({ code: 2, lines: [expect.stringMatching(said)] })
    expect(await rowsOf(name)).toEqual(before)

    const other = await database()
    expect((await migrate(full, other.url)).code).toBe(0)
    const { code, stdout } = await migrate(full, other.url)
    expect(code).toBe(0)
    expect(stdout).toMatch(
      new RegExp(`^${WHAT} were there already, \\d+ bytes: a run before had come to its end\\.\nStart relays`),
    )
  },
)

test('§8: --dry-run says what would be moved, also beside a running relay, and changes nothing', async () => {
  const data = copy()
  const relay = await TestRelay.start({ data })
  const { name, url } = await database()
  try {
    const { code, stdout, lines } = await migrate(data, url, '--dry-run')
    expect({ code, lines }).toEqual({ code: 0, lines: [] })
    expect(stdout).toMatch(
      new RegExp(`^${WHAT} would be moved\\.\nThe PostgreSQL .* is empty\\. Nothing is changed\\.\n$`),
    )
    const { rows } = await postgres.ask(name, `SELECT 1 FROM pg_tables WHERE schemaname = 'public'`)
    expect(rows).toEqual([])
    const running = await migrate(data, url)
    expect(running).toMatchObject({
      code: 2,
      stdout: '',
      lines: [expect.stringMatching(/is already open in another relay \(process \d+ at .*\)\. Stop that one/)],
    })
  } finally {
    await relay.dispose()
  }
})

test('§8: a damaged folder is refused with what is damaged, and moved as it is when that is asked for', async () => {
  const data = copy()
  damage(
    data,
    `DELETE FROM log WHERE seq = 3 AND number = (SELECT number FROM heads WHERE document = 'tidy' AND part = 'text')`,
  )
  damage(data, 'UPDATE snapshots SET bytes = zeroblob(9) WHERE seq = (SELECT max(seq) FROM snapshots)')
  const { name, url } = await database()
  const refused = await migrate(data, url)
  expect(refused.code).toBe(2)
  expect(refused.stdout).toMatch(/^problem: .*snapshot.*\n.*problem: tidy \(text\): rows of the log are missing: 3\./ms)
  expect(refused.lines).toEqual([
    expect.stringMatching(
      /^Nothing was moved: \d problems in the folder have to be seen to first\. .*fsck\. With --with-damage/,
    ),
  ])
  const { rows } = await postgres.ask(name, `SELECT 1 FROM pg_tables WHERE schemaname = 'public'`)
  expect(rows).toEqual([])

  const { code, stdout } = await migrate(data, url, '--with-damage')
  expect(code).toBe(0)
  expect(stdout).toMatch(/What is damaged is moved as it is\.\n.* all is the same\./)
  expect(await rowsOf(name)).toEqual(rowsIn(data))

  const image = sha256Of(SMALL_IMAGE)
  writeFileSync(join(data, 'attachments', image.slice(0, 2), image), 'spoilt')
  const images = await migrate(data, (await database()).url, '--with-damage')
  expect(images.code).toBe(2)
  expect(images.lines).toEqual([
    expect.stringMatching(/^Nothing was moved: 1 problem in the folder has to be seen to first\./),
  ])
})

test('§8, §9: what PostgreSQL keeps otherwise: a title without NUL, a hash for a snapshot from before there were any', async () => {
  const data = copy()
  withDatabase(data, (database) => {
    database.prepare(`UPDATE documents SET title = ? WHERE id = 'tidy'`).run('A\u0000B')
    database.exec(
      'UPDATE snapshots SET sha256 = NULL, held = NULL, held_sha256 = NULL WHERE seq = (SELECT min(seq) FROM snapshots s WHERE s.number = snapshots.number)',
    )
  })
  const { name, url } = await database()
  expect(await migrate(data, url)).toMatchObject({ code: 0, lines: [] })
  const { rows } = await postgres.ask(name, `SELECT title FROM documents WHERE id = 'tidy'`)
  expect(rows).toEqual([{ title: 'AB' }])
  const { rows: snapshots } = await postgres.ask(name, 'SELECT 1 FROM snapshots WHERE sha256 <> sha256(bytes)')
  expect(snapshots).toEqual([])
})

test('what is asked for wrongly is said in a sentence, and ends with 2', { timeout: 60_000 }, async () => {
  const { url } = await database()
  for (const [settings, args, said] of [
    [{}, ['--from', 'sqlite', '--to', 'postgres'], /^migrate: DATABASE_URL is missing: it names the PostgreSQL/],
    [{ DATABASE_URL: url }, ['--from', 'postgres', '--to', 'sqlite'], /^migrate: it takes --from sqlite --to postgres/],
    [{ DATABASE_URL: url }, [], /^migrate: it takes --from sqlite --to postgres/],
    [{ DATABASE_URL: url }, ['--form', 'sqlite'], /^migrate: .*'--form'.*; see migrate --help\.$/],
    [
      { DATABASE_URL: url.replace(/\/[^/]+$/, '/nowhere') },
      ['--from', 'sqlite', '--to', 'postgres'],
      /^The PostgreSQL database of DATABASE_URL cannot be used: .*"nowhere" does not exist/,
    ],
    [
      { DATABASE_URL: url, LIGATURE_DATA: join(folder, 'nothing') },
      ['--from', 'sqlite', '--to', 'postgres'],
      /^There is no database .*nothing\/ligature\.db\. Set LIGATURE_DATA/,
    ],
  ] as const) {
    const { code, stdout, lines } = await startAndEnd({ LIGATURE_DATA: full, ...settings }, 'migrate', ...args)
    expect({ code, stdout, lines }).toEqual({ code: 2, stdout: '', lines: [expect.stringMatching(said)] })
  }
})
