// Whether the outline is shown, which is kept on this computer, and whether there is room for it beside the text.
import { useEffect, useState, useSyncExternalStore } from 'react'
import { isModHeld } from '../../ui/shortcut.ts'

export const OUTLINE_KEYS = 'Mod-Alt-O'

const KEY = 'ligature-outline'
/** Below this the outline would take from the text's measure, with the list of documents at the other side. */
const NARROW = '(max-width: 1180px)'

interface OutlineShown {
  readonly narrow: boolean
  readonly shown: boolean
  readonly show: (shown: boolean) => void
}

export function useOutlineShown(): OutlineShown {
  const narrow = useSyncExternalStore(listenToWidth, () => matchMedia(NARROW).matches)
  const [panel, setPanel] = useState(() => localStorage.getItem(KEY) === 'shown')
  const [popover, setPopover] = useState(false)
  const shown = narrow ? popover : panel
  const show = (next: boolean): void => {
    if (narrow) return setPopover(next)
    localStorage.setItem(KEY, next ? 'shown' : 'hidden')
    setPanel(next)
  }
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      // By its place: with Alt held a Mac types another letter.
      if (event.code !== 'KeyO' || !isModHeld(event) || !event.altKey || event.shiftKey) return
      event.preventDefault()
      show(!shown)
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  })
  return { narrow, shown, show }
}

function listenToWidth(changed: () => void): () => void {
  const query = matchMedia(NARROW)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}
