// Stands in for `app`: life from ready to quit.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Events, models, preventable, strict, unmodelled } from './strict.ts'
import { onAsked } from './to-the-test.ts'

const events = new Events('app', [
  'activate',
  'before-quit',
  'open-file',
  'open-url',
  'second-instance',
  'web-contents-created',
  'window-all-closed',
])

const evaluated = new Promise<void>((resolve) => {
  process.once('stand-in:evaluated' as 'exit', () => setImmediate(resolve))
})
/** Electron's process lives on without any work of ours; Node's would end. */
const alive = setInterval(() => undefined, 60_000)

export const emitApp = events.emit.bind(events)

export const userData = (): string => process.env['STAND_IN_USER_DATA'] ?? unmodelled('a missing STAND_IN_USER_DATA')

const model = {
  isPackaged: false,
  enableSandbox: () => undefined,
  requestSingleInstanceLock: () => true,
  whenReady: () => evaluated,
  getPreferredSystemLanguages: () => (process.env['STAND_IN_LANGUAGES'] ?? 'en-GB').split(','),
  setAsDefaultProtocolClient: () => unmodelled('a packaged app'),
  on(name: string, listener: (...args: never[]) => void) {
    events.on(name, listener)
    return app
  },
  getPath(name: string): string {
    const folder = { userData: userData(), logs: join(userData(), 'logs') }[name]
    return folder ?? unmodelled(`app.getPath('${name}')`)
  },
  quit() {
    const event = preventable({})
    events.emit('before-quit', event)
    if (event.defaultPrevented) return
    clearInterval(alive)
    process.exit(0)
  },
}
models('App', model, events.names)
export const app = strict('app', model)
mkdirSync(userData(), { recursive: true })

onAsked((asked) => {
  switch (asked.ask) {
    case 'quit':
      return app.quit()
    case 'second-instance':
      return void events.emit('second-instance', preventable({}), ['electron', ...asked.args], asked.folder, null)
    case 'open-url':
      return void events.emit('open-url', preventable({}), asked.url)
    case 'answer':
    case 'menu':
    case 'move':
    case 'right-click':
      return undefined // Those who model them listen themselves.
  }
})

/** As Electron: without a listener the last window's end is the app's. */
export function allWindowsClosed(): void {
  if (events.emit('window-all-closed') === 0) app.quit()
}
