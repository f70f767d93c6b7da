// `compact` where something is damaged that no fold can mend (R5, R7): it says so, and costs nobody a letter.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { command, damage, fsck, look, withDatabase } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'

let folder: string
let relay: TestRelay
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ligature-compact-damaged-'))
  relay = await TestRelay.start({ data: join(folder, 'data') })
})
afterEach(async () => {
  await relay.dispose()
  rmSync(folder, { recursive: true })
})

async function written(document: string, ...words: readonly string[]): Promise<string> {
  const client = await FrameClient.join(relay, document)
  for (const word of words) client.type(word)
  await client.allSaved()
  client.leave()
  return client.text
}

/** What a disk leaves behind that lost one write: pages of these bytes are in SQLite's list of free pages. */
function listAsFree(path: string, bytes: string): void {
  withDatabase(relay.data, (database) =>
    database.exec('CREATE TABLE t (b BLOB); INSERT INTO t VALUES (zeroblob(40000)); DROP TABLE t'),
  )
  withDatabase(relay.data, (database) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'))
  // https://www.sqlite.org/fileformat2.html#the_freelist: the first trunk page, and the leaves that it names.
  const file = readFileSync(path)
  const pageBytes = file.readUInt16BE(16)
  const trunk = (file.readUInt32BE(32) - 1) * pageBytes
  const leaves = Buffer.alloc(4 * file.readUInt32BE(trunk + 4))
  const first = Math.ceil(file.indexOf(bytes) / pageBytes) + 1
  for (let at = 0; at < leaves.length; at += 4) leaves.writeUInt32BE(first + at / 4, at)
  const descriptor = openSync(path, 'r+')
  writeSync(descriptor, leaves, 0, leaves.length, trunk + 8)
  closeSync(descriptor)
}

test('R7: into a file that SQLite finds damaged nothing is written, for it may go over the text of another document', async () => {
  const text = await written('adas', 'Ada '.repeat(12_000))
  await written('bens', ...Array.from({ length: 40 }, (_, n) => `${n}`.padEnd(1_000, ' Ben')))
  await relay.stop()
  const path = join(relay.data, 'ligature.db')
  listAsFree(path, 'Ada '.repeat(500))
  expect((await fsck(relay.data)).problems).toMatchObject([{ kind: 'database-damaged' }])
  expect(await command(relay.data, 'compact', '--document', 'bens')).toEqual({
    code: 2,
    stdout: '',
    lines: [
      expect.stringMatching(
        /^SQLite finds the database .*ligature\.db damaged \(.+\), so nothing is folded: .*Copy the data folder away .*fsck.* restore a backup\.$/,
      ),
    ],
  })
  expect(look(relay.data, 'SELECT count(*) AS rows FROM log')).toEqual([{ rows: 41 }])
  await relay.start()
  expect((await FrameClient.join(relay, 'adas')).text).toBe(text)
})

test('R7: a document whose snapshot is not there is named, though there is nothing to fold', async () => {
  await written('lost', ...Array.from({ length: 50 }, (_, n) => `${n} `))
  await written('whole', 'still here')
  await relay.stop()
  expect((await command(relay.data, 'compact')).code).toBe(0)
  damage(
    relay.data,
    "DELETE FROM snapshots WHERE number = (SELECT number FROM heads WHERE document = 'lost' AND part = 'text')",
  )
  expect((await fsck(relay.data)).problems).toMatchObject([
    { kind: 'snapshot-missing', document: 'lost', part: 'text' },
    { kind: 'log-gap', document: 'lost', part: 'text' },
  ])
  const { code, stdout } = await command(relay.data, 'compact')
  expect(code, stdout).toBe(1)
  expect(stdout).toMatch(/^lost \(text\): not folded, and left as it was: the log of lost has no row after 0/m)
  expect(stdout).toMatch(/^whole \(text\): 0 -> 0 rows/m)
})

test('R7: what hangs on a damaged update is a problem, by how much; compact leaves it, and whoever has it whole mends it', async () => {
  const doc = new Y.Doc()
  const ada = await FrameClient.join(relay, 'spoilt', { doc })
  // Each word hangs on the one before.
  for (const word of ['one ', 'two ', 'three ', 'four ']) ada.type(word)
  await ada.allSaved()
  ada.leave()
  await relay.stop()
  damage(relay.data, "UPDATE log SET bytes = x'0909' WHERE seq = 2")
  const hidden = { kind: 'hidden', document: 'spoilt', what: expect.stringMatching(/: 11 characters$/) as string }
  expect((await fsck(relay.data)).problems).toMatchObject([{ kind: 'row-undecodable', seq: 2 }, hidden])
  const { code, stdout } = await command(relay.data, 'compact')
  expect(code, stdout).toBe(1)
  expect(stdout).toMatch(
    /^spoilt \(text\): not folded, and left as it was: the update with seq 2 .* does not decode\. Restore a backup/m,
  )
  expect(look(relay.data, 'SELECT count(*) AS rows FROM log')).toEqual([{ rows: 4 }])
  // A relay goes on without it, and that stays a problem.
  await relay.start()
  const ben = await FrameClient.join(relay, 'spoilt')
  expect(ben.text).toBe('one ')
  ben.leave()
  await relay.stop()
  expect(await fsck(relay.data)).toMatchObject({ code: 1, problems: [hidden], notes: [{ kind: 'set-aside' }] })
  await relay.start()
  const back = await FrameClient.join(relay, 'spoilt', { doc })
  await back.allSaved()
  back.leave()
  expect((await FrameClient.join(relay, 'spoilt')).text).toBe('one two three four ')
  await relay.stop()
  expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [] })
})
