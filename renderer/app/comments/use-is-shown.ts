// Whether a part of the panel is still on the screen when the relay answers: what it would say there, nobody reads otherwise.
import { type RefObject, useEffect, useRef } from 'react'

export function useIsShown(): Readonly<RefObject<boolean>> {
  const isShown = useRef(false)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  return isShown
}
