// The commands on a folder that is not theirs to write: a backup on a disk that takes nothing, and one of another user. What can
// be read is read; what cannot be done is said with what to do, and nothing is made or changed.
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { command, humbleCommand, setWritable, strangersCommand, withDatabase } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'

const folder = mkdtempSync(join(tmpdir(), 'ligature-foreign-'))
const at = (name: string): string => join(folder, name)
const copied = (from: string, name: string): string => {
  cpSync(at(from), at(name), { recursive: true })
  return at(name)
}
const filesIn = (data: string): unknown =>
  readdirSync(data, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => [name, statSync(join(data, name)).mtimeMs])

beforeAll(async () => {
  const relay = await TestRelay.start({ data: at('stopped') })
  const ada = await FrameClient.join(relay, 'letter')
  ada.type('saved before')
  await ada.allSaved()
  await relay.stop()
  await relay.start()
  const ben = await FrameClient.join(relay, 'letter')
  ben.type(', and last')
  await ben.allSaved()
  await relay.kill()
  // As it lay there at the kill: what was typed last is in the write-ahead log only.
  cpSync(at('stopped'), at('killed'), { recursive: true })
  await relay.start()
  await relay.stop()
  // Of the relay's two connections none may have been the last, which takes the log into the database and away.
  withDatabase(at('stopped'), (database) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
  expect(readdirSync(at('stopped'))).not.toContain('ligature.db-wal')
}, 60_000)
afterAll(() => {
  for (const name of readdirSync(folder)) setWritable(at(name), true)
  rmSync(folder, { recursive: true })
})

const CLEAN = '1 document with 2 rows of log, 0 images: no problem, 0 notes.\n'

// Windows has other permissions.
describe.skipIf(process.platform === 'win32')('a folder that cannot be written', () => {
  test('fsck reads one whose relay was stopped, and makes nothing there', async () => {
    const data = copied('stopped', 'stopped-still')
    setWritable(data, false)
    const before = filesIn(data)
    expect(await humbleCommand(data, 'fsck')).toEqual({ code: 0, stdout: CLEAN, lines: [] })
    expect(filesIn(data)).toEqual(before)
  })

  test('fsck reads one with a write-ahead log and its index, the log included', async () => {
    const data = copied('killed', 'killed-still')
    setWritable(data, false)
    expect(await humbleCommand(data, 'fsck')).toEqual({ code: 0, stdout: CLEAN, lines: [] })
  })

  test('fsck never passes over a write-ahead log that it cannot read: it says what to do', async () => {
    const data = copied('killed', 'copied-without-index')
    rmSync(join(data, 'ligature.db-shm'))
    setWritable(data, false)
    const { code, stdout, lines } = await humbleCommand(data, 'fsck')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(lines).toEqual([
      expect.stringMatching(
        /^The database .*ligature\.db cannot be read where it is: .* Copy the whole data folder to where that is so, and name the copy\.$/,
      ),
    ])
    setWritable(data, true)
    expect((await humbleCommand(data, 'fsck')).stdout).toBe(CLEAN)
  })

  test('reset --from fetches a document out of one', async () => {
    const [data, backup] = [copied('stopped', 'to-be-reset'), copied('stopped', 'backup-still')]
    setWritable(backup, false)
    const { code, stdout } = await humbleCommand(data, 'reset', '--document', 'letter', '--from', backup)
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('letter (text) shows 22 characters\n'),
    })
  })

  test('compact and reset say that they cannot write it', async () => {
    const data = copied('stopped', 'not-to-be-written')
    setWritable(data, false)
    for (const args of [['compact'], ['reset', '--document', 'letter']]) {
      const { code, lines } = await humbleCommand(data, ...args)
      expect(code).toBe(2)
      expect(lines).toEqual([expect.stringMatching(/^The data folder .* cannot be written: .* Make it writable/)])
    }
  })

  test('one that may not even be looked into is not said to have no database', async () => {
    const data = copied('stopped', 'not-to-be-read')
    chmodSync(data, 0o000)
    const { code, lines } = await humbleCommand(data, 'fsck')
    chmodSync(data, 0o755)
    expect({ code, lines }).toEqual({
      code: 2,
      lines: [
        expect.stringMatching(/^The data folder .* may not be read by the user .*\. Run the command as the user who/),
      ],
    })
  })
})

describe.skipIf(process.platform === 'win32')('a folder of another user', () => {
  test('compact and reset change nothing, and name both users and the way', async () => {
    const before = filesIn(at('stopped'))
    for (const args of [['compact'], ['reset', '--document', 'letter']]) {
      const { code, stdout, lines } = await strangersCommand(at('stopped'), ...args)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(lines).toEqual([
        expect.stringMatching(
          /^The data folder .* belongs to the user .*, and this is the user \d+: .* setpriv --reuid=\d+ --regid=\d+ --clear-groups before it\.$/,
        ),
      ])
    }
    expect(filesIn(at('stopped'))).toEqual(before)
    expect((await command(at('stopped'), 'fsck')).stdout).toBe(CLEAN)
  })

  test('fsck reads it', async () => {
    expect((await strangersCommand(at('stopped'), 'fsck')).stdout).toBe(CLEAN)
  })
})
