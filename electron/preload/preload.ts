// Runs before each page of the app and gives it one object, `window.ligature`: the calls of contracts/desktop.ts and
// nothing else of Electron. Arguments and answers are parsed here too, so that a page never holds what it did not expect.
import { contextBridge, ipcRenderer } from 'electron'
import { channelOf, DESKTOP_CALLS, DESKTOP_GLOBAL, type DesktopApi, type DesktopCall } from '../../contracts/desktop.ts'

function ask<Call extends DesktopCall>(call: Call): DesktopApi[Call] {
  const { takes, answers } = DESKTOP_CALLS[call]
  const asked = async (...args: unknown[]): Promise<unknown> =>
    answers.parse(await ipcRenderer.invoke(channelOf(call), ...takes.parse(args)))
  return asked as DesktopApi[Call]
}

const api: DesktopApi = {
  embeddedRelay: ask('embeddedRelay'),
  newWindow: ask('newWindow'),
  copyText: ask('copyText'),
}

contextBridge.exposeInMainWorld(DESKTOP_GLOBAL, api)
