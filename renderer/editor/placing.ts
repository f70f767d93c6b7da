// Finds the place of what floats beside the text. Loaded by anchored.ts.
import { autoUpdate, computePosition, flip, hide, offset, shift } from '@floating-ui/dom'
import type { Anchor } from './anchored.ts'

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
