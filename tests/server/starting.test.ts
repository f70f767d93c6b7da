// Starting and stopping (issue "Bad input"; protocol R11): what cannot work is said at once, each problem in one sentence
// without a stack, and ends with exit code 1; a relay that is told to stop drains and ends with 0.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { databaseOf } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { RawPeer } from '../support/raw-peer.ts'
import { commandEnv, runAndEnd, startAndEnd } from '../support/refused-start.ts'
import { BUILT_RELAY } from '../support/built-relay.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'ligature-start-'))
let relay: TestRelay
beforeAll(async () => {
  relay = await TestRelay.start()
})
afterAll(async () => {
  await relay.dispose()
  rmSync(folder, { recursive: true })
})

const expectRefusal = async (settings: Readonly<Record<string, string>>, ...sentences: RegExp[]): Promise<void> => {
  const { code, stdout, lines } = await startAndEnd({
    LIGATURE_PORT: '0',
    LIGATURE_DATA: join(folder, 'unused'),
    ...settings,
  })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(lines).toHaveLength(sentences.length)
  sentences.forEach((sentence, at) => expect(lines[at]).toMatch(sentence))
  expect(lines.join('\n')).not.toMatch(/^\s+at |\.ts:\d|node:internal/m)
}

test('a port in use is named, and what to do about it', async () => {
  await expectRefusal(
    { LIGATURE_PORT: new URL(relay.url).port },
    new RegExp(`^Port ${new URL(relay.url).port} on 127.0.0.1 is in use\\.`),
  )
})

test('an address this machine does not have is named', async () => {
  await expectRefusal(
    { LIGATURE_HOST: '192.0.2.1', LIGATURE_ALLOW_OPEN_NETWORK: '1' },
    /^This machine has no address 192\.0\.2\.1\./,
  )
})

test('a data folder that cannot be written is named', async () => {
  writeFileSync(join(folder, 'a-file'), '')
  await expectRefusal(
    { LIGATURE_DATA: join(folder, 'a-file', 'data') },
    /^The data folder .*a-file\/data cannot be written: /,
  )
})

test('a file in the place of the data folder is called one', async () => {
  const file = join(folder, 'another-file')
  writeFileSync(file, '')
  const said = `${file} is a file and no folder. Set LIGATURE_DATA to the data folder of a relay`
  await expectRefusal({ LIGATURE_DATA: file }, new RegExp(`^${said}, or to one that it is to make\\.$`))
  const command = await startAndEnd({ LIGATURE_DATA: file }, 'fsck')
  expect([command.code, command.lines]).toEqual([2, [expect.stringMatching(`^${said}; `)]])
})

test.runIf(process.platform === 'linux')('also one under a folder that takes none', async () => {
  await expectRefusal(
    { LIGATURE_DATA: '/proc/nowhere/data' },
    /^The data folder \/proc\/nowhere\/data cannot be written: /,
  )
})

test('a data folder that is already open names the relay that has it, and leaves it working', async () => {
  await expectRefusal(
    { LIGATURE_DATA: relay.data },
    new RegExp(
      `^The data folder ${relay.data} is already open in another relay \\(process ${relay.pid} at ${relay.url}, since `,
    ),
  )
  const ada = await FrameClient.join(relay, 'still-works')
  ada.type('x')
  await ada.allSaved()
  ada.leave()
})

