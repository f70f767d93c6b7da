// `compact` (issue "The relay"; R5): with the relay stopped every log goes into its snapshot, the room goes back to the file
// system, and for the people who come back nothing has changed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { command, damage, fsck, look, seqsOf, withDatabase } from '../support/data-folder.ts'
import { foldedTwice } from '../support/folded.ts'
import { FrameClient } from '../support/frame-client.ts'
import { unintegrable } from '../support/hostile-bytes.ts'
import { commandEnv, runAndEnd } from '../support/refused-start.ts'
import { BUILT_RELAY } from '../support/built-relay.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const LETTERS = 600

let folder: string
let relay: TestRelay
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ligature-compact-'))
  relay = await TestRelay.start({ data: join(folder, 'data') })
})
afterEach(async () => {
  await relay.dispose()
  rmSync(folder, { recursive: true })
})

const databaseBytes = (): number => statSync(join(relay.data, 'ligature.db')).size
const epochs = (): unknown[] => look(relay.data, 'SELECT document, epoch, head FROM heads ORDER BY document')

/** Ada writes letter by letter, erases a little, and leaves. Her copy stays with her. */
async function written(document: string, letters = LETTERS): Promise<FrameClient> {
  const ada = await FrameClient.join(relay, document)
  for (let n = 0; n < letters; n++) ada.type(`${n} `)
  ada.doc.getText('text').delete(5, 20)
  await ada.allSaved()
  ada.leave()
  return ada
}

test('R5: every log is in its snapshot, the database is smaller, and everybody finds their text and goes on', async () => {
  const ada = await written('one')
  const ben = await written('two')
  const early = new Y.Doc()
  early.getText('text').insert(0, 'offline ')
  await relay.stop()
  const [before, epochsBefore] = [databaseBytes(), epochs()]
  const { code, stdout, lines } = await command(relay.data, 'compact')
  expect({ code, lines }).toEqual({ code: 0, lines: [] })
  const said = stdout.split('\n')
  expect(said[0]).toMatch(/^one \(text\): 601 -> 0 rows, \d+ -> \d+ bytes$/)
  expect(said[1]).toMatch(/^two \(text\): 601 -> 0 rows, \d+ -> \d+ bytes$/)
  expect(said[2]).toMatch(/^2 documents: 1202 -> 0 rows, \d+ -> \d+ bytes\. On the disk: \d+ -> \d+ bytes\.$/)
  expect(said[2]).toContain(`On the disk: ${before} -> ${databaseBytes()} bytes.`)
  expect(databaseBytes()).toBeLessThan(before)
  expect(look(relay.data, 'SELECT 1 FROM log')).toEqual([])
  expect(epochs()).toEqual(epochsBefore)
  expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [], notes: [] })

  await relay.start()
  const carol = await FrameClient.join(relay, 'one')
  expect(carol.text).toBe(ada.text)
  const back = await FrameClient.join(relay, 'two', { doc: ben.doc })
  back.type('and on')
  await back.allSaved()
  const offline = await FrameClient.join(relay, 'two', { doc: early })
  await until('everybody to have all of it', () => offline.text === back.text && back.text.includes('offline '))
  expect(back.text).toMatch(/and on/)
  for (const client of [carol, back, offline]) client.leave()
})

test('R5: what the relay has folded by itself, with the log and the snapshot it kept, is folded too; once more changes nothing', async () => {
  const ada = await foldedTwice(relay, 'long')
  await relay.stop()
  const { last: head } = seqsOf(relay.data, 'log', 'long')
  expect(seqsOf(relay.data, 'snapshots', 'long').rows).toBe(2)
  expect((await command(relay.data, 'compact')).code).toBe(0)
  expect(seqsOf(relay.data, 'snapshots', 'long')).toEqual({ rows: 1, first: head, last: head })
  expect(seqsOf(relay.data, 'log', 'long').rows).toBe(0)
  const snapshots = look(relay.data, 'SELECT * FROM snapshots')
  const again = await command(relay.data, 'compact')
  expect(again.stdout).toMatch(/^long \(text\): 0 -> 0 rows, (\d+) -> \1 bytes$/m)
  expect(look(relay.data, 'SELECT * FROM snapshots')).toEqual(snapshots)
  await relay.start()
  expect((await FrameClient.join(relay, 'long')).text).toBe(ada.text)
})

test('a document is counted as one, with its comments', async () => {
  await written('one', 50)
  await written('one/comments', 20)
  await written('two', 10)
  await relay.stop()
  const { code, stdout, lines } = await command(relay.data, 'compact')
  expect({ code, lines }).toEqual({ code: 0, lines: [] })
  expect(stdout.match(/^one \((text|comments)\): /gm)).toHaveLength(2)
  expect(stdout).toMatch(/^2 documents: 83 -> 0 rows/m)
})

