// How another person's caret and selection look. What is drawn comes from strangers through the awareness state, so it
// is parsed first, set by DOM properties, and never becomes HTML.
import type { DecorationAttrs } from '@tiptap/pm/view'
import { type PresenceUser, PresenceUserSchema } from '../../contracts/presence.ts'

/** For a client that names nobody: y-tiptap makes up "User: 1234", which says nothing to a person. */
const SOMEONE: PresenceUser = { name: 'Guest', color: '#655f57' }
const MADE_UP = /^User: \d+$/

/** Whatever a client said of its person, as something that can be shown. */
export function shownUser(said: unknown): PresenceUser {
  const parsed = PresenceUserSchema.safeParse(said)
  return parsed.success && !MADE_UP.test(parsed.data.name) ? parsed.data : SOMEONE
}

/** The caret with its name. Called by y-tiptap for each client with a position. */
export function caretElement(said: unknown): HTMLElement {
  const user = shownUser(said)
  const caret = document.createElement('span')
  caret.className = 'caret'
  caret.style.setProperty('--person', user.color)
  const name = document.createElement('span')
  name.className = 'caret-name'
  name.textContent = user.name
  // Joiners on both sides keep the caret from taking part in the line's breaking and measuring.
  caret.append('\u2060', name, '\u2060')
  return caret
}

/** What is put around text that somebody else has selected. */
export function selectionAttributes(said: unknown): DecorationAttrs {
  return { class: 'selection-of-other', style: `--person: ${shownUser(said).color}` }
}
