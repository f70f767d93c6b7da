// Puts a menu beside a place in the text and keeps it there while the page scrolls and the text grows. Positions are set
// as DOM properties: the CSP has no inline styles. What finds the place is loaded with the first menu (placing.ts).
import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { Anchor } from './placing.ts'

/** The element must be `position: fixed`, and hidden until it has its place. `key` changes when the place does in a way that no scrolling tells. */
export function useAnchored(menu: RefObject<HTMLElement | null>, anchor: Anchor, key: unknown): void {
  const latest = useRef(anchor)
  useLayoutEffect(() => {
    latest.current = anchor
  })
  useLayoutEffect(() => {
    const element = menu.current
    if (element === null) return
    let stop = (): void => undefined
    let gone = false
    import('./placing.ts').then(({ keepInPlace }) => {
      if (!gone) stop = keepInPlace(element, () => latest.current)
    }, reportError)
    return () => {
      gone = true
      stop()
    }
  }, [menu, key])
}
