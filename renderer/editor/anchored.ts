// Puts a menu beside a place in the text and keeps it there while the page scrolls and the text grows. Positions are set
// as DOM properties: the CSP has no inline styles.
import { autoUpdate, computePosition, flip, hide, offset, type Placement, shift } from '@floating-ui/dom'
import { type RefObject, useLayoutEffect, useRef } from 'react'

interface Anchor {
  /** Where it is now; undefined when it is nowhere, and then the menu is not seen. */
  readonly rect: () => DOMRect | undefined
  /** In whose scrolling the place moves. */
  readonly within: Element
  readonly placement: Placement
  /** Between the place and the menu, in pixels. */
  readonly distance: number
}

/** The element must be `position: fixed`. `key` changes when the place does in a way that no scrolling tells. */
export function useAnchored(menu: RefObject<HTMLElement | null>, anchor: Anchor, key: unknown): void {
  const latest = useRef(anchor)
  useLayoutEffect(() => {
    latest.current = anchor
  })
  useLayoutEffect(() => {
    const element = menu.current
    if (element === null) return
    const { within, placement, distance } = latest.current
    const place = {
      getBoundingClientRect: () => latest.current.rect() ?? new DOMRect(-1_000, -1_000, 0, 0),
      contextElement: within,
    }
    const put = async (): Promise<void> => {
      const { x, y, middlewareData } = await computePosition(place, element, {
        strategy: 'fixed',
        placement,
        middleware: [offset(distance), flip({ padding: 8 }), shift({ padding: 8 }), hide()],
      })
      element.style.left = `${Math.round(x)}px`
      element.style.top = `${Math.round(y)}px`
      element.style.visibility = middlewareData.hide?.referenceHidden === true ? 'hidden' : 'visible'
    }
    return autoUpdate(place, element, () => void put())
  }, [menu, key])
}
