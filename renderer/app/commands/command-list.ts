// Everything that can be done by name, in one list: the menu, the palette, the sheet of shortcuts and the keys themselves
// are made from it. What a command does stands in use-commands.ts; its words in words/*/commands.ts.
import {
  AppWindow,
  FileText,
  Keyboard,
  Link2,
  type LucideIcon,
  Moon,
  Pencil,
  Plus,
  Search,
  Star,
  Sun,
  SunMoon,
  Trash,
  Trash2,
  User,
} from 'lucide-react'
import type { Words } from '../../words/en/index.ts'

export type CommandId = keyof Words['commands']['names']

export interface CommandInfo {
  readonly id: CommandId
  readonly icon: LucideIcon
  /** `Mod-Alt-N`: Mod is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys?: string
  /** Only while a document is on the screen. */
  readonly ofDocument?: true
  /** Which part of the menu it stands in; absent: not in the menu. */
  readonly menu?: 'app' | 'help' | 'document'
}

export const COMMANDS: readonly CommandInfo[] = [
  { id: 'newDocument', icon: Plus, keys: 'Mod-Alt-N', menu: 'app' },
  { id: 'palette', icon: Search, keys: 'Mod-K', menu: 'app' },
  { id: 'allDocuments', icon: FileText, keys: 'Mod-Alt-D', menu: 'app' },
  { id: 'trash', icon: Trash, menu: 'app' },
  { id: 'copyLink', icon: Link2, keys: 'Mod-Alt-L', ofDocument: true },
  { id: 'newWindow', icon: AppWindow, ofDocument: true },
  { id: 'rename', icon: Pencil, ofDocument: true, menu: 'document' },
  { id: 'favourite', icon: Star, ofDocument: true, menu: 'document' },
  { id: 'moveToTrash', icon: Trash2, ofDocument: true, menu: 'document' },
  { id: 'yourName', icon: User },
  { id: 'shortcuts', icon: Keyboard, keys: 'Mod-/', menu: 'help' },
  { id: 'themeSystem', icon: SunMoon },
  { id: 'themeLight', icon: Sun },
  { id: 'themeDark', icon: Moon },
]

/** The keys of a command, for a tooltip. */
export function keysOf(id: CommandId): string | undefined {
  return COMMANDS.find((command) => command.id === id)?.keys
}
