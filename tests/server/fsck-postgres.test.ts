// `fsck` of a PostgreSQL (§8; R5, R7): it finds there what it finds in a data folder, and what only PostgreSQL can get wrong; relays may be
// running meanwhile.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { machineClock } from '../../server/clock.ts'
import { check, type Summary } from '../../server/jobs/check.ts'
import type { Finding } from '../../server/jobs/findings.ts'
import { FoldLine } from '../../server/jobs/fold-line.ts'
import { foldThread } from '../../server/jobs/fold-thread.ts'
import { move } from '../../server/jobs/move.ts'
import { createLog } from '../../server/log.ts'
import { AttachmentFiles } from '../../server/store/files/attachment-files.ts'
import { PostgresInspection } from '../../server/store/postgres/inspection.ts'
import { PostgresDestination } from '../../server/store/postgres/tables.ts'
import { SqliteTables } from '../../server/store/sqlite/tables.ts'
import { TABLES } from '../../server/store/tables.ts'
import { damages, type Folded, IMAGE, soundFolder } from '../support/damaged-folders.ts'
import { fsck, fsckOf } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { sha256Of } from '../support/images.ts'
import { TestPostgres } from '../support/postgres.ts'
import { startAndEnd } from '../support/refused-start.ts'
import { TestRelay } from '../support/relay.ts'

const NAME = 'fsck'
const silent = createLog('silent')
const folder = mkdtempSync(join(tmpdir(), 'ligature-fsck-'))
const sound = join(folder, 'sound')
let [postgres, url, folded]: [TestPostgres | undefined, string, Folded | undefined] = [undefined, '', undefined]
beforeAll(async () => {
  ;[postgres, folded] = await Promise.all([TestPostgres.start(), soundFolder(sound)])
  url = await postgres.database(NAME)
}, 60_000)
afterAll(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true })
})

const ask = (sql: string, values: readonly unknown[] = []) => postgres!.ask(NAME, sql, values)

/** All of a folder, damage and all, takes the place of what was there. */
async function moved(data: string): Promise<void> {
  const destination = await PostgresDestination.open(url, silent)
  await ask(`TRUNCATE ${TABLES.map(({ name }) => name).join(', ')}, attachments, attachment_pieces, uploads`)
  const source = new SqliteTables(join(data, 'ligature.db'))
  const outcome = await move({
    source,
    images: [sha256Of(IMAGE)],
    imagesThere: AttachmentFiles.reading(join(data, 'attachments')),
    destination,
    moving: () => undefined,
    comparing: () => undefined,
  })
  source.close()
  await destination.close()
  expect(outcome.kind).toBe('moved')
}
/** As the command does, without its process. */
async function checked(at = url): Promise<{ readonly found: readonly Finding[]; readonly summary: Summary }> {
  const inspection = await PostgresInspection.open(at, silent)
  const start = foldThread(new URL('../../server/jobs/fold-worker.ts', import.meta.url), silent)
  const line = new FoldLine({ start, clock: machineClock, longestMs: 30_000 })
  const found: Finding[] = []
  const summary = await check({
    inspection,
    line,
    files: inspection.files(),
    found: (finding) => found.push(finding),
    progress: () => undefined,
  })
  line.close()
  await inspection.close()
  return { found, summary }
}

const placesOf = (found: readonly Finding[]): unknown[] =>
  found.filter(({ grade }) => grade === 'problem').map(({ kind, document, seq }) => [kind, document, seq])

test('R5: what was moved is sound, says the command, in the same numbers as of the folder', async () => {
  await moved(sound)
  expect(await fsckOf({ DATABASE_URL: url })).toEqual(await fsck(sound))
})

test.each(damages.filter(([name]) => !/image/.test(name)))(
  'R5, R7: %s is found in PostgreSQL too, and nothing else',
  async (name, hurt, expected) => {
    const data = join(folder, name.replaceAll(' ', '-'))
    cpSync(sound, data, { recursive: true })
    hurt(data, folded!)
    await moved(data)
    const { found, summary } = await checked()
    const wanted = expected(folded!)
    expect(placesOf(found)).toEqual(wanted.map(([kind, document, seq]) => [kind, document, seq]))
    expect(summary.problems).toBe(wanted.length)
  },
)

