// What the keys do in a list of rows: where a step leads, and the way across a row. Used by row-list.tsx.
import { createContext, type KeyboardEvent, useContext } from 'react'

/** Whether a row is the one that Tab goes to. */
export const TabStop = createContext(false)

/** For the row's link: its buttons are reached with the arrows and are no Tab stops. */
export function useTabIndex(): 0 | -1 {
  return useContext(TabStop) ? 0 : -1
}

const PAGE_ROWS = 10

/** The index that the key leads to; null when it is no step. */
export function stepTo(event: KeyboardEvent, from: number, count: number): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null
  switch (event.key) {
    case 'ArrowDown':
      return Math.min(from + 1, count - 1)
    case 'ArrowUp':
      return Math.max(from - 1, 0)
    case 'PageDown':
      return Math.min(from + PAGE_ROWS, count - 1)
    case 'PageUp':
      return Math.max(from - PAGE_ROWS, 0)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}

/** The arrows across, in the direction of the writing; the key for menus opens the row's. True when it was one of these. */
export function stepAcross(event: KeyboardEvent): boolean {
  const row = event.target instanceof HTMLElement ? event.target.closest('li') : null
  if (row === null) return false
  const stops = [...row.querySelectorAll<HTMLElement>('a, button')]
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
    const menu = stops.find((stop) => stop.getAttribute('aria-haspopup') === 'menu')
    menu?.focus()
    menu?.click()
    return menu !== undefined
  }
  if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return false
  const onwards = getComputedStyle(row).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
  const at = stops.indexOf(event.target as HTMLElement)
  stops[at + (event.key === onwards ? 1 : -1)]?.focus()
  return true
}

export function indexIn(rows: readonly { readonly id: string }[], id: string | undefined): number | undefined {
  const index = id === undefined ? -1 : rows.findIndex((row) => row.id === id)
  return index < 0 ? undefined : index
}

/** Sorted, without doubles. */
export function withIndex(indexes: readonly number[], index: number): number[] {
  if (indexes.includes(index)) return [...indexes]
  return [...indexes, index].sort((a, b) => a - b)
}
