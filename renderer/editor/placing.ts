// Finds the place of what floats beside the text. Loaded by anchored.ts.
import { autoUpdate, computePosition, flip, hide, offset, type Placement, shift } from '@floating-ui/dom'

export interface Anchor {
  /** Where it is now; undefined when it is nowhere, and then the menu is not seen. */
  readonly rect: () => DOMRect | undefined
  /** In whose scrolling the place moves. */
  readonly within: Element
  readonly placement: Placement
  /** Between the place and the menu, in pixels. */
  readonly distance: number
}

/** Until the returned function is called. */
export function keepInPlace(element: HTMLElement, anchor: () => Anchor): () => void {
  const { within, placement, distance } = anchor()
  const place = {
    getBoundingClientRect: () => anchor().rect() ?? new DOMRect(-1_000, -1_000, 0, 0),
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
}