test('--document folds one and leaves the others; an unknown one is named', async () => {
  await written('one', 50)
  await written('two', 50)
  await relay.stop()
  const { code, stdout } = await command(relay.data, 'compact', '--document', 'two')
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^two \(text\): 51 -> 0 rows.*\n1 document: /),
  })
  expect([seqsOf(relay.data, 'log', 'one').rows, seqsOf(relay.data, 'log', 'two').rows]).toEqual([51, 0])
  for (const [id, said] of [
    ['three', 'There is no document "three" here.'],
    ['../two', '"../two" is no document id: those have 1 to 64 letters, digits, "-" or "_".'],
  ] as const)
    expect(await command(relay.data, 'compact', '--document', id)).toEqual({ code: 2, stdout: '', lines: [said] })
})

test('beside a running relay it is refused in a sentence that names the relay, which goes on', async () => {
  const ada = await FrameClient.join(relay, 'busy')
  const { code, stdout, lines } = await command(relay.data, 'compact')
  expect({ code, stdout, lines }).toEqual({
    code: 2,
    stdout: '',
    lines: [
      expect.stringMatching(new RegExp(`is already open in another relay \\(process ${relay.pid} at ${relay.url}, `)),
    ],
  })
  ada.type('still here')
  await ada.allSaved()
  ada.leave()
})

test('where there is no relay’s folder, none is made', async () => {
  const nowhere = join(folder, 'nowhere')
  expect(await command(nowhere, 'compact')).toEqual({
    code: 2,
    stdout: '',
    lines: [expect.stringMatching(/^There is no database .*nowhere/)],
  })
  expect(statSync(nowhere, { throwIfNoEntry: false })).toBeUndefined()
})

test('R5, R7: an update that cannot be integrated is set aside, kept and told of; all else is folded', async () => {
  const ada = await written('poisoned', 50)
  await relay.stop()
  const { before, poison } = unintegrable(7)
  // In the place of the erasing at the end: nothing hangs on it.
  damage(relay.data, 'INSERT INTO log SELECT number, 52, epoch, author, at, ? FROM log WHERE seq = 51', poison)
  damage(relay.data, 'UPDATE log SET bytes = ? WHERE seq = 51', before)
  damage(relay.data, 'UPDATE heads SET head = 52')
  const { code, stdout, lines } = await command(relay.data, 'compact')
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^poisoned \(text\): 52 -> 0 rows/) })
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'error', document: 'poisoned', seq: 52, msg: 'a stored update cannot be integrated; set aside' },
  ])
  expect(look(relay.data, 'SELECT seq, bytes FROM quarantine')).toEqual([{ seq: 52, bytes: new Uint8Array(poison) }])
  const { code: sound, notes } = await fsck(relay.data)
  expect({ sound, notes }).toMatchObject({ sound: 0, notes: [{ kind: 'set-aside', document: 'poisoned', seq: 52 }] })
  await relay.start()
  const words = Array.from({ length: 50 }, (_, n) => `${n} `).join('')
  expect((await FrameClient.join(relay, 'poisoned')).text).toBe(words)
  // Her erasing was lost in the store, not with her.
  const back = await FrameClient.join(relay, 'poisoned', { doc: ada.doc })
  await back.allSaved()
  expect((await FrameClient.join(relay, 'poisoned')).text).toBe(ada.text)
})

test('R5: a snapshot that was damaged is whole again, from the one before and the log', async () => {
  const ada = await foldedTwice(relay, 'long')
  await relay.stop()
  const { last } = seqsOf(relay.data, 'snapshots', 'long')
  damage(relay.data, 'UPDATE snapshots SET bytes = zeroblob(100) WHERE seq = ?', last)
  expect((await fsck(relay.data)).problems).toMatchObject([{ kind: 'snapshot-hash', document: 'long', seq: last }])
  expect((await command(relay.data, 'compact')).code).toBe(0)
  expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [] })
  await relay.start()
  expect((await FrameClient.join(relay, 'long')).text).toBe(ada.text)
})

test('R7: a document of which nothing whole is left is named, though there is nothing to fold', async () => {
  const ada = await foldedTwice(relay, 'lost')
  ada.leave()
  await relay.stop()
  expect((await command(relay.data, 'compact')).code).toBe(0)
  damage(relay.data, 'UPDATE snapshots SET bytes = zeroblob(9)')
  const { code, stdout } = await command(relay.data, 'compact')
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /^lost \(text\): not folded, and left as it was: .*does not match its hash, and there is no other/m,
  )
})

