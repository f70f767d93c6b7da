// The desktop stories on the real Electron, by Playwright. What a person would answer in the system's dialogs is answered by
// replacing those functions in main, as is what opens other programs; everything else is Electron's own.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { until } from '../until.ts'
import type { Asked, Told } from '../electron-stand-in/to-the-test.ts'
import type { DesktopHost, Launch } from './host.ts'

const ENTRY = fileURLToPath(new URL('../../../out/main/main.js', import.meta.url))
const START_WITHIN_MS = 60_000

/** What stands in main while a story runs. */
interface InMain {
  readonly told: Told[]
  readonly answers: Extract<Asked, { ask: 'answer' }>[]
}

export class ElectronHost implements DesktopHost {
  readonly name = 'Electron'
  readonly folder: string
  readonly userData: string
  readonly #program: string
  readonly #app: ElectronApplication

  private constructor(program: string, folder: string, userData: string, app: ElectronApplication) {
    this.#program = program
    this.folder = folder
    this.userData = userData
    this.#app = app
  }

  static async open(program: string, { folder, args = [] }: Launch): Promise<DesktopHost> {
    const home = folder ?? (await mkdtemp(join(tmpdir(), 'ligature-electron-')))
    const app = await _electron.launch({
      executablePath: program,
      args: [ENTRY, ...args],
      // Each system keeps an app's data below one of these.
      env: { ...(process.env as Record<string, string>), HOME: home, XDG_CONFIG_HOME: home, APPDATA: home },
    })
    await app.evaluate(listenIn)
    const userData = await app.evaluate((electron) => electron.app.getPath('userData'))
    return new ElectronHost(program, home, userData, app)
  }

  async window(n = 0): Promise<Page> {
    return await until(
      `window ${n}`,
      () => this.#app.windows().filter((page) => page.url().startsWith('app://'))[n],
      START_WITHIN_MS,
    )
  }

  async ask(asked: Asked): Promise<void> {
    if (asked.ask === 'quit') {
      await this.quit()
      return
    }
    await this.#app.evaluate(doInMain, asked)
  }

  async told(): Promise<readonly Told[]> {
    return await this.#app.evaluate(() => (globalThis as unknown as { stories: InMain }).stories.told)
  }

  async quit(): Promise<number | null> {
    const child = this.#app.process()
    const gone = once(child, 'exit') as Promise<[number | null]>
    // The connection goes with the app.
    await this.#app.evaluate((electron) => setTimeout(() => electron.app.quit(), 0)).catch(() => undefined)
    return (await gone)[0]
  }

  async reopen(): Promise<DesktopHost> {
    await this.quit()
    return await ElectronHost.open(this.#program, { folder: this.folder })
  }

  async dispose(): Promise<void> {
    if (this.#app.process().exitCode === null) await this.quit()
    await rm(this.folder, { recursive: true, force: true })
  }
}

type Electron = typeof Electron.CrossProcessExports

/** Runs in main, where only its own text goes. */
function listenIn(electron: Electron): void {
  const stories: InMain = { told: [], answers: [] }
  Object.assign(globalThis, { stories })
  const take = (dialog: string) => {
    const at = stories.answers.findIndex((one) => one.dialog === dialog)
    return at === -1 ? undefined : stories.answers.splice(at, 1)[0]
  }
  const pathOf = (dialog: 'open' | 'save'): string | null => {
    const answer = take(dialog)
    return answer === undefined || answer.dialog === 'message' ? null : answer.path
  }
  Object.assign(electron.dialog, {
    showErrorBox: (title: string, content: string) => stories.told.push({ is: 'dialog', title, content }),
    async showMessageBox({ message, buttons = [] }: { message: string; buttons?: string[] }) {
      stories.told.push({ is: 'asked', message, buttons })
      const answer = take('message')
      return { response: answer?.dialog === 'message' ? answer.button : 0, checkboxChecked: false }
    },
    async showOpenDialog() {
      const path = pathOf('open')
      return { canceled: path === null, filePaths: path === null ? [] : [path] }
    },
    async showSaveDialog() {
      const path = pathOf('save')
      return { canceled: path === null, filePath: path ?? '' }
    },
  })
  Object.assign(electron.shell, {
    openExternal: async (url: string) => stories.told.push({ is: 'opened-outside', url }),
    showItemInFolder: (path: string) => stories.told.push({ is: 'shown-in-folder', path }),
  })
  const setMenu = electron.Menu.setApplicationMenu.bind(electron.Menu)
  const labels = (menu: Electron.Menu, before = ''): string[] =>
    menu.items.flatMap((item) =>
      item.type === 'separator'
        ? []
        : [`${before}${item.label}`, ...(item.submenu ? labels(item.submenu, `${before}${item.label} > `) : [])],
    )
  const note = (menu: Electron.Menu | null): void => {
    if (menu !== null) stories.told.push({ is: 'menu', items: labels(menu) })
  }
  note(electron.Menu.getApplicationMenu())
  electron.Menu.setApplicationMenu = (menu) => {
    setMenu(menu)
    note(menu)
  }
}

/** Runs in main. */
function doInMain(electron: Electron, asked: Asked): void {
  const { stories } = globalThis as unknown as { stories: InMain }
  const find = (menu: Electron.Menu | null, wanted: string): Electron.MenuItem | undefined => {
    for (const item of menu?.items ?? []) {
      if (item.id === wanted || item.label === wanted) return item
      const inside = item.submenu ? find(item.submenu, wanted) : undefined
      if (inside !== undefined) return inside
    }
    return undefined
  }
  switch (asked.ask) {
    case 'answer':
      stories.answers.push(asked)
      return
    case 'menu':
      find(electron.Menu.getApplicationMenu(), asked.item)?.click()
      return
    case 'second-instance':
      electron.app.emit('second-instance', {}, ['electron', ...asked.args], asked.folder, null)
      return
    case 'open-url':
      electron.app.emit('open-url', { preventDefault: () => undefined }, asked.url)
      return
    case 'move': {
      const window = electron.BrowserWindow.getAllWindows()[asked.window]
      window?.setBounds(asked.bounds)
      if (asked.maximised) window?.maximize()
      return
    }
    case 'right-click':
      electron.BrowserWindow.getAllWindows()[asked.window]?.webContents.emit('context-menu', {}, asked.clicked)
      return
    case 'quit':
      electron.app.quit()
  }
}
