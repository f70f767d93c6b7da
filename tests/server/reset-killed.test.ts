// `reset` is killed (E2, R1): at whatever moment, it leaves the old document or the new one, whole.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { command, fsck, look, seqsOf, withDatabase } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { commandEnv, runAndEnd } from '../support/refused-start.ts'
import { BUILT_RELAY } from '../support/built-relay.ts'
import { TestRelay } from '../support/relay.ts'
import { everythingIn, writtenAndErased } from '../support/reset-stage.ts'
import { until } from '../support/until.ts'

let folder: string
let relay: TestRelay
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ligature-reset-'))
  relay = await TestRelay.start({ data: join(folder, 'data') })
})
afterEach(async () => {
  await relay.dispose()
  rmSync(folder, { recursive: true })
})

const backUp = (name: string): string => {
  const path = join(folder, name)
  cpSync(relay.data, path, { recursive: true })
  return path
}

/** The command under way, to be killed, and the lines it has said. */
function started(): { readonly child: ChildProcess; readonly said: string[] } {
  const child = spawn(process.execPath, [BUILT_RELAY, 'reset', '--document', 'killed'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: commandEnv({ LIGATURE_DATA: relay.data }),
  })
  const said: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line))
  return { child, said }
}

test('E2, R1: killed as soon as it says what it has done, it has done it', async () => {
  const ada = await writtenAndErased(relay, 'killed')
  await relay.stop()
  const { child, said } = started()
  await until('the word', () => said.some((line) => line.includes('-> 0 rows'))).finally(() => child.kill('SIGKILL'))
  await once(child, 'close')
  expect(look(relay.data, 'SELECT epoch FROM heads')).toEqual([{ epoch: expect.stringMatching(/^2\./) as string }])
  expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [] })
  await relay.start()
  expect((await FrameClient.join(relay, 'killed')).text).toBe(ada.text)
})

test(
  'E2, R1: killed in the middle of the write it has changed nothing, and the next run does it',
  { timeout: 60_000 },
  async () => {
    const ada = await writtenAndErased(relay, 'killed')
    await writtenAndErased(relay, 'killed/comments', 5)
    await relay.stop()
    // The second part's beginning takes minutes to write: the kill lands when everything else of it is written.
    withDatabase(relay.data, (database) =>
      database.exec(`CREATE TABLE slow (n); INSERT INTO slow SELECT seq FROM log;
      CREATE TRIGGER slow_write AFTER INSERT ON snapshots WHEN (SELECT part FROM heads WHERE number = NEW.number) = 'comments'
      BEGIN SELECT count(*) FROM slow a, slow b, slow c, slow d; END`),
    )
    const before = everythingIn(relay.data)
    const { child, said } = started()
    const isWriting = (): boolean =>
      withDatabase(relay.data, (database) => {
        database.exec('PRAGMA busy_timeout = 0')
        try {
          database.exec('BEGIN IMMEDIATE; ROLLBACK')
          return false
        } catch (error) {
          return /locked/.test(String(error))
        }
      })
    // Both lines about the parts are out, and the write lock is held from one look to the next.
    let looks = 0
    await until('the write to be under way', () => said.length === 3 && isWriting() && ++looks > 5).finally(() =>
      child.kill('SIGKILL'),
    )
    const [code] = (await once(child, 'close')) as [number | null]
    expect([code, said.length]).toEqual([null, 3])
    withDatabase(relay.data, (database) => database.exec('DROP TRIGGER slow_write; DROP TABLE slow'))
    expect(everythingIn(relay.data)).toEqual(before)
    expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [] })
    expect((await command(relay.data, 'reset', '--document', 'killed')).code).toBe(0)
    await relay.start()
    expect((await FrameClient.join(relay, 'killed')).text).toBe(ada.text)
  },
)

test('E2, R1: killed at any moment it leaves the old document or the new one', { timeout: 60_000 }, async () => {
  const ada = await writtenAndErased(relay, 'killed')
  await relay.stop()
  const begun = performance.now()
  expect((await command(backUp('whole-run'), 'reset', '--document', 'killed')).code).toBe(0)
  const whole = performance.now() - begun
  const left: string[] = []
  // The first is sure to be killed, however busy the machine was during the whole run.
  for (const share of [0.05, 0.5, 0.7, 0.85, 1]) {
    const data = backUp(`killed at ${share}`)
    const { code } = await runAndEnd(
      process.execPath,
      [BUILT_RELAY, 'reset', '--document', 'killed'],
      { LIGATURE_DATA: data },
      whole * share,
    )
    const [{ epoch, head } = { epoch: '', head: 0 }] = look<{ epoch: string; head: number }>(
      data,
      'SELECT epoch, head FROM heads',
    )
    const isNew = epoch.startsWith('2.')
    left.push(`${share}: ${code === null ? 'killed' : 'ended'}, ${isNew ? 'new' : 'old'}`)
    expect([head, seqsOf(data, 'log', 'killed').rows]).toEqual(isNew ? [1, 0] : [301, 301])
    expect(await fsck(data)).toMatchObject({ code: 0, problems: [], summary: { parts: 1 } })
    expect((await command(data, 'compact')).code).toBe(0)
    const [snapshot] = look<{ bytes: Uint8Array }>(data, 'SELECT bytes FROM snapshots')
    const doc = new Y.Doc()
    Y.applyUpdate(doc, snapshot!.bytes)
    expect(doc.getText('text').toString()).toBe(ada.text)
  }
  console.info(`${left.join('; ')}; a whole run took ${Math.round(whole)} ms`)
  expect(left.some((each) => each.includes('killed'))).toBe(true)
})
