// The cast of tests/electron: the built desktop app, its windows as Playwright pages, and what it told the person.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { CHROMIUM_FLAGS } from '../../../scripts/chromium-flags.ts'
import { chromiumPath } from '../../../scripts/tools.ts'
import { until } from '../until.ts'
import { TEST_ORIGIN } from './origin.ts'
import type { Asked, Told } from './to-the-test.ts'

const ENTRY = fileURLToPath(new URL('../../../out/main/main.js', import.meta.url))
const REGISTER = new URL('register.ts', import.meta.url).href
/** A browser and an app start in a second, or in thirty on a machine with other work. */
const START_WITHIN_MS = 60_000
const END_WITHIN_MS = 30_000

export interface Launch {
  /** That of an app that has ended; else a new one. */
  readonly folder?: string
  readonly entry?: string
  /** As from a command line. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export class DesktopApp {
  readonly told: Told[] = []
  /** userData: survives a quit, so that a second app can be opened on it. */
  readonly folder: string
  errors = ''
  readonly #process: ChildProcess
  readonly #context: BrowserContext

  private constructor(folder: string, context: BrowserContext, child: ChildProcess) {
    this.folder = folder
    this.#context = context
    this.#process = child
    child.on('message', (told) => this.told.push(told as Told))
    child.stderr?.on('data', (text: Buffer) => (this.errors += text.toString()))
  }

  static async open({ folder, entry = ENTRY, args = [], env = {} }: Launch = {}): Promise<DesktopApp> {
    if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is not there: run \`npm run build\``)
    const home = folder ?? (await mkdtemp(join(tmpdir(), 'ligature-desktop-')))
    const profile = join(home, 'chromium')
    // That of a browser that has ended would be read as this one's.
    await rm(join(profile, 'DevToolsActivePort'), { force: true })
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: chromiumPath(),
      args: [...CHROMIUM_FLAGS, '--remote-debugging-port=0'],
    })
    const note = await until(
      'the port of Chromium',
      // Its first line is whole when the second has begun.
      async () => {
        const text = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')
        return text.includes('\n') ? text : null
      },
      START_WITHIN_MS,
    )
    const child = fork(entry, args, {
      execArgv: ['--import', REGISTER],
      silent: true,
      env: {
        ...process.env,
        STAND_IN_CHROMIUM: `http://127.0.0.1:${note.split('\n')[0]}`,
        STAND_IN_USER_DATA: join(home, 'user-data'),
        ...env,
      },
    })
    return new DesktopApp(home, context, child)
  }

  /** The windows that are open, in the order of their opening. */
  get windows(): Page[] {
    return this.#context.pages().filter((page) => page.url().startsWith(TEST_ORIGIN))
  }

  /**
   * The n-th window, once its page is there. Fails with what the app wrote when it ended instead.
   *
   * Not as soon as its address is known: Chromium says yes to a close in the moment of a commit, and does not close.
   */
  async window(n = 0): Promise<Page> {
    const page = await until(
      `window ${n}`,
      () => {
        if (this.ended) throw new Error(`the app ended: ${this.errors}`)
        return this.windows[n]
      },
      START_WITHIN_MS,
    )
    await page.waitForLoadState('domcontentloaded', { timeout: START_WITHIN_MS })
    return page
  }

  get ended(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null
  }

  /** Process ids of the relays that it has started, in order. */
  get relays(): number[] {
    return this.told.flatMap((told) => (told.is === 'relay' ? [told.pid] : []))
  }

  /** What the newest relay asks of whoever comes. */
  get secret(): string {
    return this.told.flatMap((told) => (told.is === 'relay' ? [told.secret] : [])).at(-1) ?? ''
  }

  /** The last thing of that kind that it told. */
  last<Kind extends Told['is']>(kind: Kind): Extract<Told, { is: Kind }> | undefined {
    return this.told.findLast((told): told is Extract<Told, { is: Kind }> => told.is === kind)
  }

  ask(asked: Asked): void {
    this.#process.send(asked)
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }

  /** Quits as from the menu, and answers the exit code. */
  async quit(): Promise<number | null> {
    const gone = once(this.#process, 'exit') as Promise<[number | null]>
    this.ask({ ask: 'quit' })
    return (await gone)[0]
  }

  /** Quits, unless it has ended already, and opens the app again on what it kept. `meanwhile` is called while it is closed. */
  async reopen(meanwhile?: () => void | Promise<void>, launch: Launch = {}): Promise<DesktopApp> {
    if (!this.ended) await this.quit()
    await this.#context.close()
    await meanwhile?.()
    return await DesktopApp.open({ ...launch, folder: this.folder })
  }

  /** For afterEach: nothing of it is left. */
  async dispose(): Promise<void> {
    if (!this.ended) {
      const gone = once(this.#process, 'exit', { signal: AbortSignal.timeout(END_WITHIN_MS) })
      this.kill()
      await gone
    }
    await this.#context.close()
    await until('the relays to end with the app', () => this.relays.every((pid) => !isAlive(pid)), START_WITHIN_MS)
    await rm(this.folder, { recursive: true, force: true })
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // No such process.
    return false
  }
}
