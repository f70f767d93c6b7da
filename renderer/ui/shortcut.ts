// How a keyboard shortcut is written for the person in front: ⌘B on a Mac, Ctrl+B elsewhere (Strg+B in German). Used by
// tooltips, menus and the sheet of shortcuts.
import { t } from '../words/words.ts'

export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

const MAC_SIGNS: Record<string, string> = {
  Mod: '⌘',
  Alt: '⌥',
  Shift: '⇧',
  Enter: '↩',
  Delete: '⌫',
  Escape: '⎋',
}

/** What is not lettered is drawn, in every language. */
const SIGNS: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' }

const NAMED = ['Ctrl', 'Alt', 'Shift', 'Enter', 'Delete', 'Escape', 'Home', 'End'] as const

/** `Mod-Shift-7` as a person reads it. */
export function shortcutText(keys: string): string {
  const parts = keys.split('-')
  if (isMac) return parts.map((part) => MAC_SIGNS[part] ?? SIGNS[part] ?? part).join('')
  return parts.map(keyText).join('+')
}

function keyText(part: string): string {
  const named = NAMED.find((name) => name === (part === 'Mod' ? 'Ctrl' : part))
  return named === undefined ? (SIGNS[part] ?? part) : t(`ui.keys.${named}`)
}

/** True when the key that means "command" here is held: ⌘ on a Mac, Ctrl elsewhere. */
export function isModHeld(event: { readonly metaKey: boolean; readonly ctrlKey: boolean }): boolean {
  return isMac ? event.metaKey : event.ctrlKey
}
