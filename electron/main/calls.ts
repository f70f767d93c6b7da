// Answers the calls of contracts/desktop.ts: only to the top frame of our own pages, only with arguments that parse.
import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { channelOf, DESKTOP_CALLS, type DesktopApi, type DesktopCall } from '../../contracts/desktop.ts'
import { ORIGIN } from './origin.ts'

export function answerCalls(api: DesktopApi): void {
  for (const call of Object.keys(DESKTOP_CALLS) as DesktopCall[]) answer(call, api)
}

function answer(call: DesktopCall, api: DesktopApi): void {
  const { takes, answers } = DESKTOP_CALLS[call]
  const perform = api[call] as (...args: unknown[]) => Promise<unknown>
  ipcMain.handle(channelOf(call), async (event, ...args: unknown[]) => {
    if (!isOurs(event)) throw new Error(`${call} was refused: it did not come from a page of the app`)
    return answers.parse(await perform(...takes.parse(args)))
  })
}

function isOurs({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === ORIGIN
}
