// The one face of both hosts of the desktop stories (open-desktop.ts).
import type { Page } from 'playwright-core'
import type { Asked, Told } from '../electron-stand-in/to-the-test.ts'

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