test.each([
  ['of other bytes', 'UPDATE attachment_pieces SET bytes = set_byte(bytes, 70, 9)', 'image-hash'],
  ['without its bytes', 'UPDATE attachments SET upload = upload + 1; DELETE FROM attachment_pieces', 'image-hash'],
  ['whose bytes belong to nobody', 'DELETE FROM attachments', 'rows-astray'],
  ['with another name', `UPDATE attachments SET sha256 = 'holiday'`, 'image-stray'],
])('H5, R7: an image %s is found', async (_, sql, kind) => {
  await moved(sound)
  await ask(sql)
  const { found } = await checked()
  expect(placesOf(found)).toEqual([[kind, undefined, undefined]])
})

test('R7: a document whose rows PostgreSQL cannot read is told of, and the others are checked', async () => {
  await moved(sound)
  // As of a page that it finds damaged: for whoever is not the owner, when they come to these rows.
  await ask(
    `CREATE FUNCTION damaged() RETURNS boolean LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'invalid page in block 7' USING ERRCODE = 'XX001'; END $$`,
  )
  const [head] = (await ask(`SELECT number FROM heads WHERE document = 'tidy'`)).rows as { number: string }[]
  await ask(`CREATE ROLE checker LOGIN PASSWORD 'checker'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO checker;
    ALTER TABLE log ENABLE ROW LEVEL SECURITY;
    CREATE POLICY readable ON log USING (CASE number WHEN ${head!.number} THEN damaged() ELSE true END)`)
  const asChecker = Object.assign(new URL(url), { username: 'checker', password: 'checker' })
  const { found, summary } = await checked(asChecker.href)
  await ask('DROP POLICY readable ON log; ALTER TABLE log DISABLE ROW LEVEL SECURITY')
  expect(placesOf(found)).toEqual([
    ['database-damaged', undefined, undefined],
    ['unreadable', 'tidy', undefined],
  ])
  expect(summary.parts).toBe(2)
})

test(
  'beside relays that save and fold all the while it finds nothing, and disturbs nobody',
  { timeout: 60_000 },
  async () => {
    await moved(sound)
    const relay = await TestRelay.start({ env: { DATABASE_URL: url, LIGATURE_RATE_FRAMES: '0' } })
    const ada = await FrameClient.join(relay, 'tidy')
    let typing = true
    let checks = 0
    const typist = (async () => {
      while (typing) {
        for (let n = 0; n < 20; n++) ada.type('x')
        await ada.allSaved()
      }
    })()
    try {
      for (; checks < 2; checks++)
        expect(await fsckOf({ DATABASE_URL: url })).toMatchObject({ code: 0, problems: [], summary: { parts: 2 } })
    } finally {
      typing = false
      await typist
      expect(ada.closeCode).toBeUndefined()
      expect(relay.log.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
      await relay.dispose()
    }
  },
)

test('what cannot be checked is said in a sentence, and ends with 2', { timeout: 60_000 }, async () => {
  const never = await postgres!.database('never')
  const newer = await postgres!.database('newer')
  await postgres!.ask('newer', 'CREATE TABLE ligature_schema AS SELECT 99 AS version')
  for (const [at, said] of [
    [never, /^The PostgreSQL database of DATABASE_URL has no tables of a relay\. Name the one /],
    [newer, /has tables of another relay \(version 99; /],
    [never.replace('/never', '/nowhere'), /cannot be used: .*database "nowhere" does not exist; createdb makes one\.$/],
  ] as const)
    expect(await startAndEnd({ DATABASE_URL: at }, 'fsck')).toEqual({
      code: 2,
      stdout: '',
      lines: [expect.stringMatching(said)],
    })
})

test('PostgreSQL goes away in the middle: what is not checked is not called damaged', async () => {
  await moved(sound)
  const inspection = await PostgresInspection.open(url, silent)
  const start = foldThread(new URL('../../server/jobs/fold-worker.ts', import.meta.url), silent)
  const line = new FoldLine({ start, clock: machineClock, longestMs: 30_000 })
  const found: Finding[] = []
  let parts = 0
  const checking = check({
    inspection: {
      countParts: () => inspection.countParts(),
      damage: () => inspection.damage(),
      strays: () => inspection.strays(),
      misfiled: () => inspection.misfiled(),
      async *readParts() {
        for await (const part of inspection.readParts()) {
          if (++parts === 1) await postgres!.end('SIGKILL')
          yield part
        }
      },
    },
    line,
    files: inspection.files(),
    found: (finding) => found.push(finding),
    progress: () => undefined,
  })
  await expect(checking).rejects.toThrow(/^The PostgreSQL database of DATABASE_URL cannot be read any further: /)
  expect(found).toEqual([])
  line.close()
  await inspection.close()
  await postgres!.startAgain()
})
