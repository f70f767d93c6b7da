// The commands on a database of an older relay: whoever only asks, or asks for what is not there, finds every file as it was;
// and on the way on, the copy from before is named.
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCHEMA_VERSION } from '../../server/store/sqlite/schema.ts'
import { command, fsck, humbleCommand, look, setWritable, withDatabase } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'

const folder = mkdtempSync(join(tmpdir(), 'ligature-older-'))
const NEWER = SCHEMA_VERSION + 1
const current = join(folder, 'current')
let copies = 0
const copy = (of = current): string => {
  const data = join(folder, `copy-${++copies}`)
  cpSync(of, data, { recursive: true })
  return data
}
/** As the relay before this one has left it. */
const older = (): string => {
  const data = copy()
  withDatabase(data, (database) =>
    database.exec(
      `DROP TABLE search; DROP TABLE projections;
       ALTER TABLE snapshots DROP COLUMN held; ALTER TABLE snapshots DROP COLUMN held_sha256; DROP TABLE tokens; DROP TABLE history; DROP TABLE versions; DROP TABLE comment_counts; DROP TABLE imports; DROP TABLE staged_folders; DROP TABLE staged_documents; DROP TABLE staged_parts; DROP TABLE folders; DROP INDEX documents_by_folder; PRAGMA user_version = 2`,
    ),
  )
  return data
}
/** But for the lock, and the note of who has it. */
const databaseIn = (data: string): unknown =>
  readdirSync(data)
    .filter((name) => name.startsWith('ligature.db') && !/-(shm|wal)$/.test(name))
    .sort()
    .map((name) => [name, readFileSync(join(data, name)).toString('hex')])

beforeAll(async () => {
  const relay = await TestRelay.start({ data: current })
  const ada = await FrameClient.join(relay, 'letter')
  ada.type('Dear Ben')
  await ada.allSaved()
  ada.leave()
  await relay.stop()
  withDatabase(current, (database) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
})
afterAll(() => {
  for (const name of readdirSync(folder)) setWritable(join(folder, name), true)
  rmSync(folder, { recursive: true })
})

test('E2: --dry-run refuses a database that would first have to be changed, here or in the backup, and changes nothing', async () => {
  const [data, backup] = [older(), older()]
  for (const [here, args] of [
    [data, []],
    [copy(), ['--from', backup]],
  ] as const) {
    const before = databaseIn(here)
    const { code, stdout, lines } = await command(here, 'reset', '--document', 'letter', '--dry-run', ...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(lines).toEqual([
      expect.stringMatching(
        /^The database .* was written by an older relay \(version 2; .* or with a copy of the whole folder, which brings that up to date\.$/,
      ),
    ])
    expect(databaseIn(here)).toEqual(before)
  }
})

test('E2: a reset from a backup that is older leaves an older folder as it is', async () => {
  const [data, backup] = [older(), older()]
  const before = databaseIn(data)
  expect((await command(data, 'reset', '--document', 'letter', '--from', backup)).code).toBe(2)
  expect(databaseIn(data)).toEqual(before)
})

test('R7: compact leaves an older database that SQLite finds damaged as it is', async () => {
  const data = older()
  withDatabase(data, (database) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
  // https://www.sqlite.org/fileformat2.html#the_database_header: how many pages are free, of which there are none so many.
  const file = join(data, 'ligature.db')
  const bytes = readFileSync(file)
  bytes.writeUInt32BE(77, 36)
  writeFileSync(file, bytes)
  const before = databaseIn(data)
  const { code, lines } = await command(data, 'compact')
  expect({ code, lines }).toEqual({ code: 2, lines: [expect.stringMatching(/damaged .*, so nothing is folded/)] })
  expect(databaseIn(data)).toEqual(before)
})

describe.each(['compact', 'reset'])('%s', (name) => {
  test('of a document that is not there leaves an older database as it is', async () => {
    const data = older()
    const before = databaseIn(data)
    expect(await command(data, name, '--document', 'nosuch')).toEqual({
      code: 2,
      stdout: '',
      lines: ['There is no document "nosuch" here.'],
    })
    expect(databaseIn(data)).toEqual(before)
  })

  test('brings an older database up to date, says so in one line, and what was before is beside it', async () => {
    const data = older()
    const { code, stdout, lines } = await command(data, name, '--document', 'letter')
    expect(code, stdout).toBe(0)
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([MIGRATED(data)])
    expect(readdirSync(data)).toContain(`ligature.db.before-${SCHEMA_VERSION}`)
    expect((await fsck(data)).code).toBe(0)
  })
})

const MIGRATED = (data: string): unknown =>
  expect.objectContaining({
    level: 'info',
    from: 2,
    to: SCHEMA_VERSION,
    before: join(data, `ligature.db.before-${SCHEMA_VERSION}`),
    msg: 'the database was brought up to date',
  })

test('a relay says in one line that it has brought a database up to date, and where the one from before is; then no more', async () => {
  const relay = await TestRelay.start({ data: older() })
  const migrations = (): unknown[] => relay.log.filter(({ msg }) => msg.includes('up to date'))
  expect(migrations()).toEqual([MIGRATED(relay.data)])
  await relay.stop()
  await relay.start()
  expect(migrations()).toHaveLength(1)
  await relay.dispose()
})

test('what a newer relay has changed is refused with the way back, and the way back is one', async () => {
  const data = copy()
  const before = join(data, `ligature.db.before-${NEWER}`)
  cpSync(join(data, 'ligature.db'), before)
  withDatabase(data, (database) =>
    database.exec(`ALTER TABLE documents ADD COLUMN novel TEXT; PRAGMA user_version = ${NEWER}`),
  )
  const { code, lines } = await command(data)
  expect(code).toBe(1)
  expect(lines).toEqual([
    `The database ${join(data, 'ligature.db')} was written by a newer relay (version ${NEWER}; this one knows ${SCHEMA_VERSION}). Start that one, or use another folder. The way back is ${before}, which is as it was before that relay, without what was written since: with no relay running, move ligature.db, ligature.db-wal and ligature.db-shm out of the folder and give it the name ligature.db.`,
  ])
  for (const name of readdirSync(data)) if (/^ligature\.db(-wal|-shm)?$/.test(name)) rmSync(join(data, name))
  renameSync(before, join(data, 'ligature.db'))
  const relay = await TestRelay.start({ data })
  expect((await FrameClient.join(relay, 'letter')).text).toBe('Dear Ben')
  await relay.dispose()
})

const DRY =
  /^letter is to begin anew with what it shows now\.\nletter \(text\) shows 8 characters\nNothing is changed\. Now its epoch is (\S+), and a reset gives it a new one\.\n$/

test('E2: --dry-run takes nothing that fsck does not take: neither the lock, nor a folder that can be written', async () => {
  const [{ epoch }] = look<{ epoch: string }>(current, 'SELECT epoch FROM heads') as [{ epoch: string }]
  const still = copy()
  setWritable(still, false)
  const alone = await humbleCommand(still, 'reset', '--document', 'letter', '--dry-run')
  expect({ code: alone.code, lines: alone.lines }).toEqual({ code: 0, lines: [] })
  expect(DRY.exec(alone.stdout)?.[1]).toBe(epoch)
  const relay = await TestRelay.start({ data: copy() })
  const beside = await command(relay.data, 'reset', '--document', 'letter', '--dry-run')
  expect({ code: beside.code, lines: beside.lines }).toEqual({ code: 0, lines: [] })
  expect(beside.stdout).toBe(alone.stdout)
  await relay.dispose()
})
