// What the stand-in tells the test that runs it (dialogs, copied text, addresses opened outside), and what that test may
// ask of it, over the channel of child_process.fork.

export type Told =
  | { readonly is: 'dialog'; readonly title: string; readonly content: string }
  | { readonly is: 'asked'; readonly message: string; readonly buttons: readonly string[] }
  | { readonly is: 'copied'; readonly text: string }
  | { readonly is: 'opened-outside'; readonly url: string }
  | { readonly is: 'shown-in-folder'; readonly path: string }
  /** `secret`: what it asks of whoever comes, for a test that comes itself. */
  | { readonly is: 'relay'; readonly pid: number; readonly secret: string }
  | { readonly is: 'permissions'; readonly granted: readonly string[] }
  | { readonly is: 'window'; readonly bounds: Bounds; readonly maximised: boolean }
  | { readonly is: 'printed' }
  | { readonly is: 'spelling'; readonly languages: readonly string[] }
  /** The application menu, whenever it is set: each item's labels from the top, joined with " > ". */
  | { readonly is: 'menu'; readonly items: readonly string[] }
  | { readonly is: 'context-menu'; readonly items: readonly string[] }

export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export type Asked =
  | { readonly ask: 'quit' }
  | { readonly ask: 'second-instance'; readonly args: readonly string[]; readonly folder: string }
  | { readonly ask: 'open-url'; readonly url: string }
  /** Chooses from the application menu, by id or by label. */
  | { readonly ask: 'menu'; readonly item: string }
  /** What the person will answer in the next dialog of that kind: paths, or the number of a button. Null calls it off. */
  | { readonly ask: 'answer'; readonly dialog: 'open' | 'save'; readonly path: string | null }
  | { readonly ask: 'answer'; readonly dialog: 'message'; readonly button: number }
  | { readonly ask: 'move'; readonly window: number; readonly bounds: Bounds; readonly maximised: boolean }
  | { readonly ask: 'right-click'; readonly window: number; readonly clicked: Readonly<Record<string, unknown>> }

export function tell(told: Told): void {
  process.send?.(told)
}

export function onAsked(answer: (asked: Asked) => void): void {
  process.on('message', (asked) => answer(asked as Asked))
  // Electron's main process has no such channel and must not be kept alive by it.
  process.channel?.unref()
}
