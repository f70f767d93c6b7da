// `npm run pretest` on machines that lack what the tests need: PATH holds only what each story puts there.
import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const RUN = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url))
/** Whoever runs the tests, each story has its own person. */
const as = (uid: number): string => `data:text/javascript,process.getuid=()=>${uid}`
const ROOT_USER = 0
const PERSON = 1000

let bin: string

beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'ligature-bin-'))
})
afterEach(async () => {
  await rm(bin, { recursive: true })
})

async function program(name: string, script = 'exit 0'): Promise<string> {
  const file = join(bin, name)
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  return file
}

/** An apt-get that writes down what it was asked, and puts the programs where packages would. */
async function aptGet(): Promise<() => Promise<string>> {
  const notes = join(bin, 'asked.txt')
  const give = `[ "$1" = install ] && for one in chromium redis-server strace; do echo '#!/bin/sh' > "${bin}/$one"; /bin/chmod +x "${bin}/$one"; done`
  await program('apt-get', `echo "$@" >> "${notes}"\n${give}\nexit 0`)
  return () => readFile(notes, 'utf8')
}

async function pretest(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}, uid = PERSON) {
  const { promise, resolve } = Promise.withResolvers<{ code: number | null; output: string }>()
  const child = spawn(process.execPath, ['--import', as(uid), RUN, 'pretest', ...args], { env: { PATH: bin, ...env } })
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  child.stderr.on('data', (text: Buffer) => (output += text.toString()))
  child.once('close', (code) => resolve({ code, output }))
  return promise
}

describe.runIf(process.platform === 'linux')('pretest', () => {
  test('says nothing where everything is on PATH', async () => {
    await Promise.all([program('chromium'), program('redis-server'), program('strace')])
    expect(await pretest()).toEqual({ code: 0, output: '' })
  })

  test('believes the environment first', async () => {
    await Promise.all([program('redis-server'), program('strace')])
    const path = await program('my-browser')
    expect(await pretest([], { CHROMIUM_PATH: path })).toEqual({ code: 0, output: '' })
  })

  test('takes a variable that leads nowhere for missing', async () => {
    await Promise.all([program('chromium'), program('redis-server'), program('strace')])
    const { code, output } = await pretest([], { CHROMIUM_PATH: join(bin, 'nowhere') })
    expect(code).toBe(1)
    expect(output).toContain('Chromium')
  })

  test('installs what is missing, and only that, as root', async () => {
    await program('redis-server')
    const asked = await aptGet()
    expect((await pretest([], {}, ROOT_USER)).code).toBe(0)
    expect(await asked()).toBe('update\ninstall --yes --no-install-recommends chromium fonts-liberation strace\n')
  })

  test.each([
    { why: 'when told to', args: ['--yes'], env: {} },
    { why: 'in CI', args: [], env: { CI: 'true' } },
  ])('installs $why', async ({ args, env }) => {
    const asked = await aptGet()
    await program('sudo', 'exec "$@"')
    expect((await pretest(args, env)).code).toBe(0)
    expect(await asked()).toContain('chromium')
  })

  test('shows a person the command instead of running it', async () => {
    const asked = await aptGet()
    const { code, output } = await pretest()
    expect(code).toBe(1)
    expect(output).toContain('sudo apt-get update && sudo apt-get install')
    expect(output).toContain('npm run pretest -- --yes')
    await expect(asked()).rejects.toThrow('ENOENT')
  })

  test('a failed installation is told with what apt-get said', async () => {
    await program('apt-get', 'echo "no network" >&2; exit 100')
    const { code, output } = await pretest([], {}, ROOT_USER)
    expect(code).toBe(1)
    expect(output).toContain('no network')
  })

  test('says what is missing where neither apt-get nor brew is', async () => {
    const { code, output } = await pretest(['--yes'])
    expect(code).toBe(1)
    expect(output).toContain('Chromium, redis-server, strace')
    expect(output).toContain('CHROMIUM_PATH')
  })
})
