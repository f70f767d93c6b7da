// Holds what is typed between the wish for a new document and the moment its editor is there: a person who presses the key
// for a new document writes on at once. A field out of sight takes the keys, so that accents and input methods work too.
import { t } from '../../words/words.ts'

interface Held {
  readonly field: HTMLTextAreaElement
  isComposing: boolean
}

let held: Held | undefined

export function holdKeys(): void {
  dropHeldKeys()
  const field = document.createElement('textarea')
  field.className = 'for-screen-readers'
  field.setAttribute('aria-label', t('document.opening'))
  const mine: Held = { field, isComposing: false }
  field.addEventListener('compositionstart', () => (mine.isComposing = true))
  field.addEventListener('compositionend', () => (mine.isComposing = false))
  held = mine
  document.body.append(field)
  field.focus({ preventScroll: true })
}

/** What was typed; null when nothing was held. An input method is let finish its word. `hadFocus` is false when the person
 * has gone elsewhere meanwhile, with the mouse perhaps. */
export async function takeHeldKeys(): Promise<{ readonly text: string; readonly hadFocus: boolean } | null> {
  const mine = held
  if (mine === undefined) return null
  held = undefined
  const { field } = mine
  if (mine.isComposing)
    await new Promise((resolve) => field.addEventListener('compositionend', resolve, { once: true }))
  const taken = { text: field.value, hadFocus: document.activeElement === field }
  field.remove()
  return taken
}

export function dropHeldKeys(): void {
  held?.field.remove()
  held = undefined
}
