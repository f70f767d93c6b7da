// `npm start` where there is no display: the relay, the address, and an end without leftovers.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../support/until.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const RUN = join(ROOT, 'scripts', 'run.mjs')
const START_WITHIN_MS = 60_000
/** Of two starts, one after the other. */
const STORY_MS = 150_000

class Start {
  output = ''
  readonly #process: ChildProcess

  constructor(env: NodeJS.ProcessEnv, program: string, args: readonly string[]) {
    const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...rest } = process.env
    this.#process = spawn(program, args, { cwd: ROOT, env: { ...rest, ...env } })
    this.#process.stdout?.on('data', (text: Buffer) => (this.output += text.toString()))
    this.#process.stderr?.on('data', (text: Buffer) => (this.output += text.toString()))
  }

  /** The address, which stands on a line of its own. */
  async url(): Promise<string> {
    return await until(
      'the address',
      () => {
        if (this.ended) throw new Error(`npm start ended: ${this.output}`)
        return /^http:\S+$/m.exec(this.output)?.[0]
      },
      START_WITHIN_MS,
    )
  }

  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null
  }

  async exit(): Promise<number | null> {
    if (!this.ended) await once(this.#process, 'close', { signal: AbortSignal.timeout(START_WITHIN_MS) })
    return this.#process.exitCode
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal)
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}healthz`).then(
    (answer) => answer.ok,
    () => false,
  )

let folder: string
let started: Start[]

function start(
  env: NodeJS.ProcessEnv = {},
  nodeOptions: readonly string[] = [],
  args = ['--browser'],
  run = RUN,
): Start {
  return startBy(process.execPath, [...nodeOptions, run, 'start', '--no-open', ...args], env)
}

function startBy(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Start {
  const one = new Start({ LIGATURE_DATA: join(folder, 'data'), LIGATURE_PORT: '0', ...env }, program, args)
  started.push(one)
  return one
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ligature-start-'))
  started = []
})
afterEach(async () => {
  for (const one of started) one.signal('SIGKILL')
  await Promise.all(started.map((one) => one.exit()))
  // The relay whose launcher was killed notices and closes; its folder is free when its lock file can go.
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

describe('npm start without a display', { timeout: STORY_MS }, () => {
  test('serves the editor at the printed address, until Ctrl-C', async () => {
    const app = start()
    const url = await app.url()
    const page = await fetch(`${url}d/a-document`)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<div id="root">')
    app.signal('SIGINT')
    expect(await app.exit()).toBe(0)
    expect(app.output).toContain('everything it acknowledged is saved')
    expect(await answers(url)).toBe(false)
  })

  test('keeps the log out of the terminal, in the data folder', async () => {
    const app = start({ LIGATURE_LOG: 'error' })
    await app.url()
    expect(app.output).not.toContain('"msg"')
    expect(await readFile(join(folder, 'data', 'relay.log'), 'utf8')).toContain('"msg":"listening"')
  })

  test('leaves no relay behind when it is killed', async () => {
    const app = start()
    const url = await app.url()
    app.signal('SIGKILL')
    await until('the relay to end', async () => !(await answers(url)))
  })

  test('leaves no relay behind when npm is ended, which tells nobody', async () => {
    const npm = startBy('npm', ['start', '--', '--browser', '--no-open'])
    const url = await npm.url()
    npm.signal('SIGTERM')
    await until('the relay to end', async () => !(await answers(url)))
  })

  test('opens the one that already runs', async () => {
    const url = await start().url()
    const second = start({ LIGATURE_PORT: new URL(url).port })
    expect(await second.exit()).toBe(0)
    expect(second.output).toContain('already runs')
    expect(second.output).toContain(`\n${url}\n`)
  })

  test('looks for the one that already runs before it builds anything', async () => {
    // A copy of the scripts without any source: whoever built here would fail.
    const copy = join(folder, 'project')
    for (const part of ['scripts', 'contracts']) await cp(join(ROOT, part), join(copy, part), { recursive: true })
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    await cp(join(ROOT, 'package.json'), join(copy, 'package.json'))
    const relay = createHttpServer((_, answer) => answer.end('{"info":{"title":"Ligature relay"}}'))
    await once(relay.listen(0, '127.0.0.1'), 'listening')
    const { port } = relay.address() as AddressInfo
    const app = start({ LIGATURE_PORT: String(port) }, [], ['--browser'], join(copy, 'scripts', 'run.mjs'))
    expect(await app.exit()).toBe(0)
    expect(app.output).toContain(
      `already runs on this computer, with the documents that it was started with:\nhttp://127.0.0.1:${port}/\n`,
    )
    relay.close()
  })

  test('says in a sentence that the data folder is open elsewhere', async () => {
    await start().url()
    const second = start()
    expect(await second.exit()).toBe(1)
    expect(second.output).toContain('is already open in another relay')
    expect(second.output).not.toMatch(/^\s+at /m)
  })

  test('says in a sentence that a stranger has the port', async () => {
    const stranger = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    const { port } = stranger.address() as AddressInfo
    const app = start({ LIGATURE_PORT: String(port) })
    expect(await app.exit()).toBe(1)
    expect(app.output).toContain(String(port))
    expect(app.output).not.toMatch(/^\s+at /m)
    stranger.close()
  })

  test('says in a sentence that documents cannot be kept there', async () => {
    await writeFile(join(folder, 'data'), 'a file where the folder should be')
    const app = start()
    expect(await app.exit()).toBe(1)
    expect(app.output).toContain(join(folder, 'data'))
    expect(app.output).not.toMatch(/^\s+at /m)
  })
})

test('an argument that nobody takes is named, and nothing starts', async () => {
  const app = start({}, [], ['--brwoser'])
  expect(await app.exit()).toBe(2)
  expect(app.output).toContain("Unknown option '--brwoser'; npm start -- --help")
  expect(app.output).not.toMatch(/http:/)
  const help = start({}, [], ['--help'])
  expect(await help.exit()).toBe(0)
  for (const option of ['--browser', '--no-open']) expect(help.output).toContain(option)
})

describe.runIf(process.platform === 'linux')('npm start with a display', () => {
  test('gives way to the browser when the desktop app ends before it opens', async () => {
    const broken = join(folder, 'electron')
    await writeFile(broken, '#!/bin/sh\nexit 5\n', { mode: 0o755 })
    const person = ['--import', 'data:text/javascript,process.getuid=()=>1000']
    const app = start({ DISPLAY: ':9', ELECTRON_EXEC_PATH: broken }, person, [])
    expect(await answers(await app.url())).toBe(true)
    expect(app.output).toContain(
      'The desktop app ended with 5 before it opened; the editor runs in the browser instead.',
    )
  })

  test('does not start a desktop app as root', async () => {
    const root = ['--import', 'data:text/javascript,process.getuid=()=>0']
    const app = start({ DISPLAY: ':9' }, root, [])
    await app.url()
    expect(app.output).toContain('The editor runs in the browser: a desktop app must not run as root.')
  })
})
