// Where the desktop stories run: on the real Electron where it is installed and there is a display, else on the stand-in. The
// stories see one face; which host ran is printed by whoever opens one.
import type { Page } from 'playwright-core'
import { hasDisplay, installedElectron } from '../../../scripts/desktop-runtime.ts'
import { DesktopApp } from '../electron-stand-in/desktop-app.ts'
import type { Asked, Told } from '../electron-stand-in/to-the-test.ts'
import { ElectronHost } from './electron-host.ts'
import type { DesktopHost, Launch } from './host.ts'

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
