// The sign of each command, for the menu and the palette. Apart from the list, because the first paint needs none.
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
import type { CommandId } from './command-list.ts'

export const COMMAND_ICONS: Readonly<Record<CommandId, LucideIcon>> = {
  newDocument: Plus,
  palette: Search,
  allDocuments: FileText,
  trash: Trash,
  copyLink: Link2,
  newWindow: AppWindow,
  rename: Pencil,
  favourite: Star,
  moveToTrash: Trash2,
  yourName: User,
  shortcuts: Keyboard,
  themeSystem: SunMoon,
  themeLight: Sun,
  themeDark: Moon,
}
