// Which rows of a list are in sight, where all are of one height: the others need not be drawn. Part of row-list.tsx.
import { type RefObject, useLayoutEffect, useState } from 'react'

/** Drawn beyond the edges, so that a quick flick shows no blanks. */
const OVERSCAN_ROWS = 10

/** Marks the element that scrolls; frame.tsx and the pages set it. */
export const SCROLLER = '[data-scroller]'

export interface RowsInSight {
  /** Of those to be drawn; `end` is behind the last. */
  readonly first: number
  readonly end: number
  /** As little as it takes to have the row in sight. */
  readonly scrollTo: (index: number) => void
}

/** `rowHeight` in pixels. */
export function useRowsInSight(
  list: RefObject<HTMLElement | null>,
  rowHeight: number,
  rows: readonly unknown[],
): RowsInSight {
  const [span, setSpan] = useState({ first: 0, end: 2 * OVERSCAN_ROWS })
  const count = rows.length

  useLayoutEffect(() => {
    const scroller = list.current?.closest(SCROLLER)
    if (!scroller) return undefined
    // Asked when something changes its size, not while scrolling: the question has the browser lay out the page at once.
    let top = 0
    const look = (): void => {
      const above = scroller.scrollTop - top
      const first = Math.max(0, Math.floor(above / rowHeight) - OVERSCAN_ROWS)
      const end = Math.min(count, Math.ceil((above + scroller.clientHeight) / rowHeight) + OVERSCAN_ROWS)
      setSpan((before) =>
        before.first === first && before.end === end ? before : { first, end: Math.max(first, end) },
      )
    }
    const measure = (): void => {
      if (list.current === null) return
      top = topOf(list.current, scroller)
      look()
    }
    measure()
    const observer = new ResizeObserver(measure)
    for (const part of [scroller, ...scroller.children]) observer.observe(part)
    scroller.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      scroller.removeEventListener('scroll', look)
    }
  }, [list, rowHeight, rows, count])

  const scrollTo = (index: number): void => {
    const scroller = list.current?.closest(SCROLLER)
    if (!list.current || !scroller) return
    const start = topOf(list.current, scroller) + index * rowHeight
    const least = start + rowHeight - scroller.clientHeight
    scroller.scrollTop = Math.min(start, Math.max(least, scroller.scrollTop))
  }
  return { first: Math.min(span.first, count), end: Math.min(span.end, count), scrollTo }
}

/** In pixels from the beginning of what scrolls. */
const topOf = (list: Element, scroller: Element): number =>
  Math.round(list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop)