test('a database of a newer relay is left alone', async () => {
  const data = mkdtempSync(join(folder, 'newer-'))
  const newer = new DatabaseSync(join(data, 'ligature.db'))
  newer.exec('PRAGMA user_version = 99')
  newer.close()
  await expectRefusal({ LIGATURE_DATA: data }, /^The database .* was written by a newer relay \(version 99; /)
})

test('every wrong setting is listed, all at once', async () => {
  await expectRefusal(
    {
      LIGATURE_COLOUR: 'red',
      LIGATURE_HOST: 'my-machine',
      LIGATURE_PORT: '70000',
      LIGATURE_ACCESS: 'friends',
      LIGATURE_ORIGINS: 'https://fine.example, example.org/path',
      LIGATURE_PUBLIC_URL: 'ftp://example.org',
      LIGATURE_LOG: 'loud',
      LIGATURE_MAX_FRAME_BYTES: 'many',
      LIGATURE_EXIT_WITH_PARENT: 'yes',
      LIGATURE_ALLOW_OPEN_NETWORK: '1',
    },
    /^LIGATURE_COLOUR is not a setting/,
    /^LIGATURE_HOST is "my-machine"/,
    /^LIGATURE_ACCESS is "friends"/,
    /^LIGATURE_ORIGINS contains "example.org\/path"/,
    /^LIGATURE_PUBLIC_URL is "ftp:\/\/example.org"/,
    /^LIGATURE_LOG is "loud"/,
    /^LIGATURE_PORT is "70000"/,
    /^LIGATURE_MAX_FRAME_BYTES is "many"/,
    /^LIGATURE_EXIT_WITH_PARENT is "yes"/,
  )
})

test('open access on an address that others can reach is refused unless it is asked for', async () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1'])
    await expectRefusal({ LIGATURE_HOST: host }, /other machines can reach.*LIGATURE_ALLOW_OPEN_NETWORK=1/)
})

test('open access under a public address is refused unless it is asked for, or a secret is', async () => {
  for (const url of ['https://write.example.org', 'http://192.0.2.1:8080', 'https://127.example.org'])
    await expectRefusal(
      { LIGATURE_PUBLIC_URL: url },
      /^LIGATURE_PUBLIC_URL is ".+", and with open access everybody .* LIGATURE_ALLOW_OPEN_NETWORK=1, or set LIGATURE_SECRET\.$/,
    )
  for (const settings of [
    { LIGATURE_PUBLIC_URL: 'https://write.example.org', LIGATURE_ALLOW_OPEN_NETWORK: '1' },
    { LIGATURE_PUBLIC_URL: 'https://write.example.org', LIGATURE_SECRET: 'x'.repeat(32) },
    { LIGATURE_PUBLIC_URL: 'http://localhost:8080' },
    { LIGATURE_PUBLIC_URL: 'http://[::1]:8080' },
  ])
    expect(readConfig(settings).publicUrl).toBe(settings.LIGATURE_PUBLIC_URL)
})

