// Whether a key press is a shortcut such as `Mod-Alt-N`. Used by use-command-keys.ts.
import { isModHeld } from '../../ui/shortcut.ts'

export type Press = Pick<
  KeyboardEvent,
  'key' | 'code' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'getModifierState'
>

export function isPressed(keys: string, event: Press): boolean {
  const parts = keys.split('-')
  const key = parts.at(-1)!
  const held = (part: string): boolean => parts.slice(0, -1).includes(part)
  // AltGr writes letters (ń, @), and calls itself Ctrl and Alt.
  if (event.getModifierState('AltGraph')) return false
  if (held('Mod') !== isModHeld(event) || held('Alt') !== event.altKey) return false
  if (key.length > 1) return event.key === key && held('Shift') === event.shiftKey
  if (!/[A-Z0-9]/.test(key)) return event.key === key // Where a sign stands, and whether it takes Shift, is the layout's.
  return letterOf(event) === key && held('Shift') === event.shiftKey
}

/** By what it writes; by its place where that is another script, or, with Alt held on a Mac, another sign. */
function letterOf({ key, code, altKey }: Press): string | undefined {
  if (!altKey && /^[a-z0-9]$/i.test(key)) return key.toUpperCase()
  return /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1]
}
