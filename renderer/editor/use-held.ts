// Whether the keys are in a menu that belongs to the text, so that it stays although the text has lost the focus.
import { useEffect, useRef, useState } from 'react'

export interface Holding {
  readonly onFocus: () => void
  readonly onBlur: () => void
}

/** The keys are in the menu, or in a menu that it opened: React's events rise through both. */
export function useHeld(): readonly [boolean, Holding] {
  const [held, setHeld] = useState(false)
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(leaving.current), [])
  return [
    held,
    {
      onFocus: () => {
        clearTimeout(leaving.current)
        setHeld(true)
      },
      // From one button to the next, or into a menu, it is nowhere for a moment.
      onBlur: () => {
        clearTimeout(leaving.current)
        leaving.current = setTimeout(() => setHeld(false), 0)
      },
    },
  ]
}
