// The page's end of the desktop app: what main tells reaches whoever listens, also what it told too early.
import { expect, test } from 'vitest'
import type { DesktopApi, DesktopEvent } from '../../../contracts/desktop.ts'
import { desktopPlatform } from '../../../renderer/platform/desktop.ts'

test('what happens before the interface has arrived is told when it has, once', async () => {
  const { promise, resolve } = Promise.withResolvers<{ url: string; identity: string }>()
  let tell: (event: DesktopEvent) => void = () => undefined
  const api = { relay: () => promise, listen: (heard: typeof tell) => void (tell = heard) }
  const platform = desktopPlatform(api as unknown as DesktopApi)
  tell({ is: 'relay-died', again: true })
  resolve({ url: 'http://127.0.0.1:4455', identity: 'embedded' })
  const { desktop } = await platform
  const heard: DesktopEvent[] = []
  const leave = desktop?.listen((event) => heard.push(event))
  tell({ is: 'file-waiting' })
  leave?.()
  tell({ is: 'relay-died', again: false })
  desktop?.listen((event) => heard.push(event))
  expect(heard).toEqual([{ is: 'relay-died', again: true }, { is: 'file-waiting' }, { is: 'relay-died', again: false }])
})
