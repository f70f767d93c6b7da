// The commands on a database of an older relay: whoever only asks, or asks for what is not there, finds every file as it was;
// and on the way on, the copy from before is named.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command, fsck, humbleCommand, look, setWritable, withDatabase } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'

const folder = mkdtempSync(join(tmpdir(), 'ligature-older-'))
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
      'ALTER TABLE snapshots DROP COLUMN held; ALTER TABLE snapshots DROP COLUMN held_sha256; PRAGMA user_version = 2',
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

test('compact and reset of a document that is not there leave an older database as it is', async () => {
  for (const name of ['compact', 'reset']) {
    const data = older()
    const before = databaseIn(data)
    expect(await command(data, name, '--document', 'nosuch')).toEqual({
      code: 2,
      stdout: '',
      lines: ['There is no document "nosuch" here.'],
    })
    expect(databaseIn(data)).toEqual(before)
  }
})

test('compact and reset bring an older database up to date, and what was before is beside it', async () => {
  for (const name of ['compact', 'reset']) {
    const data = older()
    const { code, stdout } = await command(data, name, '--document', 'letter')
    expect(code, stdout).toBe(0)
    expect(readdirSync(data)).toContain('ligature.db.before-3')
    expect((await fsck(data)).code).toBe(0)
  }
})

const DRY = /^letter is to begin anew with what it shows now\.\nletter \(text\) shows 8 characters\nNothing is changed\. Now its epoch is (\S+), and a reset gives it a new one\.\n$/

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
