// How a keyboard shortcut is written for the person in front: ⌘B on a Mac, Ctrl+B elsewhere. Used by tooltips and menus.

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

const MAC_SIGNS: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' }

/** `Mod-Shift-7` as a person reads it. */
export function shortcutText(keys: string): string {
  const parts = keys.split('-')
  if (isMac) return parts.map((part) => MAC_SIGNS[part] ?? part).join('')
  return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+')
}

/** True when the key that means "command" here is held: ⌘ on a Mac, Ctrl elsewhere. */
export function isModHeld(event: { readonly metaKey: boolean; readonly ctrlKey: boolean }): boolean {
  return isMac ? event.metaKey : event.ctrlKey
}
