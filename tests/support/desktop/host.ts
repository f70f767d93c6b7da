// Where the desktop stories run: on the real Electron where it is installed and there is a display, else on the stand-in. The
// stories see one face; which host ran is printed by whoever opens one.
import type { Page } from 'playwright-core'
import { hasDisplay, installedElectron } from '../../../scripts/desktop-runtime.ts'
import { DesktopApp } from '../electron-stand-in/desktop-app.ts'
import type { Asked, Told } from '../electron-stand-in/to-the-test.ts'
import { ElectronHost } from './electron-host.ts'

export interface Launch {
  /** That of an app that has ended; else a new one. */
  readonly folder?: string
  readonly args?: readonly string[]
}

export interface DesktopHost {
  readonly name: 'Electron' | 'stand-in'
  /** Everything that the app keeps. */
  readonly userData: string
  readonly folder: string
  window(n?: number): Promise<Page>
  ask(asked: Asked): Promise<void>
  /** What it told so far: dialogs, copied text, menus. */
  told(): Promise<readonly Told[]>
  /** Quits as from the menu, and answers the exit code. */
  quit(): Promise<number | null>
  reopen(): Promise<DesktopHost>
  dispose(): Promise<void>
}

export async function openDesktop(launch: Launch = {}): Promise<DesktopHost> {
  const electron = process.env['ELECTRON_EXEC_PATH'] ?? installedElectron()
  const isReal = electron !== undefined && hasDisplay()
  console.log(`desktop stories run on ${isReal ? `Electron (${electron})` : 'the stand-in for Electron'}`)
  return isReal ? await ElectronHost.open(electron, launch) : await StandInHost.open(launch)
}

class StandInHost implements DesktopHost {
  readonly name = 'stand-in'
  readonly #app: DesktopApp

  private constructor(app: DesktopApp) {
    this.#app = app
  }

  static async open(launch: Launch): Promise<DesktopHost> {
    return new StandInHost(await DesktopApp.open(launch))
  }

  get folder(): string {
    return this.#app.folder
  }
  get userData(): string {
    return `${this.#app.folder}/user-data`
  }
  async window(n?: number): Promise<Page> {
    return await this.#app.window(n)
  }
  async ask(asked: Asked): Promise<void> {
    this.#app.ask(asked)
  }
  async told(): Promise<readonly Told[]> {
    if (this.#app.ended) throw new Error(`the app ended: ${this.#app.errors}`)
    return this.#app.told
  }
  async quit(): Promise<number | null> {
    return await this.#app.quit()
  }
  async reopen(): Promise<DesktopHost> {
    return new StandInHost(await this.#app.reopen())
  }
  async dispose(): Promise<void> {
    await this.#app.dispose()
  }
}
