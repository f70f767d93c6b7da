// `migrate` is killed (§8, R1): at whatever moment, relays see nothing of it or all of it, and the next run completes it. No relay
// starts on a database while it is being filled.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TABLES } from '../../server/store/tables.ts'
import { look } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { type FullFolder, fullFolder } from '../support/full-folder.ts'
import { HaltingProxy } from '../support/halting-proxy.ts'
import { TestPostgres } from '../support/postgres.ts'
import { commandEnv, type Ended, startAndEnd } from '../support/refused-start.ts'
import { BUILT_RELAY } from '../support/built-relay.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'ligature-migrate-'))
const data = join(folder, 'data')
/** The first COMMIT is for the tables themselves. */
const END = ['INSERT INTO heads', 'COMMIT']
const ARGS = ['migrate', '--from', 'sqlite', '--to', 'postgres']
let left: FullFolder
let postgres: TestPostgres
beforeAll(async () => {
  ;[postgres, left] = await Promise.all([TestPostgres.start(), fullFolder(data)])
}, 120_000)
afterAll(async () => {
  await postgres.stop()
  rmSync(folder, { recursive: true })
})

const migrate = (url: string): Promise<Ended> => startAndEnd({ LIGATURE_DATA: data, DATABASE_URL: url }, ...ARGS)

/** The command under way. */
const started = (url: string): ChildProcess =>
  spawn(process.execPath, [BUILT_RELAY, ...ARGS], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: commandEnv({ LIGATURE_DATA: data, DATABASE_URL: url }),
  })

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'close')
  child.kill('SIGKILL')
  expect(await gone).toEqual([null, 'SIGKILL'])
}

async function rowsIn(name: string): Promise<number> {
  const all = [...TABLES.map((table) => table.name), 'attachments', 'attachment_pieces', 'uploads']
  const counts = all.map((table) => `(SELECT count(*) FROM ${table})`).join(' + ')
  const { rows } = await postgres.ask(name, `SELECT (${counts})::int AS rows`)
  return (rows as { rows: number }[])[0]!.rows
}

test.each([
  ['documents', ['INSERT INTO documents'], 'question'],
  ['the log', ['INSERT INTO log'], 'question'],
  ['snapshots', ['INSERT INTO snapshots'], 'answer'],
  ['images', ['INSERT INTO attachment_pieces'], 'answer'],
  ['the comparison', ['FROM log ORDER BY'], 'answer'],
  ['the very end', END, 'question'],
] as const)('R1: killed at %s it has moved nothing, and the next run moves all', async (at, words, when) => {
  const name = `killed at ${at}`
  const url = await postgres.database(name)
  const proxy = await HaltingProxy.start(url, words, when)
  const child = started(proxy.url)
  try {
    await until('the command to come so far', () => proxy.halted)
  } finally {
    await killed(child)
  }
  proxy.close()
  expect(await rowsIn(name)).toBe(0)
  expect(await migrate(url)).toMatchObject({ code: 0, lines: [] })
  const [{ rows }] = look<{ rows: number }>(
    data,
    `SELECT ${TABLES.map((table) => `(SELECT count(*) FROM ${table.name})`).join(' + ')} AS rows`,
  ) as [{ rows: number }]
  // Of two images one is in three pieces.
  expect(await rowsIn(name)).toBe(rows + 2 + 4)
})

test('R1: killed when all is done, and before it could say so, it finds out in the next run', async () => {
  const url = await postgres.database('late')
  const proxy = await HaltingProxy.start(url, END, 'answer')
  const child = started(proxy.url)
  try {
    await until('all to be visible', async () => proxy.halted && (await rowsIn('late')) > 0)
  } finally {
    await killed(child)
  }
  proxy.close()
  const { code, stdout } = await migrate(url)
  expect(code).toBe(0)
  expect(stdout).toMatch(/were there already, \d+ bytes: a run before had come to its end\.\nStart relays/)
})

test('R1: when the way to PostgreSQL breaks, it says that nothing was moved, and how to go on', async () => {
  const url = await postgres.database('broken')
  const proxy = await HaltingProxy.start(url, ['INSERT INTO snapshots'], 'question')
  const ending = migrate(proxy.url)
  await until('the command to come so far', () => proxy.halted).finally(() => proxy.close())
  expect(await ending).toMatchObject({
    code: 2,
    stdout: '',
    lines: expect.arrayContaining([
      expect.stringMatching(
        /^Nothing was moved, or all of it if this was the very end: .*\. Run the command again; it finds/,
      ),
    ]),
  })
  expect(await rowsIn('broken')).toBe(0)
})

test(
  '§8: while documents are being moved no relay starts there and no second move; one that runs already waits, and then has all',
  { timeout: 60_000 },
  async () => {
    const url = await postgres.database('meanwhile')
    const running = await TestRelay.start({ env: { DATABASE_URL: url } })
    const proxy = await HaltingProxy.start(url, ['INSERT INTO snapshots'], 'question')
    const child = started(proxy.url)
    try {
      await until('it to be in the middle', () => proxy.halted)
      const [relay, checking, second] = await Promise.all([
        startAndEnd({ DATABASE_URL: url, LIGATURE_PORT: '0', LIGATURE_DATA: join(folder, 'none') }),
        startAndEnd({ DATABASE_URL: url }, 'fsck'),
        migrate(url),
      ])
      for (const [{ code, lines }, wanted] of [
        [relay, 1],
        [checking, 2],
      ] as const)
        expect({ code, lines }).toEqual({
          code: wanted,
          lines: [
            expect.stringMatching(
              /^Documents are being moved from a data folder into the PostgreSQL .*Start again when/,
            ),
          ],
        })
      // The folder is held by the first.
      expect(second).toMatchObject({ code: 2, lines: [expect.stringMatching(/already open/)] })
      // Nothing that anybody asks the running relay is answered from an empty database.
      const answer = await fetch(`${running.url}/api/v1/documents/tidy`)
      expect(answer.status).toBe(503)
    } finally {
      await killed(child)
      proxy.close()
    }
    expect((await migrate(url)).code).toBe(0)
    const ada = await FrameClient.join(running, 'tidy')
    expect(ada.text).toBe(left.copies.get('tidy')!.getText('text').toString())
    expect(ada.frames('hello')[0]!.hello.epoch).toBe(left.epochs.get('tidy'))
    ada.leave()
    await running.dispose()
  },
)
