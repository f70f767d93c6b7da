// Everything that can be done by name, in one list: the menu, the palette, the sheet of shortcuts and the keys themselves
// are made from it. What a command does stands in use-commands.ts, its sign in command-icons.ts, its words in
// words/*/commands.ts.
import type { Words } from '../../words/en/index.ts'

export type CommandId = keyof Words['commands']['names']

export interface CommandInfo {
  readonly id: CommandId
  /** `Mod-Alt-N`: Mod is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys?: string
  /** Only while a document is on the screen. */
  readonly ofDocument?: true
  /** Which part of the menu it stands in; absent: not in the menu. */
  readonly menu?: 'app' | 'help' | 'document'
}

export const COMMANDS: readonly CommandInfo[] = [
  { id: 'newDocument', keys: 'Mod-Alt-N', menu: 'app' },
  { id: 'palette', keys: 'Mod-K', menu: 'app' },
  { id: 'allDocuments', keys: 'Mod-Alt-D', menu: 'app' },
  { id: 'trash', menu: 'app' },
  { id: 'relays', menu: 'app' },
  { id: 'import', menu: 'app' },
  { id: 'export', menu: 'app' },
  { id: 'copyLink', keys: 'Mod-Alt-L', ofDocument: true },
  { id: 'newWindow', ofDocument: true },
  { id: 'rename', ofDocument: true, menu: 'document' },
  { id: 'comments', keys: 'Mod-Alt-M', ofDocument: true, menu: 'document' },
  { id: 'history', ofDocument: true, menu: 'document' },
  { id: 'favourite', ofDocument: true, menu: 'document' },
  { id: 'moveToFolder', ofDocument: true, menu: 'document' },
  { id: 'moveToTrash', ofDocument: true, menu: 'document' },
  { id: 'yourName' },
  { id: 'shortcuts', keys: 'Mod-/', menu: 'help' },
  { id: 'themeSystem' },
  { id: 'themeLight' },
  { id: 'themeDark' },
]

/** The keys of a command, for a tooltip. */
export function keysOf(id: CommandId): string | undefined {
  return COMMANDS.find((command) => command.id === id)?.keys
}