test('R5: when the disk does not keep the new snapshot, log and text are kept, and it is said', async () => {
  const ada = await written('rotting', 50)
  await relay.stop()
  withDatabase(relay.data, (database) => {
    for (const deed of ['INSERT', 'UPDATE OF sha256'])
      database.exec(`CREATE TRIGGER "rots at ${deed}" AFTER ${deed} ON snapshots
                     BEGIN UPDATE snapshots SET bytes = zeroblob(9) WHERE number = NEW.number AND seq = NEW.seq; END`)
  })
  const { code, stdout } = await command(relay.data, 'compact')
  expect(code, stdout).toBe(1)
  expect(stdout).toMatch(/^rotting \(text\): not folded, and left as it was: .*not whole when it was read back/)
  expect(seqsOf(relay.data, 'log', 'rotting')).toEqual({ rows: 51, first: 1, last: 51 })
  expect((await fsck(relay.data)).problems).toMatchObject([{ kind: 'snapshot-hash', document: 'rotting', seq: 51 }])
  await relay.start()
  expect((await FrameClient.join(relay, 'rotting')).text).toBe(ada.text)
})

test('R7: a document that cannot be folded stays as it is, is named, and keeps none of the others from it', async () => {
  await written('broken', 50)
  await written('whole', 50)
  await relay.stop()
  damage(relay.data, `DELETE FROM log WHERE seq = 9 AND number = (SELECT number FROM heads WHERE document = 'broken')`)
  const before = look(
    relay.data,
    `SELECT * FROM log WHERE number = (SELECT number FROM heads WHERE document = 'broken')`,
  )
  const { code, stdout } = await command(relay.data, 'compact')
  expect(code, stdout).toBe(1)
  expect(stdout).toMatch(/^broken \(text\): not folded, and left as it was: .*broken has no row after 8/m)
  expect(stdout).toMatch(/^whole \(text\): 51 -> 0 rows/m)
  expect(stdout).toMatch(/^2 documents, 1 of them not folded: 101 -> 50 rows/m)
  expect(look(relay.data, 'SELECT * FROM log')).toEqual(before)
})

test('R1, R5: killed at any moment it loses nothing, and the next run does the rest', { timeout: 60_000 }, async () => {
  const ada = await written('one')
  const ben = await written('two')
  await relay.stop()
  const copy = (name: string): string => {
    const data = join(folder, name)
    cpSync(relay.data, data, { recursive: true })
    return data
  }
  const begun = performance.now()
  expect((await command(copy('whole-run'), 'compact')).code).toBe(0)
  const whole = performance.now() - begun
  const moments: readonly (readonly [string, (data: string) => Promise<number | null>])[] = [
    // One is folded, and the other is not.
    ['at its first line', killedAtItsFirstLine],
    ...[0.5, 0.65, 0.8].map(
      (share) =>
        [
          `after ${Math.round(whole * share)} ms`,
          async (data: string) =>
            (await runAndEnd(process.execPath, [BUILT_RELAY, 'compact'], { LIGATURE_DATA: data }, whole * share)).code,
        ] as const,
    ),
  ]
  const killed: string[] = []
  for (const [moment, run] of moments) {
    const data = copy(`killed ${moment}`)
    if ((await run(data)) === null) killed.push(moment)
    expect(await fsck(data)).toMatchObject({ code: 0, problems: [], summary: { parts: 2 } })
    expect((await command(data, 'compact')).code).toBe(0)
    const texts = look<{ bytes: Uint8Array }>(data, 'SELECT bytes FROM snapshots ORDER BY number').map(({ bytes }) => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, bytes)
      return doc.getText('text').toString()
    })
    expect(texts).toEqual([ada.text, ben.text])
  }
  console.info(`killed ${killed.join(', ')}; a whole run took ${Math.round(whole)} ms`)
  expect(killed).toContain('at its first line')
})

async function killedAtItsFirstLine(data: string): Promise<number | null> {
  // The second snapshot takes minutes to write: the kill lands before.
  withDatabase(data, (database) =>
    database.exec(`CREATE TABLE slow (n); INSERT INTO slow SELECT seq FROM log;
      CREATE TRIGGER slow_write AFTER INSERT ON snapshots WHEN (SELECT count(*) FROM snapshots) > 1
      BEGIN SELECT count(*) FROM slow a, slow b, slow c, slow d; END`),
  )
  const child = spawn(process.execPath, [BUILT_RELAY, 'compact'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: commandEnv({ LIGATURE_DATA: data }),
  })
  child.stdout.once('data', () => child.kill('SIGKILL'))
  const [code] = (await once(child, 'close')) as [number | null]
  withDatabase(data, (database) => database.exec('DROP TRIGGER slow_write; DROP TABLE slow'))
  return code
}
