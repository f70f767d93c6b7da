// Stands in for `app`: life from ready to quit.
import { Events, preventable, strict, unmodelled } from './strict.ts'
import { onAsked } from './to-the-test.ts'

const events = new Events('app', [
  'activate',
  'before-quit',
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

export const app = strict('app', {
  enableSandbox: () => undefined,
  requestSingleInstanceLock: () => true,
  whenReady: () => evaluated,
  on(name: string, listener: (...args: never[]) => void) {
    events.on(name, listener)
    return app
  },
  getPath(name: string): string {
    if (name !== 'userData') unmodelled(`app.getPath('${name}')`)
    return process.env['STAND_IN_USER_DATA'] ?? unmodelled('a missing STAND_IN_USER_DATA')
  },
  quit() {
    const event = preventable({})
    events.emit('before-quit', event)
    if (event.defaultPrevented) return
    clearInterval(alive)
    process.exit(0)
  },
})

onAsked((asked) => {
  switch (asked) {
    case 'quit':
      return app.quit()
    case 'second-instance':
      return void events.emit('second-instance', preventable({}), [], '', null)
  }
})

/** As Electron: without a listener the last window's end is the app's. */
export function allWindowsClosed(): void {
  if (events.emit('window-all-closed') === 0) app.quit()
}
