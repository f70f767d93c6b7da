// What the stand-in tells the test that runs it (dialogs, copied text, addresses opened outside), and what that test may
// ask of it, over the channel of child_process.fork.

export type Told =
  | { readonly is: 'dialog'; readonly title: string; readonly content: string }
  | { readonly is: 'copied'; readonly text: string }
  | { readonly is: 'opened-outside'; readonly url: string }
  | { readonly is: 'relay'; readonly pid: number }
  | { readonly is: 'permissions'; readonly granted: readonly string[] }

export type Asked = 'quit' | 'second-instance'

export function tell(told: Told): void {
  process.send?.(told)
}

export function onAsked(answer: (asked: Asked) => void): void {
  process.on('message', (asked) => answer(asked as Asked))
  // Electron's main process has no such channel and must not be kept alive by it.
  process.channel?.unref()
}