test('an address of PostgreSQL that a password has cut in two is refused with how such a password is written, and not told', () => {
  for (const password of ['secret#1', 'secret/1', 'secret?1']) {
    const reading = (): unknown => readConfig({ DATABASE_URL: `postgres://me:${password}@localhost/x` })
    expect(reading, password).toThrow(/a password has %23 for #, %2F for \/, %3F for \?, %40 for @/)
    expect(reading, password).not.toThrow(/secret/)
  }
})

test('the service that the README writes down starts, and the proxies before it ask for a password', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const settings = [...readme.matchAll(/^Environment=(\w+)=(.+)$/gm)].map(([, name, value]) => [name!, value!] as const)
  const config = readConfig(Object.fromEntries(settings))
  expect(config.publicUrl).toBe('https://write.example.org')
  for (const proxy of [/^write\.example\.org \{\n\tbasic_auth \{/m, /^location \/ \{\n {4}auth_basic /m])
    expect(readme).toMatch(proxy)
})

test('the settings that docs/operating.md writes down for several relays are such with which they start', () => {
  const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
  const [, file] = /^`\/etc\/ligature\.env`.*\n```sh\n((?:[A-Z_]+=\S+\n)+)```$/m.exec(page)!
  const config = readConfig(
    Object.fromEntries(
      file!
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/).slice(0, 2)),
    ),
  )
  expect(config).toMatchObject({ trustProxy: true, drainSeconds: 3, publicUrl: 'https://write.example.org' })
  expect([config.databaseUrl, config.redisUrl]).toEqual([expect.any(String), expect.any(String)])
})

test('what docs/recipes.md has people export for their scripts is nothing to the relay, and keeps no command from its work', async () => {
  const page = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8')
  const names = [...page.matchAll(/^(LIGATURE_[A-Z]+) {2,}\S/gm)].map(([, name]) => name!)
  expect(names).toEqual(['LIGATURE_URL', 'LIGATURE_TOKEN'])
  const exported = Object.fromEntries(names.map((name) => [name, 'lgt_x']))
  expect(readConfig(exported)).toEqual(readConfig({}))
  expect(await startAndEnd({ LIGATURE_DATA: relay.data, ...exported }, 'tokens', 'list')).toMatchObject({
    code: 0,
    lines: [],
  })
})

test('accounts do not exist yet, and are not quietly taken for open', async () => {
  await expectRefusal({ LIGATURE_ACCESS: 'accounts' }, /^LIGATURE_ACCESS is "accounts"; accounts do not exist yet/)
})

const OLD_NODE = '/usr/bin/node'
const oldNode = existsSync(OLD_NODE) ? spawnSync(OLD_NODE, ['--version'], { encoding: 'utf8' }).stdout.trim() : ''
/** Debian's own Node is the one that people try first. */
const canTryOldNode = existsSync(BUILT_RELAY) && /^v(1\d|2[0-3])\./.test(oldNode)

const OLD = "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})"

test('a Node that is too old is told so in one sentence', async () => {
  await expectRefusal(
    { NODE_OPTIONS: `--import=${OLD}` },
    /^The relay needs Node 24 or newer; this is Node 20\.1\.0\. Inside the project, npm run relay uses the right one\.$/,
  )
})

test('a command on a Node that is too old is told how to run it as it is', async () => {
  const { code, lines } = await runAndEnd(
    process.execPath,
    ['--import', OLD, BUILT_RELAY, 'reset', '--document', 'letter', '--dry-run'],
    {},
  )
  expect({ code, lines }).toEqual({
    code: 2,
    lines: [
      'The relay needs Node 24 or newer; this is Node 20.1.0. Inside the project, node_modules/.bin/node out/server/main.js reset --document letter --dry-run uses the right one.',
    ],
  })
})

test('a word that is no command is answered with those that are', async () => {
  const { code, lines } = await startAndEnd({}, 'bogus')
  expect({ code, lines }).toEqual({
    code: 2,
    lines: [
      'The relay does not take "bogus": its commands are fsck, compact, reset, migrate, tokens, and settings come from the environment; see --help.',
    ],
  })
})

test.skipIf(!canTryOldNode)('a real Node that is too old can say so itself: the bundle loads on it', async () => {
  const { code, stdout, lines } = await runAndEnd(OLD_NODE, [BUILT_RELAY], {})
  expect({ code, stdout, lines }).toEqual({
    code: 1,
    stdout: '',
    lines: [expect.stringMatching(/^The relay needs Node 24 or newer; this is Node /)],
  })
})

test('--help lists every setting and ends well, also with wrong ones', async () => {
  const { code, stdout, lines } = await startAndEnd({ LIGATURE_PORT: 'wrong' }, '--help')
  expect({ code, lines }).toEqual({ code: 0, lines: [] })
  for (const name of [
    'HOST',
    'PORT',
    'DATA',
    'ACCESS',
    'ALLOW_OPEN_NETWORK',
    'ORIGINS',
    'PUBLIC_URL',
    'LOG',
    'MAX_FRAME_BYTES',
  ])
    expect(stdout).toMatch(new RegExp(`^  LIGATURE_${name} `, 'm'))
})

test('R11: told to stop, it says goaway, saves what is under way, closes with 4503 and ends with 0, whatever a dead peer does', async () => {
  const stopping = await TestRelay.start()
  const ada = await FrameClient.join(stopping, 'last-words')
  const stock = await FrameClient.join(stopping, 'last-words', { stock: true })
  // One upgraded and one refused peer, neither of which ever hangs up by itself.
  await RawPeer.upgrade(stopping, '/sync/last-words')
  await RawPeer.upgrade(stopping, '/nowhere')
  for (let n = 0; n < 50; n++) ada.type(`${n};`)
  const begun = performance.now()
  expect(await stopping.stop()).toBe(0)
  expect(performance.now() - begun).toBeLessThan(6_000)
  expect([await ada.closed(), await stock.closed()]).toEqual([4503, 4503])
  expect(ada.frames('goaway')).toHaveLength(1)
  const { saved } = ada
  await stopping.start()
  const again = await FrameClient.join(stopping, 'last-words')
  const words = Array.from({ length: 50 }, (_, n) => `${n};`)
  // Frame 1 was the answer to the relay's step 1.
  expect(again.text.startsWith(words.slice(0, Math.max(0, saved - 1)).join(''))).toBe(true)
  again.leave()
  await stopping.dispose()
})

test('R11: told to stop, it takes nobody and nothing more, and is done, though somebody goes on writing faster than the disk', async () => {
  const stopping = await TestRelay.start()
  const ada = await FrameClient.join(stopping, 'steady')
  await ada.allSaved()
  const database = databaseOf(stopping.data)
  database.exec(`CREATE TRIGGER slow AFTER INSERT ON log BEGIN
    SELECT count(*) FROM (WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 30000) SELECT x FROM n); END`)
  database.close()
  // Never more ahead of the disk than it can save in good time, and never level with it.
  const typing = setInterval(() => {
    while (ada.socket.readyState === ada.socket.OPEN && ada.sent < ada.saved + 30) ada.type('x')
  }, 2)
  await until('the disk to be behind', () => ada.saved > 20)
  stopping.signal('SIGTERM')
  await until('goaway', () => ada.frames('goaway').length > 0)
  const late = await RawPeer.upgrade(stopping, '/sync/steady')
  const savedThen = ada.saved
  const { sent: sentThen } = ada
  await until('it to have ended', () => !stopping.running, 15_000).finally(() => clearInterval(typing))
  expect(savedThen).toBeLessThan(sentThen)
  expect(late.status).toBe(503)
  expect(await stopping.stop()).toBe(0)
  expect(ada.closeCode).toBe(4503)
  await stopping.start()
  const again = await FrameClient.join(stopping, 'steady')
  // Frame 1 was the answer to the relay's step 1.
  expect(again.text.length).toBeGreaterThanOrEqual(ada.saved - 1)
  again.leave()
  await stopping.dispose()
}, 30_000)

test('LIGATURE_EXIT_WITH_PARENT: the relay drains and ends when its parent is killed', async () => {
  const script = `const c = require('child_process').spawn(process.execPath, [${JSON.stringify(BUILT_RELAY)}], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LIGATURE_EXIT_WITH_PARENT: process.pid } })
    c.stdout.once('data', (line) => console.log(JSON.stringify({ pid: c.pid, url: JSON.parse(line.toString().split('\\n')[0]).url })))`
  const parent = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: commandEnv({ LIGATURE_PORT: '0', LIGATURE_DATA: join(folder, 'orphan') }),
  })
  let printed = ''
  parent.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  await until('the relay to listen', () => printed.includes('\n'))
  const { pid, url } = JSON.parse(printed) as { pid: number; url: string }
  const orphan = { url, syncUrl: `${url.replace('http', 'ws')}/sync` } as TestRelay
  const ada = await FrameClient.join(orphan, 'orphaned')
  parent.kill('SIGKILL')
  expect(await ada.closed()).toBe(4503)
  await until('the relay to be gone', () => !alive(pid))
})

test('LIGATURE_EXIT_WITH_PARENT: a relay whose parent died while it was starting ends too', async () => {
  const parent = spawn(process.execPath, ['-e', ''])
  await once(parent, 'exit')
  const env = { LIGATURE_PORT: '0', LIGATURE_DATA: join(folder, 'late'), LIGATURE_EXIT_WITH_PARENT: String(parent.pid) }
  const relay = spawn(process.execPath, [BUILT_RELAY], {
    stdio: 'ignore',
    env: commandEnv(env),
  })
  const [code] = (await once(relay, 'exit')) as [number | null]
  expect(code).toBe(0)
})

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // ESRCH: there is no such process.
    return false
  }
}
