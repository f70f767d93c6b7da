// Answers the calls of contracts/desktop.ts: only to the top frame of our own pages, only with arguments that parse. And the
// other way: tells pages what happens, parsed as well.
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import {
  channelOf,
  DESKTOP_CALLS,
  type DesktopAnswers,
  type DesktopCall,
  type DesktopEvent,
  DesktopEventSchema,
  EVENT_CHANNEL,
} from '../../contracts/desktop.ts'
import { ORIGIN } from './origin.ts'

export function answerCalls(answers: DesktopAnswers<WebContents>): void {
  for (const call of Object.keys(DESKTOP_CALLS) as DesktopCall[]) answer(call, answers)
}

function answer(call: DesktopCall, all: DesktopAnswers<WebContents>): void {
  const { takes, answers } = DESKTOP_CALLS[call]
  const perform = all[call] as (asker: WebContents, ...args: unknown[]) => Promise<unknown>
  ipcMain.handle(channelOf(call), async (event, ...args: unknown[]) => {
    if (!isOurs(event)) throw new Error(`${call} was refused: it did not come from a page of the app`)
    return answers.parse(await perform(event.sender, ...takes.parse(args)))
  })
}

function isOurs({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === ORIGIN
}

export function tell(page: WebContents, event: DesktopEvent): void {
  if (!page.isDestroyed()) page.send(EVENT_CHANNEL, DesktopEventSchema.parse(event))
}
