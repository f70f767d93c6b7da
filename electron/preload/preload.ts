// Runs before each page of the app and gives it one object, `window.ligature`: the calls and events of contracts/desktop.ts
// and nothing else of Electron. Arguments, answers and events are parsed here too, so that a page never holds what it did
// not expect.
import { contextBridge, ipcRenderer } from 'electron'
import {
  channelOf,
  DESKTOP_CALLS,
  DESKTOP_GLOBAL,
  type DesktopApi,
  type DesktopCall,
  type DesktopEvent,
  DesktopEventSchema,
  EVENT_CHANNEL,
} from '../../contracts/desktop.ts'

function ask<Call extends DesktopCall>(call: Call): DesktopApi[Call] {
  const { takes, answers } = DESKTOP_CALLS[call]
  const asked = async (...args: unknown[]): Promise<unknown> =>
    answers.parse(await ipcRenderer.invoke(channelOf(call), ...takes.parse(args)))
  return asked as DesktopApi[Call]
}

const calls = Object.fromEntries((Object.keys(DESKTOP_CALLS) as DesktopCall[]).map((call) => [call, ask(call)]))

contextBridge.exposeInMainWorld(DESKTOP_GLOBAL, {
  ...calls,
  listen(heard: (event: DesktopEvent) => void): void {
    ipcRenderer.on(EVENT_CHANNEL, (_event, told: unknown) => heard(DesktopEventSchema.parse(told)))
  },
})
